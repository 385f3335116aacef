"""One row of a history, understood: who did what, about what, when, and how much it says."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from math import isfinite, log2

from sumisura.files import did_you_mean, instant
from sumisura.files.rows import Row
from sumisura.kernel import BadInput
from sumisura.taste.catalogue import token
from sumisura.taste.imports.doings import NAMES, SOURCE, doing, source_of
from sumisura.taste.imports.mapping import Plan
from sumisura.taste.model import MEANINGS
from sumisura.trust.never import NEVER, NeverKept, check_signal
from sumisura.trust.sources import SOURCES, UnknownSource

HEAVIEST = 100.0
"""Plain signals that one row may count for."""
LONGEST = 200
"""Characters of a key, an id, or a version."""
YES, NO = frozenset({"yes", "y", "true", "t", "1"}), frozenset({"no", "n", "false", "f", "0", "none"})


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a row says about its customer's consent.

    Args:
        sources: those they agreed to; None for all, empty for none.
        since: since when; None where it does not say.
        under: the version of the words; "" where it does not say.
    """

    sources: frozenset[str] | None
    since: datetime | None = None
    under: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a row tells.

    Args:
        line: where it stands.
        customer: the merchant's own key; never kept.
        item: an item's id or a quality; "" where only ``tokens`` say what it was about.
        tokens: qualities of the item.
        what: a name in `MEANINGS`.
        source: a name in the register.
        at: when, in UTC.
        value: from -1 to 1.
        weight: plain signals it counts for.
        given: the event's own id; "" for none.
        origin: within what that id is unique.
        agreed: what it says about consent, or None.
    """

    line: int
    customer: str
    item: str
    tokens: tuple[str, ...]
    what: str
    source: str
    at: datetime
    value: float
    weight: float
    given: str = ""
    origin: str = ""
    agreed: Agreed | None = None


def read(plan: Plan, row: Row, zone: tzinfo) -> Deed:
    """What a row tells, under a plan.

    Args:
        zone: where times without a zone were written.

    Raises:
        BadInput: it cannot be understood; ``where`` is the column.
        NeverKept: it carries what is never collected.

    Example:
        >>> from datetime import UTC
        >>> plan = Plan({"customer": "who", "item": "sku", "at": "day", "rating": "stars"}, {}, scale=(1, 5))
        >>> deed = read(plan, Row(2, {"who": "7", "sku": "belt-12", "day": "2026-03-01", "stars": "2"}), UTC)
        >>> deed.what, deed.source, deed.value, deed.weight
        ('rated', 'ratings', -0.5, 2.0)
    """
    _check(plan, row)
    what = _what(plan, row)
    meaning = MEANINGS[what]
    tokens = tuple(filter(None, (token(name, row.cells.get(name, "")) for name in plan.tokens)))
    return Deed(
        line=row.line,
        customer=_customer(_need(plan, row, "customer")),
        item=_short(plan, row, "item") if tokens else _need(plan, row, "item"),
        tokens=tokens,
        what=what,
        source=_source(plan, row, what),
        at=_instant(plan, row, zone),
        value=_value(plan, row, meaning.value),
        weight=_weight(plan, row, meaning.weight),
        given=_short(plan, row, "id"),
        origin=_short(plan, row, "origin"),
        agreed=_agreed(plan, row, zone),
    )


def _check(plan: Plan, row: Row) -> None:
    """Raises NeverKept for a row that carries what nobody may collect, friends' likings among it."""
    what, item = plan.text(row, "what"), plan.text(row, "item")
    tokens = (f"{name}=" for name in plan.tokens)
    check_signal(what, plan.text(row, "source"), item, tokens=tokens)
    if doing(what) == "friend" or source_of(plan.text(row, "source")) == "friends":
        raise NeverKept("friends", NEVER["others"], where=plan.place("what"))


def _short(plan: Plan, row: Row, field: str) -> str:
    text = plan.text(row, field)
    if not text:
        return ""
    if len(text) > LONGEST:
        what, mend = f"{len(text)} characters are too many", f"Keep to {LONGEST}."
        raise BadInput(what, where=plan.place(field), mend=mend)
    return text


def _need(plan: Plan, row: Row, field: str) -> str:
    text = _short(plan, row, field)
    if not text:
        mend = "Fill it in, or leave the row out."
        raise BadInput("there is nothing here", where=plan.place(field), mend=mend)
    return text


def _customer(text: str) -> str:
    """The key, in one spelling where it is an e-mail address."""
    return text.casefold() if "@" in text else text


def _what(plan: Plan, row: Row) -> str:
    text = plan.text(row, "what")
    found = doing(text) if text else plan.usual
    if not found:
        where, mend = plan.place("what"), did_you_mean(text.lower(), NAMES)
        raise BadInput(f'"{text[:60]}" is nothing a customer tells or does', where=where, mend=mend)
    return found


def _source(plan: Plan, row: Row, what: str) -> str:
    text = plan.text(row, "source")
    found = source_of(text) if text else SOURCE[what]
    if not found:
        error, near = UnknownSource(text[:60]), did_you_mean(text, SOURCES)
        raise BadInput(str(error).partition(". ")[0], where=plan.place("source"), mend=near)
    return found


def _instant(plan: Plan, row: Row, zone: tzinfo) -> datetime:
    return _at(_need(plan, row, "at"), zone, plan.place("at"))


@lru_cache(maxsize=4096)
def _at(text: str, zone: tzinfo, column: str) -> datetime:
    try:
        return instant(text, zone)
    except BadInput as problem:
        raise BadInput(problem.what, where=column, mend=problem.mend) from problem


def _number(plan: Plan, row: Row, field: str, low: float, high: float) -> float | None:
    """A finite number within bounds; None where there is nothing."""
    text = plan.text(row, field)
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not isfinite(found) or not low <= found <= high:
        what = f'"{text[:40]}" is no number from {low:g} to {high:g}'
        mend = "Write it with a point: 4.5." if "," in text else "Correct it, or leave it empty."
        raise BadInput(what, where=plan.place(field), mend=mend)
    return found


def _value(plan: Plan, row: Row, usual: float) -> float:
    low, high = plan.scale or (-1.0, 1.0)
    rating = _number(plan, row, "rating", low, high)
    if rating is not None:
        return 2 * (rating - low) / (high - low) - 1
    value = _number(plan, row, "value", -1, 1)
    return usual if value is None else value


def _weight(plan: Plan, row: Row, usual: float) -> float:
    """As given, else the usual one; ``n`` times count ``1 + log2 n``.

    A logarithmic confidence, after Hu, Koren and Volinsky, "Collaborative filtering for implicit feedback
    datasets", ICDM 2008, equation 6.
    """
    weight = _number(plan, row, "weight", 0, HEAVIEST)
    if weight == 0:
        mend = "Leave the row out, or give a weight above 0."
        raise BadInput("a weight of 0 says nothing", where=plan.place("weight"), mend=mend)
    times = _number(plan, row, "times", 1, 1e9)
    return (usual if weight is None else weight) * (1 if times is None else 1 + log2(times))


def _agreed(plan: Plan, row: Row, zone: tzinfo) -> Agreed | None:
    text, under = _short(plan, row, "granted"), _short(plan, row, "granted_under")
    if not text:
        asked = "granted" in plan.columns or "granted" in plan.fixed
        return Agreed(frozenset(), under=under) if asked else Agreed(None, under=under) if under else None
    words = frozenset(text.replace(",", " ").replace("|", " ").replace(";", " ").lower().split())
    if words <= YES:
        return Agreed(None, under=under)
    if words <= NO:
        return Agreed(frozenset(), under=under)
    if words <= SOURCES.keys():
        return Agreed(words, under=under)
    return Agreed(None, _at(text, zone, plan.place("granted")), under)
