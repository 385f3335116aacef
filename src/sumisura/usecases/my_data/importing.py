"""Bring it here: a file somebody took along is read, shown, and only then taken in, as far as they agree to it now.

What another installation sealed, or a profile that its owner held and nobody sealed, is its owner's own statement: it is theirs to make, so it fits their shop; nobody
vouches for it, so it is never counted for others. See docs/decisions/brought-data-is-its-owners-word.md.
"""

import base64
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from typing import Any, ClassVar

import msgspec

from sumisura.kernel import BadInput, SumisuraError
from sumisura.store.codec import convert
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.crowd.local import region
from sumisura.taste.imports.deeds import HEAVIEST
from sumisura.taste.model import MEANINGS, Manners, Signal
from sumisura.trust.pseudonyms import fingerprint
from sumisura.trust.purposes import PERSONALISE
from sumisura.trust.sources import SOURCES, Source
from sumisura.usecases.again import again
from sumisura.usecases.formats import MY_DATA, PROFILE, VERSION
from sumisura.usecases.held.profile import kept_here
from sumisura.usecases.learning import crowds
from sumisura.usecases.my_data import sealing
from sumisura.usecases.my_data.sealing import Sealed
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import agreeing
from sumisura.usecases.tasting.signals import REFUSED, record_many
from sumisura.usecases.tasting.tailor import Cloth

LARGEST = 4 * 2**20
"""Bytes of a file: a thousand signals and ten years of orders are under one million."""
SWITCHES = ("order", "search", "anticipate", "questions", "occasion")
"""Manners that are brought along; what was shown and asked belongs to where it was."""


class FromTheFuture(SumisuraError):
    """A file has a newer form than this release reads; nothing was taken in, and the file is as good as before."""

    code: ClassVar[str] = "export_from_the_future"
    status: ClassVar[int] = 422

    def __init__(self, version: object) -> None:
        self.version = version
        super().__init__(
            f"This file has form {version}; this shop reads forms up to {VERSION}. "
            "Keep it, and bring it again when the shop was updated."
        )


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file holds, before anything is taken in.

    Args:
        ours: this installation sealed it.
        elsewhere: the brand it was taken along from; "" for a profile that its owner held.
        taken_at: when; "" for such a one.
        sources: each with how many signals could be taken in.
        refusals: what they never want to see; taken in without any consent, because it is a request.
        left_out: why signals cannot be taken in, and how many.
    """

    ours: bool
    elsewhere: str
    taken_at: str
    sources: Sequence[tuple[Source, int]]
    refusals: int
    left_out: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in, and what was here already."""

    signals: int
    known: int


@dataclass(frozen=True, slots=True)
class _Read:
    sealed: Sealed
    signals: tuple[Signal, ...]
    left_out: Mapping[str, int]


def look(services: Services, visitor: Visitor, file: bytes) -> Brought:
    """What a file holds; nothing is written.

    Raises:
        BadInput: it is no such file.
        Altered: it is not as it was signed.
        FromTheFuture: it has a newer form.
    """
    with services.store.read() as tx:
        read = _read(services, tx, visitor, file)
    counted = Counter(one.source for one in read.signals if one.what != REFUSED)
    return Brought(
        ours=read.sealed.ours,
        elsewhere=str(read.sealed.head.get("brand", ""))[:60],
        taken_at=str(read.sealed.head.get("exported_at", ""))[:40],
        sources=[(one, counted[one.name]) for one in SOURCES.values() if counted[one.name]],
        refusals=sum(one.what == REFUSED for one in read.signals),
        left_out=sorted(read.left_out.items()),
    )


@again
def bring(services: Services, visitor: Visitor, file: bytes, sources: Sequence[str]) -> Taken:
    """Take in what a file holds of these sources, which its owner agrees to with that; the rest is not read.

    Brought twice, it counts once. It fits the shop to them alone: it is not added to what all learn from.

    Raises:
        BadInput, Altered, FromTheFuture: as ``look``; nothing was written.
        HeldElsewhere: they hold their profile themselves.
        BadInput: the shop is in the minimal-data mode, and there is nothing to agree to.
        WithdrawnMeanwhile: one of the sources was withdrawn after the page was made; nothing was written.
    """
    kept_here(visitor.held)
    with services.store.write() as tx:
        brand, party = visitor.brand.id, visitor.party
        read = _read(services, tx, visitor, file)
        wanted = [one for one in read.signals if one.what == REFUSED or one.source in sources]
        _agree(services, tx, visitor, sources, wanted)
        known = {one.id for one in repo.signals(tx, brand, party)}
        fresh = [_named(services, visitor, one) for one in wanted if one.id not in known]
        fresh = [one for one in fresh if one.id not in known]
        refused = record_many(
            services, tx, brand, party, fresh, touch="ours" if read.sealed.ours else "theirs"
        )
        _serve(services, tx, visitor, read.sealed.sections.get("manners"), sources)
    return Taken(len(fresh) - len(refused), len(wanted) - len(fresh))


def pack(file: bytes) -> str:
    """A file small enough to travel in a form's hidden field, from the page that shows it to the one that takes it in."""
    return base64.urlsafe_b64encode(zlib.compress(file)).decode()


def unpack(text: str) -> bytes:
    """What ``pack`` packed.

    Raises:
        BadInput: it is something else, or opens into more than a file may have.
    """
    try:
        opened = zlib.decompressobj().decompress(base64.urlsafe_b64decode(text), LARGEST + 1)
    except (ValueError, zlib.error) as error:
        raise BadInput("it cannot be read", where="the file", mend="Choose the file once more.") from error
    return opened


def _read(services: Services, tx: Transaction, visitor: Visitor, file: bytes) -> _Read:
    sealed = _opened(services, _parsed(file))
    told = sealed.sections.get("signals")
    if not isinstance(told, list):
        raise BadInput("it holds no list of signals", where="the file", mend="Take it along anew.")
    cloth = services.tailor.take(tx, visitor.brand.id)
    now, good, bad = services.clock.now(), [], Counter[str]()
    for one in told:
        try:
            good.append(_signal(one, cloth, now))
        except BadInput as error:
            bad[error.what] += 1
    return _Read(sealed, tuple(good), bad)


def _opened(services: Services, file: Mapping[str, Any]) -> Sealed:
    """The parts of a file. A profile was never sealed: its owner wrote in it, as is their right."""
    if file["format"] == PROFILE:
        return Sealed({}, file, ours=False)
    return sealing.unseal(services.keyring, file)


def _parsed(file: bytes) -> Mapping[str, Any]:
    mend = "Bring a file that “Take it along” made."
    if len(file) > LARGEST:
        raise BadInput(f"{len(file):,} bytes are more than such a file has", where="the file", mend=mend)
    try:
        found = json.loads(file, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadInput("it cannot be read", where="the file", mend=mend) from error
    if not isinstance(found, dict) or found.get("format") not in {MY_DATA, PROFILE}:
        raise BadInput("it is no data of a customer", where="the file", mend=mend)
    version = found.get("version")
    if not isinstance(version, int) or version < 1:
        raise BadInput("it does not say which form it has", where="the file", mend=mend)
    if version > VERSION:
        raise FromTheFuture(version)
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)


def _signal(told: object, cloth: Cloth, now: datetime) -> Signal:
    """One signal as it may be taken in. Raises BadInput with a reason that is counted."""
    try:
        one = convert(told, Signal)
    except msgspec.ValidationError as error:
        raise BadInput("cannot be understood") from error
    reasons = {
        "of a source we do not know": one.source not in SOURCES,
        "of a kind we do not know": one.what not in MEANINGS,
        "with a number that cannot be": not _possible(one),
        "about something we do not have": one.item not in cloth.population.row,
        "without a time, or not yet happened": one.at.tzinfo is None or one.at > now,
    }
    for reason, holds in reasons.items():
        if holds:
            raise BadInput(reason)
    if one.what != REFUSED and (now - one.at).days > SOURCES[one.source].keep_days:
        raise BadInput("older than its source is kept here")
    # Nobody's own words enter the journal.
    return one if one.occasion in cloth.occasions else replace(one, occasion="")


def _possible(one: Signal) -> bool:
    return (
        isfinite(one.value) and isfinite(one.weight) and -1 <= one.value <= 1 and 0 < one.weight <= HEAVIEST
    )


def _named(services: Services, visitor: Visitor, one: Signal) -> Signal:
    """The signal under an id that is the same whenever this person brings it, and no other's."""
    id_ = fingerprint(services.keyring, visitor.brand.id, "brought", visitor.party, one.id)
    return replace(one, id=id_)


def _agree(
    services: Services, tx: Transaction, visitor: Visitor, sources: Iterable[str], wanted: Sequence[Signal]
) -> None:
    """Agree to the chosen sources now, for what is brought of them too: that is what was asked on the page."""
    chosen = set(sources)
    for name in (name for name in SOURCES if name in chosen):
        brought = (one.at for one in wanted if one.source == name and one.what != REFUSED)
        agreeing.give(services, tx, visitor, [(PERSONALISE, name)], since=min(brought, default=None))


def _serve(
    services: Services, tx: Transaction, visitor: Visitor, told: object, sources: Sequence[str]
) -> None:
    """Be served as they were, as far as this shop can."""
    try:
        asked = convert(told, Manners)
    except msgspec.ValidationError:
        return
    brand, party = visitor.brand.id, visitor.party
    before, version = repo.manners(tx, brand, party)
    after = {name: getattr(asked, name) for name in SWITCHES}
    if after["order"] not in {"personal", "brand"}:
        after["order"] = before.order
    if asked.occasion not in {"", *services.tailor.take(tx, brand).occasions}:
        after["occasion"] = before.occasion
    if "place" in sources and asked.cell:
        try:
            after["cell"] = region(asked.cell)
        except BadInput:
            after["cell"] = before.cell
    served = convert({**msgspec.to_builtins(before), **after}, Manners)
    if served != before:
        repo.save_manners(tx, brand, party, served, version)
        crowds.moved(services, tx, brand, party)
