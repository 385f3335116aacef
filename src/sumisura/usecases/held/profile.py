"""The profile as its owner holds it: one JSON document of what they told and did, and how they want to be served.

It is read from a request, serves that one request, and is let go of. What the request itself tells (a piece was
liked, an option chosen) is not recorded here but handed back, for the device to write down.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sumisura.kernel import BadInput, SumisuraError
from sumisura.store.codec import Unreadable, decode, encode
from sumisura.taste.crowd.local import region
from sumisura.taste.imports.deeds import HEAVIEST
from sumisura.taste.model import MEANINGS, Manners, Signal
from sumisura.trust.sources import SOURCES
from sumisura.usecases.formats import MY_DATA, PROFILE, VERSION

MOST = 1_000
"""Signals of one profile: as many as are kept within reach for a customer whose profile is here."""
LARGEST = 320 * 1024
"""Characters of one profile: a thousand signals are about 200,000."""
SMALLER = "Leave all out but format, version, signals and manners, and of the signals the oldest."
LONGEST = 200
"""Characters of an id or of what a signal is about."""
WISHES = ("order", "search", "anticipate", "questions", "occasion", "cell", "asked", "skipped", "as_of")
"""The manners that travel; what was shown how often is nobody's but the device's."""


class BadProfile(BadInput):
    """A profile that its owner sent cannot be used as it is; nothing of it was kept."""

    code: ClassVar[str] = "bad_profile"


class HeldElsewhere(SumisuraError):
    """Their profile is on their own device, so nothing can be agreed to or kept of it here."""

    code: ClassVar[str] = "held_elsewhere"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("Your profile is on your own device. Give it back first, under “Your taste”.")


@dataclass(frozen=True, slots=True)
class Held:
    """What a visitor who holds their own profile sent with one request, and what it has to note down after it.

    Args:
        sent: a profile came with the request; without one, they are served as everyone.
        told: signals of this request, to be added to the profile.
        wishes: manners that this request changed.
        taken_back: (item, what) of signals to be crossed out.
    """

    signals: tuple[Signal, ...] = ()
    manners: Manners = field(default_factory=lambda: Manners(declined=True))
    sent: bool = False
    told: list[Signal] = field(default_factory=list)
    wishes: dict[str, object] = field(default_factory=dict)
    taken_back: list[tuple[str, str]] = field(default_factory=list)

    @property
    def known(self) -> tuple[Signal, ...]:
        """What may be used from here on: what was sent, without what was crossed out, and what this request told."""
        gone = set(self.taken_back)
        return (*(one for one in self.signals if (one.item, one.what) not in gone), *self.told)

    @property
    def sources(self) -> frozenset[str]:
        """The sources it speaks of: those of its signals, what they say, and the place they named."""
        place = {"place"} if self.manners.cell else set()
        return frozenset({one.source for one in self.known} | {"stated", "visit"} | place)

    def notes(self) -> str:
        """What the device has to write down, as JSON; "" for nothing."""
        if not (self.told or self.wishes or self.taken_back):
            return ""
        told = {"signals": self.told, "manners": self.wishes, "taken_back": self.taken_back}
        return encode(told).decode()


@dataclass(frozen=True, slots=True)
class _Document:
    """The profile's JSON; unknown fields are left out, so that a newer device of the same version is understood."""

    signals: tuple[Signal, ...]
    manners: Manners = field(default_factory=Manners)


def kept_here(held: Held | None) -> None:
    """Pass where the profile is kept here.

    Raises:
        HeldElsewhere: its owner holds it.
    """
    if held is not None:
        raise HeldElsewhere


def read(text: str | bytes) -> Held:
    """The profile in a document, which may be a whole "my data", too: its signals and manners are one.

    Raises:
        BadProfile: it is no JSON, of another format or version, too large, or a signal in it cannot be used; the
            text names the signal and what would mend it.

    Example:
        >>> read('{"format": "sumisura.profile", "version": 7, "signals": []}')
        Traceback (most recent call last):
        sumisura.usecases.held.profile.BadProfile: profile: it is of version 7, and we read version 1. ...
    """
    body = text.encode("utf-8", "replace") if isinstance(text, str) else text
    if len(body) > LARGEST:
        raise _bad(f"it is larger than {LARGEST // 1024} kB", mend=SMALLER)
    _check_head(body)
    try:
        found = decode(body, _Document)
    except Unreadable as error:
        raise _bad(
            f"it cannot be read: {error.why[:200]}", mend="Mend that place, or export it again."
        ) from error
    _check(found.signals)
    return Held(found.signals, _manners(found.manners), sent=True)


def write(signals: Iterable[Signal], manners: Manners) -> str:
    """The document of a profile; `read` gives the same again.

    Example:
        >>> read(write([], Manners(occasion="gift"))).manners.occasion
        'gift'
    """
    wishes = {name: getattr(manners, name) for name in WISHES}
    document = {"format": PROFILE, "version": VERSION, "signals": list(signals), "manners": wishes}
    return encode(document).decode()


def _manners(found: Manners) -> Manners:
    if found.order not in {"personal", "brand"}:
        raise _bad(
            f"“{found.order[:40]}” is no order", where="manners.order", mend="Write personal or brand."
        )
    if found.cell:
        region(found.cell)
    return Manners(**{name: getattr(found, name) for name in WISHES})


def _check_head(body: bytes) -> None:
    try:
        head = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        if isinstance(error, BadProfile):
            raise
        raise _bad("it is not JSON", mend="Send the file as it was exported.") from error
    if not isinstance(head, Mapping) or head.get("format") not in {PROFILE, MY_DATA}:
        raise _bad(f"it is not a “{PROFILE}”", mend="Send the file as it was exported.")
    if head.get("version") != VERSION:
        said = str(head.get("version"))[:20]
        raise _bad(f"it is of version {said}, and we read version {VERSION}", mend="Export it again here.")
    signals = head.get("signals")
    if isinstance(signals, Sequence) and len(signals) > MOST:
        raise _bad(f"it has {len(signals):,} signals, and we read {MOST:,}", mend="Leave out the oldest.")


def _no_number(name: str) -> float:
    raise _bad(f"{name} is no number", mend="Give a value from -1 to 1 and a weight above 0.")


def _check(signals: Sequence[Signal]) -> None:
    for place, one in enumerate(signals):
        where = f"signals[{place}]"
        if one.source not in SOURCES:
            raise _bad(
                f"“{one.source[:40]}” is no source",
                where=f"{where}.source",
                mend=f"Use one of {', '.join(SOURCES)}.",
            )
        if one.what not in MEANINGS:
            raise _bad(
                f"“{one.what[:40]}” is nothing one tells",
                where=f"{where}.what",
                mend=f"Use one of {', '.join(MEANINGS)}.",
            )
        if not (-1 <= one.value <= 1 and 0 < one.weight <= HEAVIEST):
            raise _bad(
                f"value {one.value:g} with weight {one.weight:g} says nothing",
                where=where,
                mend=f"Give a value from -1 to 1 and a weight above 0, at most {HEAVIEST:g}.",
            )
        if one.at.tzinfo is None:
            raise _bad("the time has no zone", where=f"{where}.at", mend="End it with Z, or with an offset.")
        if max(len(one.id), len(one.item), len(one.occasion)) > LONGEST:
            raise _bad("a name is too long", where=where, mend=f"Use at most {LONGEST} characters.")


def _bad(what: str, *, where: str = "profile", mend: str) -> BadProfile:
    return BadProfile(what, where=where, mend=mend)
