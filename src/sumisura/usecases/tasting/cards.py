"""Proposals as cards: each with its exact threads, its sentence, and what it is drawn with."""

from collections.abc import Iterable, Mapping, Sequence

from sumisura.kernel import Family, Money
from sumisura.space import repo as families
from sumisura.store.ports import Transaction
from sumisura.taste.model import MEANINGS, Item, Kind, Signal, Thread
from sumisura.trust.sources import SOURCES
from sumisura.usecases.services import Services
from sumisura.usecases.tasting.guests import Guest
from sumisura.usecases.tasting.tailor import Cloth
from sumisura.usecases.tasting.tastes import Card, ThreadView

ALIKE = "Shown to everyone alike."
SURE = ((0.5, "quite sure"), (1.0, "fairly sure"), (2.0, "a guess"))
"""How the spread of the personal part is told, as a part of it."""


def cards(
    services: Services,
    tx: Transaction,
    guest: Guest,
    rows: Sequence[int],
    *,
    badges: Mapping[int, str] | None = None,
) -> list[Card]:
    """The items of these rows as cards, in this order."""
    if not rows:
        return []
    drawn = _drawn(services, tx, guest, [guest.cloth.rows[row] for row in rows])
    told = _told(guest, rows)
    return [
        _card(guest, row, place, told[row], (badges or {}).get(row, ""), drawn)
        for place, row in enumerate(rows, start=1)
    ]


def threads(guest: Guest, row: int, found: Iterable[Thread]) -> list[ThreadView]:
    """A score's threads as they are drawn, the strongest first."""
    parts = {weighed.signal.id: part for weighed, part in guest.taste.pulls(row)}
    found = sorted(found, key=lambda thread: -abs(thread.amount))
    whole = sum(abs(thread.amount) for thread in found) or 1.0
    return [
        ThreadView(
            SOURCES.get(thread.source),
            thread.amount,
            abs(thread.amount) / whole,
            [(words(guest.cloth, signal), parts.get(signal.id, 0.0)) for signal in thread.because],
            thread.without,
        )
        for thread in found
    ]


def words(cloth: Cloth, signal: Signal) -> str:
    """What a signal was, to the person whose it is.

    Example: "you chose Hemp, 12 oz".
    """
    return f"{MEANINGS[signal.what].words} {named(cloth, signal.item)}"


def named(cloth: Cloth, id_: str) -> str:
    """What an item or a quality is called."""
    item = cloth.items.get(id_)  # type: ignore[call-overload]
    if item is not None:
        return str(item.title)
    return id_.partition("=")[2].replace("-", " ") or id_


def price(guest: Guest, item: Item) -> Money | None:
    """What it costs; None where it has no price of its own."""
    return Money(item.price, guest.visitor.brand.currency) if item.price else None


def _told(guest: Guest, rows: Sequence[int]) -> Mapping[int, tuple[Sequence[Thread], float, float]]:
    """Each row's threads, spread and score; none where the shop is the same for everyone."""
    if not guest.personal:
        return dict.fromkeys(rows, ((), 0.0, 0.0))
    spread = guest.taste.unsure(rows)
    found = guest.taste.threads(rows, guest.mask)
    return {
        row: (told, float(unsure), sum(thread.amount for thread in told))
        for row, told, unsure in zip(rows, found, spread, strict=True)
    }


def _card(
    guest: Guest,
    row: int,
    place: int,
    told: tuple[Sequence[Thread], float, float],
    badge: str,
    drawn: Mapping[str, Family],
) -> Card:
    item = guest.cloth.rows[row]
    found, unsure, score = told
    shown = [thread for thread in found if thread.amount]
    family = drawn.get(item.family or item.id)
    return Card(
        item=item,
        price=price(guest, item),
        place=place,
        score=score,
        threads=threads(guest, row, shown) if shown else (),
        sentence=_sentence(guest, row, found, unsure),
        badge=badge,
        sure=sure(found, unsure),
        family=family if item.kind is not Kind.GOOD else None,
        choices=_choices(item, family),
    )


def _sentence(guest: Guest, row: int, found: Sequence[Thread], unsure: float) -> str:
    """Why it is shown; where nobody chose it yet and nothing is learned of the guest, only that all see it."""
    many = float(guest.popularity[row])
    if not (found or many):
        return ALIKE
    told = found or [Thread("everyone", many)]
    return guest.teller.suggestion(
        guest.cloth.rows[row], told, unsure=unsure, purpose=guest.manners.occasion
    ).sentence


def sure(found: Sequence[Thread], unsure: float) -> str:
    """How sure the personal part is, in words; "" where there is none."""
    personal = abs(sum(thread.amount for thread in found if thread.source != "everyone"))
    if not personal:
        return ""
    return next((text for most, text in SURE if unsure <= most * personal), "hardly more than a guess")


def _choices(item: Item, family: Family | None) -> Mapping[str, str]:
    if family is None or item.kind is Kind.GOOD:
        return {}
    usual = {one.name: one.default for one in family.variables if one.default is not None}
    return {**usual, **item.choices}


def _drawn(services: Services, tx: Transaction, guest: Guest, items: Sequence[Item]) -> Mapping[str, Family]:
    """The families that these items are drawn with, as they are on offer now."""
    brand = guest.visitor.brand.id
    names = {item.family or str(item.id) for item in items if item.kind is not Kind.GOOD}
    return {
        name: services.shelf.family(tx, brand, families.current(tx, brand, name)) for name in sorted(names)
    }


def together(guest: Guest, rows: Sequence[int]) -> list[Thread]:
    """The threads of several rows added up: what a page as a whole is sewn with."""
    amounts = guest.taste.parts(rows).sum(axis=1).tolist()
    return [Thread(source, amount) for source, amount in zip(guest.taste.sources, amounts, strict=True)]
