"""Taste inside a product: which options come first for this customer, what suits them now, and how they would finish it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sumisura.kernel import DesignId, Family, Variable
from sumisura.space.design import Design
from sumisura.space.draft import Draft, Filler
from sumisura.space.space import Space
from sumisura.store.ports import Transaction
from sumisura.taste.designs import DesignModel, History, Posterior
from sumisura.taste.model import ItemId, Signal
from sumisura.taste.serving.attention import standing
from sumisura.taste.state import Taste
from sumisura.trust.sources import SOURCES
from sumisura.usecases.services import Services
from sumisura.usecases.tasting.guests import Guest
from sumisura.usecases.tasting.tastes import ThreadView

Floats = npt.NDArray[np.float64]
SAY = 2.0
"""What a liking of one standard deviation of people's likings adds to the log-odds of an option."""
TELLING = 0.9
"""Log-odds (two and a half times as likely) from which an option is said to suit somebody."""
_SIZE = re.compile(r"\d+([.,/]\d+)?( ?[^\W\d]{1,3})?|X{0,4}[SML]", re.IGNORECASE)
REFUSED = -30.0
"""Log-odds of what was refused: below whatever past sales and liking say for it."""
STATED = "stated"
CLICKS = frozenset({"chose", "retracted"})
"""Signals of the clicks in a design: they do not move its options under the customer's hand."""


@dataclass(frozen=True)
class Leaning:
    """What one customer leans to in one design.

    Args:
        now: the posterior over past sales given their choices and their liking.
        plain: given their choices alone.
        nothing: before anything is known of them.
        opening: log-probabilities that the order of options follows: past sales, and their liking before this design.
        liking: source → what it adds to the log-utility of each column.
    """

    space: Space
    now: Posterior
    plain: Posterior
    nothing: Posterior
    opening: Floats
    liking: Mapping[str, Floats]

    @cached_property
    def column(self) -> Mapping[tuple[str, str], int]:
        """The column of each (variable, value)."""
        return {pair: number for number, pair in enumerate(self.space.columns)}

    @cached_property
    def _chances(self) -> tuple[Floats, Floats, Floats]:
        return self.now.options(), self.plain.options(), self.nothing.options()

    def order(self, variable: Variable) -> Sequence[str]:
        """The names of a choice's values, the likeliest first; numbers and sizes stay as they are."""
        names = [value.name for value in variable.values]
        if all(_SIZE.fullmatch(value.label or value.name) for value in variable.values):
            return names
        place = {name: -self.opening[self.column[variable.name, name]] for name in names}
        return sorted(names, key=lambda name: place[name])

    def suits(self, variable: Variable, names: Sequence[str]) -> str | None:
        """The one of these values that gains most by what we know of them; None where none stands out.

        What most people take may still be likelier for them, too; but that it is needs no telling.
        """
        now, _, nothing = self._chances
        gains = {name: float((now - nothing)[self.column[variable.name, name]]) for name in names}
        best = max(gains, key=gains.__getitem__, default=None)
        return best if best is not None and gains[best] > TELLING else None

    def threads(self, variable: Variable, name: str) -> tuple[ThreadView, ...]:
        """What each source adds to the log-probability of a value beside that of everyone; they add up to it exactly."""
        at = self.column[variable.name, name]
        now, plain, nothing = (float(chances[at]) for chances in self._chances)
        parts = self._split(at, now - plain)
        parts["visit"] = parts.get("visit", 0.0) + plain - nothing
        amounts = {"everyone": nothing, **{source: part for source, part in parts.items() if part}}
        whole = sum(abs(part) for source, part in amounts.items() if source != "everyone") or 1.0
        return tuple(
            ThreadView(SOURCES.get(source), amount, min(abs(amount) / whole, 1.0), (), 0)
            for source, amount in sorted(amounts.items(), key=lambda pair: -abs(pair[1]))
            if source != "everyone"
        )

    def why(self, variable: Variable, name: str) -> str:
        """Why it suits them, in a few words."""
        at = self.column[variable.name, name]
        now, plain, nothing = (float(chances[at]) for chances in self._chances)
        return "suits what you chose" if plain - nothing >= now - plain else "suits your taste"

    def fill(self, design: Design) -> Design:
        """A design finished out of what can be made, so that they would likely agree with as many choices as can be."""
        told = Posterior.of(self.now.model, self._known(design), self.now.liking)
        return design.complete(told.agreement(), weight=1)

    def _known(self, design: Design) -> npt.NDArray[np.int32]:
        first = self.space.engine.structure.first[: len(self.now.known)]
        chosen = design.chosen[: len(first)]
        return np.where(chosen >= 0, chosen - first, -1).astype(np.int32)

    def _split(self, at: int, total: float) -> dict[str, float]:
        """What taste gave, divided among its sources as they spoke of this column; of others, where of this none did."""
        said = {source: float(part[at]) for source, part in self.liking.items()}
        if not any(said.values()):
            said = {source: float(np.abs(part).sum()) for source, part in self.liking.items()}
        whole = sum(abs(part) for part in said.values())
        if not whole:
            return {}
        signed = sum(said.values())
        if abs(signed) > whole / 2:
            return {source: total * part / signed for source, part in said.items()}
        return {source: total * abs(part) / whole for source, part in said.items()}


def leaning(services: Services, tx: Transaction, who: Guest, space: Space, draft: Draft) -> Leaning | None:
    """What a guest leans to in a design; None where they are served as everyone, or prefer the brand's order."""
    if not who.personal or who.manners.order != "personal":
        return None
    family = space.family
    model = _model(services, tx, draft, space)
    known = model.history.rows_of([draft.now.touched])[0]
    unwanted = _unwanted(who, family, space)
    liking = _liking(who.taste, family, space)
    liking[STATED] = liking.get(STATED, 0.0) + unwanted
    total = _sum(liking, space)
    before = _sum(_liking(_before(who, draft.id), family, space), space) + unwanted
    nothing = model.begin()
    return Leaning(
        space,
        model.begin(known, total),
        model.begin(known),
        nothing,
        model.begin(None, before).options(),
        liking,
    )


def filler(found: Leaning | None) -> Filler:
    """How a design is finished: for this customer, or as the brand would."""
    return Design.complete if found is None else found.fill


def option_item(family: str, variable: str, value: str) -> ItemId:
    """The item that stands for an option."""
    return ItemId(f"{family}:{variable}={value}")


def _model(services: Services, tx: Transaction, draft: Draft, space: Space) -> DesignModel:
    """What past sales say; nothing yet, where none was learned for the options there are today."""
    found = services.models.designs(tx, draft.brand, draft.family_name)
    if found is not None and found.history.columns == tuple(space.columns):
        return found
    defaults = {one.name: one.default for one in space.family.variables if one.default is not None}
    return DesignModel.of(History.of(space.columns), defaults=defaults)


def _liking(taste: Taste, family: Family, space: Space) -> dict[str, Floats]:
    """Source → what it says of each column, in `SAY` log-odds per standard deviation of people's likings."""
    row = taste.population.row
    known = [
        (column, row[item])
        for column, pair in enumerate(space.columns)
        if (item := option_item(family.name, *pair)) in row
    ]
    if not known or len(taste.sources) == 1:
        return {}
    columns, rows = (np.array(part, np.int64) for part in zip(*known, strict=True))
    usual = np.maximum(taste.without(*taste.evidence.sums).unsure(rows), np.finfo(np.float64).tiny)
    parts = taste.parts(rows) * (SAY / usual)
    found = {source: np.zeros(len(space.columns)) for source in taste.sources[1:]}
    for number, source in enumerate(taste.sources[1:], start=1):
        found[source][columns] = parts[number]
    return found


def _unwanted(who: Guest, family: Family, space: Space) -> Floats:
    """What was refused, by itself or by a quality it has, so far down that nothing proposes it; a hand still may."""
    refused = standing(who.kept)
    found = np.zeros(len(space.columns))
    for column, pair in enumerate(space.columns if refused else ()):
        item = who.cloth.items.get(option_item(family.name, *pair))
        if item is not None and not refused.isdisjoint((str(item.id), *item.tokens)):
            found[column] = REFUSED
    return found


def _sum(liking: Mapping[str, Floats], space: Space) -> Floats:
    total = np.zeros(len(space.columns))
    for part in liking.values():
        total += part
    return total


def _before(who: Guest, design: DesignId) -> Taste:
    """The taste without the clicks in this design: options do not change places while one is choosing."""
    begun = _begun(design)
    told: list[Signal] = [
        weighed.signal
        for weighed in who.taste.evidence.signals
        if weighed.signal.what not in CLICKS or weighed.signal.at < begun
    ]
    if len(told) == len(who.taste.evidence.signals):
        return who.taste
    return Taste.of(who.taste.population, told, who.at)


def _begun(design: DesignId) -> datetime:
    """When a design was begun, as its id says (RFC 9562 §5.7)."""
    digits = design.partition("_")[2][:12]
    return datetime.fromtimestamp(int(digits, 16) / 1000, UTC)
