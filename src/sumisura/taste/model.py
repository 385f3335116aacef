"""What can be proposed, what a customer told or did about it, and how much of a score each source gave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

ItemId = NewType("ItemId", str)
"""Unique within a brand: ``jeans`` (a family), ``jeans/evening`` (a preset), ``belt-12`` (a finished good),
``jeans:fabric=hemp-12`` (an option of a family)."""


class Kind(StrEnum):
    """What sort of thing an item is."""

    FAMILY = "family"
    PRESET = "preset"
    GOOD = "good"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be proposed.

    Args:
        id: unique within the brand.
        kind: what sort of thing it is.
        title: what a person reads.
        words: what it does for them, in a line or two; searched as well.
        tokens: what it is like, as ``attribute=value``: ``colour=indigo``, ``material=hemp``. Items that
            share tokens share taste: this is how one signal moves every surface.
        price: minor units, tax included; 0 where it has none of its own.
        family: the family a preset, an option or an accessory belongs with; "" for none.
        choices: variable → value, of a preset.
        look: hints for its picture ("colour": "#1d2b4f").
        link: where else it can be seen; "" for none.
        since: when it was first on offer, for what is new; None for always.
        places: coarse cells or places where it is in stock; empty means everywhere.
        stock: how many there are; None where it is made to order.
    """

    id: ItemId
    kind: Kind
    title: str
    words: str = ""
    tokens: tuple[str, ...] = ()
    price: int = 0
    family: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    look: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    since: datetime | None = None
    places: tuple[str, ...] = ()
    stock: int | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing a customer told or did about an item.

    Args:
        id: the event's id: the same signal twice counts once.
        at: when it happened.
        source: the register's name for where it came from (``trust.sources``).
        item: an item, or a token (``colour=indigo``) where the signal is about a quality.
        what: a name in `MEANINGS`: ``bought``, ``liked``, ``refused``.
        value: from -1 (not at all) to 1 (very much).
        weight: how many plain signals it counts for; above 0.
        occasion: what it was for (``gift``, ``work``); "" for nothing in particular.
    """

    id: str
    at: datetime
    source: str
    item: ItemId
    what: str
    value: float = 1.0
    weight: float = 1.0
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a kind of signal says unless it says otherwise: how much it is liked, and how many views it weighs."""

    value: float
    weight: float
    words: str


MEANINGS: Mapping[str, Meaning] = {
    "viewed": Meaning(0.5, 0.5, "you looked at"),
    "searched": Meaning(0.7, 0.7, "you searched for"),
    "chose": Meaning(1.0, 1.0, "you chose"),
    "designed": Meaning(1.0, 1.0, "you designed"),
    "retracted": Meaning(-0.5, 0.5, "you took back"),
    "bought": Meaning(1.0, 3.0, "you bought"),
    "returned": Meaning(-1.0, 3.0, "you sent back"),
    "liked": Meaning(1.0, 3.0, "you told us that you like"),
    "refused": Meaning(-1.0, 1.0, "you told us that you do not want"),
    "preferred": Meaning(1.0, 2.0, "you preferred"),
    "passed": Meaning(-0.5, 1.0, "you passed over"),
    "rated": Meaning(1.0, 2.0, "you rated"),
    "answered": Meaning(1.0, 2.0, "you answered about"),
    "said": Meaning(1.0, 2.0, "you said about"),
    "measured": Meaning(0.5, 1.0, "your device told us about"),
    "friend": Meaning(0.5, 1.0, "friends like"),
    "near": Meaning(0.3, 0.5, "people near you choose"),
}
"""Every kind of signal. A value given with the signal (a rating, an answer) replaces the usual one."""

OTHERS = frozenset({"friend", "near"})
"""Kinds of signals that tell what others want: a thing nobody but they spoke of is still new to the customer."""


@dataclass(frozen=True, slots=True)
class Thread:
    """How much of an item's score one source gave; a score's threads add up to it exactly.

    Args:
        source: a name in the register, or ``everyone``: what is liked by all, before anything is known of one.
        amount: its part of the score, in the score's own unit.
        without: the item's place (1 is first) if this source had never been; 0 where it would not be among those
            that could be proposed.
        because: the signals of that source that matter most for this item, strongest first.
    """

    source: str
    amount: float
    without: int = 0
    because: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """How often something was shown to one customer, and when last: what the attention budget is reckoned from."""

    times: int
    last: datetime
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Manners:
    """How one customer wants to be served; everything can be switched off.

    Args:
        order: options and lists in ``personal`` order, or in the ``brand``'s.
        search: whether search is ordered by taste, too.
        anticipate: whether we may guess ahead ("we guessed, because …").
        questions: whether we may ask.
        occasion: what they are here for (``gift``, ``work``); "" when they did not say.
        cell: the coarse place they chose to name; "" for none.
        asked: question → when it was asked.
        skipped: how many questions they skipped in a row.
        shown: item → how often it was shown as a suggestion.
        as_of: the taste of that day is used instead of today's; None for today.
        declined: they said that the shop need not fit itself to them; they are not asked again.
    """

    order: str = "personal"
    search: bool = True
    anticipate: bool = True
    questions: bool = True
    occasion: str = ""
    cell: str = ""
    asked: Mapping[str, datetime] = field(default_factory=dict)
    skipped: int = 0
    shown: Mapping[str, Shown] = field(default_factory=dict)
    as_of: datetime | None = None
    declined: bool = False
