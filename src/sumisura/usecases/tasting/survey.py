"""After an order: at most two questions, each skippable; what is answered changes what comes next, and the page says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sumisura.kernel import BadInput, Order, OrderId, OrderLine, OrderState
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.taste.model import ItemId, Signal
from sumisura.taste.serving.questions import contrast
from sumisura.trust.grants import Consents, Grants
from sumisura.trust.purposes import PERSONALISE
from sumisura.usecases import minimal
from sumisura.usecases.again import again
from sumisura.usecases.held.profile import kept_here
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import ordered
from sumisura.usecases.shop.as_it_is import AS_IT_IS
from sumisura.usecases.tasting import agreeing, ranking
from sumisura.usecases.tasting.guests import Guest, guest
from sumisura.usecases.tasting.signals import record_many, signal
from sumisura.usecases.tasting.tastes import Ask, SurveyView

KIND = "survey"
RATINGS = "ratings"
ASKING = ("survey", RATINGS)
"""What one agrees to who wants to be asked after a purchase; who never said anything is asked, and may skip."""
STARS = {"5": "I love it", "4": "I like it", "3": "It is all right", "2": "Not quite", "1": "Not at all"}
MATTERED, LIKED, NEXT = "mattered", "liked", "next"
NEXT_WORDS = "Which would you rather see more of?"
BOTH = 2
MOST = 4
"""Answers one can choose from, besides none."""
SAME = "Your answers are kept; the order of what you see stays as it is."
SKIPPED = "Skipped. We will not ask about this order again."
PAUSED = "You asked us to use nothing until you say so: we ask nothing here, and keep no answer."
UNASKED = frozenset({OrderState.PLACED, OrderState.CANCELLED})
"""Where an order is not, or no longer, to be asked about."""
COMPARED = 5
"""Places at the top of the list that an answer is seen to change."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """Whether anything was answered, and which titles stood at the top before and after."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    told: bool = True


def show(services: Services, visitor: Visitor, id_: OrderId) -> SurveyView | None:
    """The questions about an order of one's own, or what their answers changed; None while there is nothing to ask."""
    if visitor.held is not None:  # what an answer changed would be kept with the order
        return None
    with services.store.read() as tx:
        order = ordered.own(tx, visitor, id_)
        found = tx.records.get(visitor.brand.id, KIND, id_)
        if found is not None:
            return _thanks(id_, decode(found.body, _Answered))
        consents = Grants(services.ids).of(tx, visitor.brand.id, visitor.party)
        if order.state in UNASKED or _refused(consents) or minimal.on(tx, visitor.brand.id):
            return None
        if consents.paused:
            return SurveyView(id_, (), PAUSED)
        asked = questions(services, tx, guest(services, tx, visitor), order)
    return SurveyView(id_, asked) if asked else None


@again
def answer(services: Services, visitor: Visitor, id_: OrderId, answers: Mapping[str, str]) -> SurveyView:
    """Take the answers; sending them agrees that answers are used for what is shown next. Empty ones are skipped.

    While they asked us to pause, nothing is kept and nothing agreed to: they may answer when it is over.

    Raises:
        BadInput: an answer to what was not asked, or about an order that is not asked about, or in a shop that keeps
            none.
        WithdrawnMeanwhile: answers were withdrawn after the page was made.
    """
    kept_here(visitor.held)
    with services.store.write() as tx:
        brand, party = visitor.brand.id, visitor.party
        order = ordered.own(tx, visitor, id_)
        if tx.records.get(brand, KIND, id_) is None:
            if order.state in UNASKED:
                raise BadInput(
                    "nothing is asked about this order", where=id_, mend="Wait until it is paid for."
                )
            who = guest(services, tx, visitor)
            answered = [ask for ask in _asked(services, tx, who, order, answers) if answers.get(ask.id)]
            before = after = _top(who)
            if answered and Grants(services.ids).of(tx, brand, party).paused:
                return SurveyView(id_, (), PAUSED)
            if answered:
                # Agreed to first: what is told before that moment may not be kept.
                agreeing.give(services, tx, visitor, [(PERSONALISE, RATINGS)])
                told = [one for ask in answered for one in _signals(services, order, ask, answers[ask.id])]
                record_many(services, tx, brand, party, told)
                after = _top(guest(services, tx, visitor))
            tx.records.put(brand, KIND, id_, encode(_Answered(before, after, bool(answered))), version=0)
        kept = tx.records.get(brand, KIND, id_)
        assert kept is not None  # noqa: S101 - written above
        return _thanks(id_, decode(kept.body, _Answered))


def questions(services: Services, tx: Transaction, who: Guest, order: Order) -> Sequence[Ask]:
    """At most two: about what was bought, and, where its answer would change what is shown, about what comes next."""
    asked = [_about(services, tx, order)]
    pair = contrast(who.taste, list(ranking.ranked(who)[: 2 * COMPARED]))
    if pair is not None:
        asked.append(_between(who, *pair))
    return [one for one in asked if one is not None]


def _refused(consents: Consents) -> bool:
    """Whether they agreed to be asked once, and took it back."""
    ever = any((one.purpose, one.source) == ASKING for one in consents.grants)
    return ever and ASKING not in consents.open


def _asked(
    services: Services, tx: Transaction, who: Guest, order: Order, answers: Mapping[str, str]
) -> Sequence[Ask]:
    """What was asked, as far as it was answered: of the two compared, those the answer names, since orders move on."""
    asked = [_about(services, tx, order)]
    pair = [ItemId(name) for name in answers.get(NEXT, "").split(">")]
    row = who.taste.population.row
    if len(set(pair)) == BOTH and all(name in who.cloth.items for name in pair):
        asked.append(_between(who, row[pair[0]], row[pair[1]]))
    elif answers.get(NEXT):
        asked.append(Ask(NEXT, NEXT_WORDS, "", ()))
    return [one for one in asked if one is not None]


def _about(services: Services, tx: Transaction, order: Order) -> Ask | None:
    if order.state is OrderState.DELIVERED:
        return Ask(LIKED, "How do you like it?", "More of what you like comes first.", list(STARS.items()))
    line = order.lines[0]
    mattered = _options(services, tx, order, line)
    if not mattered:
        return None
    return Ask(
        MATTERED,
        "What mattered most to you in this piece?",
        "What is like it comes first next time.",
        mattered,
    )


def _options(services: Services, tx: Transaction, order: Order, line: OrderLine) -> Sequence[tuple[str, str]]:
    """What was chosen in a piece, the furthest from the brand's own choice first."""
    family = services.shelf.family(tx, order.brand, line.configuration.family)
    chosen = [
        (one.default == line.configuration[one.name], -len(one.values), one)
        for one in family.variables
        if one.name in line.configuration and one.name != AS_IT_IS and len(one.values) > 1
    ]
    best = [one for _, _, one in sorted(chosen, key=lambda entry: entry[:2])][:MOST]
    return [
        (
            f"{family.name}:{one.name}={line.configuration[one.name]}",
            f"{one.label}: {one.value(line.configuration[one.name]).label}",
        )
        for one in best
    ]


def _between(who: Guest, first: int, second: int) -> Ask:
    one, other = (who.cloth.rows[row] for row in (first, second))
    return Ask(
        NEXT,
        NEXT_WORDS,
        "We cannot tell yet, and it would change what we show you.",
        [(f"{one.id}>{other.id}", one.title), (f"{other.id}>{one.id}", other.title)],
    )


def _signals(services: Services, order: Order, ask: Ask, answer: str) -> Sequence[Signal]:
    if answer not in dict(ask.answers):
        raise BadInput(
            "that was not among the answers", where=ask.words, mend="Choose one of those shown, or none."
        )
    if ask.id == NEXT:
        better, _, worse = answer.partition(">")
        told = (("preferred", better), ("passed", worse))
        return [signal(services, what, ItemId(item), RATINGS) for what, item in told]
    if ask.id == LIKED:
        return _rated(services, order.lines[0], (int(answer) - 3) / 2)
    return [signal(services, "answered", ItemId(answer), RATINGS)]


def _rated(services: Services, line: OrderLine, value: float) -> Sequence[Signal]:
    """A rating is about the piece, and in part about each choice in it."""
    chosen = [
        ItemId(f"{line.family_name}:{name}={choice}")
        for name, choice in line.configuration.items()
        if name != AS_IT_IS
    ]
    whole = signal(services, "rated", ItemId(line.family_name), RATINGS, value=value)
    parts = [signal(services, "rated", one, RATINGS, value=value, weight=1 / len(chosen)) for one in chosen]
    return [whole, *parts]


def _top(who: Guest) -> tuple[str, ...]:
    return tuple(who.cloth.rows[row].title for row in ranking.ranked(who)[:COMPARED])


def _thanks(id_: OrderId, answered: _Answered) -> SurveyView:
    if not answered.told:
        return SurveyView(id_, (), SKIPPED)
    before, after = answered.before, answered.after
    changed = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
    return SurveyView(id_, (), f"Thank you. {_said(before, after) if changed else SAME}", changed)


def _said(before: Sequence[str], after: Sequence[str]) -> str:
    if before[0] != after[0]:
        return f"Because of your answers, {after[0]} comes first from now on."
    return f"Your answers changed what comes after {after[0]}."
