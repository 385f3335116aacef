"""The proof of a design: the exact sum behind the order of its options, behind what is suggested, and behind its price."""

from collections.abc import Iterator, Sequence

import numpy as np

from sumisura.kernel import DesignId, NotFound, Variable
from sumisura.space import repo
from sumisura.space.design import Design
from sumisura.space.errors import Unavailable
from sumisura.store.ports import Transaction
from sumisura.taste.designs import CHOICES, Player, Reasons, resting_on
from sumisura.trust.sources import SOURCES, Source
from sumisura.usecases.noticing import note
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import viewing
from sumisura.usecases.shop.leaning import VISIT, Leaning, is_sized, leaning, thread_views
from sumisura.usecases.shop.page import quoted
from sumisura.usecases.shop.proof_views import (
    ChoiceProof,
    DesignProof,
    FillProof,
    PartView,
    PlaceView,
    SumView,
)
from sumisura.usecases.shop.viewing import Shown
from sumisura.usecases.shop.views import Change
from sumisura.usecases.tasting.guests import guest


def proof(services: Services, visitor: Visitor, design: DesignId, choice: str = "") -> DesignProof:
    """Every sum behind a design as this visitor sees it.

    Args:
        choice: the choice (its variable's name) that is asked about; "" for the design as a whole.

    Raises:
        NotFound: there is no such design, or no such choice in it.
    """
    with services.store.read() as tx:
        draft, _ = repo.draft(tx, visitor.brand.id, design)
        space = services.shelf.take(tx, draft.brand, draft.family).space
        who = guest(services, tx, visitor)
        lean = leaning(services, tx, who, space, draft)
        shown = Shown.of(space, draft, {}, {}, lean, who.fit)
        view = _proof(services, visitor, tx, shown, choice)
    note(services, visitor, "proof.opened", design, choice=choice)
    return view


def _proof(services: Services, visitor: Visitor, tx: Transaction, shown: Shown, choice: str) -> DesignProof:
    family, lean = shown.family, shown.leaning
    if choice and choice not in [one.name for one in family.variables]:
        raise NotFound("choice", choice)
    whole = shown.design.is_complete
    return DesignProof(
        brand=visitor.brand,
        family=family,
        design=shown.draft.id,
        fit=shown.fit,
        order="personal" if lean else "brand",
        price=shown.money(shown.design.price),
        quote=quoted(services, tx, shown.draft, visitor.brand.home) if whole else None,
        drawn=shown.choices,
        choice=_choice(shown, lean, family.variable(choice)) if lean and choice else None,
        fill=_fill(shown, lean) if lean and shown.draft.now.suggested and not choice else None,
        asks=[(one.name, one.label, _stands(shown, one)) for one in family.variables],
        sales=lean.model.history.sales if lean else 0,
    )


def _stands(shown: Shown, variable: Variable) -> str:
    value = shown.choices.get(variable.name)
    return variable.value(value).label if value is not None else ""


def _choice(shown: Shown, lean: Leaning, variable: Variable) -> ChoiceProof:
    sized = is_sized(variable)
    names = lean.order(variable)
    return ChoiceProof(
        name=variable.name,
        label=variable.label,
        sized=sized,
        sentence="" if sized else _order_sentence(lean, variable, names[0]),
        places=[] if sized else [_place(lean, variable, name, at) for at, name in enumerate(names, 1)],
        sums=_sums_of(shown, lean, variable, names),
    )


def _order_sentence(lean: Leaning, variable: Variable, first: str) -> str:
    item = lean.item(variable, first)
    return lean.who.teller.order(item, lean.told(variable, first, lean.opens)).sentence if item else ""


def _place(lean: Leaning, variable: Variable, name: str, place: int) -> PlaceView:
    """One option's place, and the sum it follows from, beside an even chance."""
    at, even, item = (
        lean.column[variable.name, name],
        float(np.log(len(variable.values))),
        lean.item(variable, name),
    )
    everyone, total = float(lean.opens.everyone[at]) + even, float(lean.opens.now[at]) + even
    amounts = {str(source): float(added[at]) for source, added in lean.opens.added.items()}
    places = {source: lean.order_without(variable, source).index(name) + 1 for source in amounts}
    trial = lean.drawn.get(variable.name)
    told = lean.told(variable, name, lean.opens)
    return PlaceView(
        place=place,
        label=variable.value(name).label,
        total=total,
        everyone=everyone,
        threads=thread_views(amounts, places),
        residual=total - everyone - sum(amounts.values()),
        sentence=lean.who.teller.standing(item, told).sentence if item else "",
        chance=trial.chance if trial and name == trial.head[-1] else None,
        tried=trial is not None and name == trial.tried,
    )


def _sums_of(shown: Shown, lean: Leaning, variable: Variable, names: Sequence[str]) -> list[SumView]:
    """What speaks for each option now, its choice in this design set aside."""
    number = lean.model.history.variables.index(variable.name)
    reasons = lean.in_full(number)
    able = [name for name in names if shown.options[variable.name][name].available]
    suggested = shown.draft.now.suggested.get(variable.name)
    best = lean.suits(variable, able)
    said = {best: lean.sentence(variable, best)} if best else {}
    if suggested:
        said[suggested] = _default_sentence(lean, variable, suggested)
    return [_sum(lean, reasons, variable, name, said.get(name, "")) for name in names]


def _sum(lean: Leaning, reasons: Reasons, variable: Variable, name: str, sentence: str) -> SumView:
    at, other = lean.column[variable.name, name], _beside(lean, reasons, variable, name)
    why = reasons.over(at, lean.column[variable.name, other])
    values = [value.name for value in variable.values]
    number = lean.model.history.variables.index(variable.name)
    alike, taking = resting_on(reasons.told, number, values.index(name))
    return SumView(
        variable=variable.name,
        label=variable.label,
        value=variable.value(name).label,
        beside=variable.value(other).label,
        log_odds=why.log_odds,
        everyone=why.everyone,
        parts=[PartView(*_called(lean, part.of), part.amount, part.without) for part in why.parts],
        residual=why.residual,
        chance=float(np.exp(reasons.now[at])),
        alike=alike,
        taking=taking,
        sentence=sentence,
    )


def _default_sentence(lean: Leaning, variable: Variable, name: str) -> str:
    item = lean.item(variable, name)
    told = lean.told(variable, name, lean.suits_now)
    return lean.who.teller.default(item, told).sentence if item else ""


def _beside(lean: Leaning, reasons: Reasons, variable: Variable, name: str) -> str:
    """What a value is compared with: the brand's own choice; for that one, the likeliest of the others."""
    own = variable.default or variable.values[0].name
    if name != own or len(variable.values) == 1:
        return own
    return next(other for other in lean.ranked(variable, reasons.now) if other != name)


def _called(lean: Leaning, player: Player) -> tuple[str, Source]:
    """What a part is called, and how it is drawn."""
    if isinstance(player, str):
        source = SOURCES[VISIT if player == CHOICES else player]
        return source.title, source
    variable = lean.space.family.variables[player]
    chosen = variable.values[int(lean.known[player])]
    return f"{variable.label}: {chosen.label}", SOURCES[VISIT]


def _fill(shown: Shown, lean: Leaning) -> FillProof:
    """What is suggested, why, and what would be suggested without each source."""
    suggested, family = shown.draft.now.suggested, shown.family
    own = shown.space.start().choose_all(shown.draft.now.touched)
    now, brands, reasons = lean.fill(own).choices, own.complete().choices, lean.in_full()

    def agreed(choices: dict[str, str]) -> float:
        return float(sum(np.exp(reasons.now[lean.column[name, choices[name]]]) for name in suggested))

    return FillProof(
        sums=[
            _sum(lean, reasons, one, suggested[one.name], _default_sentence(lean, one, suggested[one.name]))
            for one in family.variables
            if one.name in suggested
        ],
        without=list(_without(lean, own, shown)),
        agreed=agreed(dict(suggested)),
        brands=agreed(dict(brands)),
        ours=all(now[name] == value for name, value in suggested.items()),
        buildable=_buildable(shown),
    )


def _without(lean: Leaning, own: Design, shown: Shown) -> Iterator[tuple[Source, list[Change]]]:
    now = lean.fill(own).choices
    for source in lean.liking.parts:
        left = lean.fill(own, lean.liking.without(source)).choices
        yield SOURCES[source], list(viewing.changes(shown.family, now, left))


def _buildable(shown: Shown) -> bool:
    """Whether all that stands goes together, asked of the space anew."""
    try:
        shown.space.start().choose_all(shown.choices)
    except Unavailable:
        return False
    return True
