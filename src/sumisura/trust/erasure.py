"""Erasure: whom nobody may find again, and what becomes of their part of the journal.

An erased pseudonym is remembered by a keyed digest alone (HMAC-SHA-256 under the installation's salt): enough to erase
it again from a restored backup and to give a returning customer a new pseudonym, and worthless without the key file.
The register also stands in a file beside the database, because a restored database knows only the erasures before it.

GDPR Art. 17 (erasure), Art. 4(5) (pseudonyms), recital 26.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final, Protocol

import msgspec
import structlog

from sumisura.journal.read import entries, entries_of, entry
from sumisura.kernel import BadInput, BrandId, Event, EventId, PartyId, SumisuraError
from sumisura.store.codec import decode, decoder, encode
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.trust.audit.model import LogDamaged
from sumisura.trust.keys import Keyring, mac
from sumisura.trust.pseudonyms import pseudonym

ERASURE: Final = "erasure"
PAGE = 1_000
"""Events looked at in one go."""
log = structlog.get_logger()


class Forgotten(SumisuraError):
    """Whoever this pseudonym stood for was erased: nothing is kept under it any more."""

    code: ClassVar[str] = "forgotten"
    status: ClassVar[int] = 410

    def __init__(self) -> None:
        super().__init__(
            "Nobody goes by that name here any more: they were erased. They may begin anew as anybody does."
        )


class Trail(Protocol):
    """What keeps proofs of events (``trust.audit``), and must be told when these change or go."""

    def pseudonymised(self, tx: Transaction, brand: BrandId, ids: Iterable[EventId]) -> None:
        """These events are about to stand under another pseudonym from now on."""

    def forgotten(self, tx: Transaction, brand: BrandId, ids: Iterable[EventId], why: str) -> None:
        """These events are about to go; ``why``: ``erased``, ``withdrawn`` or ``one by one``."""


class NoTrail:
    """Fills ``Trail`` where nothing keeps proofs."""

    def pseudonymised(self, tx: Transaction, brand: BrandId, ids: Iterable[EventId]) -> None:
        """Nothing to do."""

    def forgotten(self, tx: Transaction, brand: BrandId, ids: Iterable[EventId], why: str) -> None:
        """Nothing to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure in the file beside the database."""

    brand: BrandId
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Erasures:
    """The register of erasures, and what is done to the journal.

    Args:
        keyring: its salt keys the digests.
        file: where the register stands outside the database; carry it along with the key file, never with backups.
        trail: told of every event that changes or goes.
    """

    keyring: Keyring
    file: Path
    trail: Trail = field(default_factory=NoTrail)
    _writing: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def digest(self, brand: BrandId, party: PartyId) -> str:
        """What stands in the register for a pseudonym."""
        return mac(self.keyring.salt, "erasure", brand, party)

    def enter(self, tx: Transaction, brand: BrandId, party: PartyId, at: datetime) -> None:
        """Write an erasure down, first in the file: a crash between the two erases once more, never once less."""
        digest = self.digest(brand, party)
        if tx.records.get(brand, ERASURE, digest) is None:
            self._append(Line(brand, digest, at))
            tx.records.put(brand, ERASURE, digest, encode(at), version=0)

    def erased(self, tx: Transaction, brand: BrandId, party: PartyId) -> bool:
        """Whether whoever that pseudonym stood for was erased."""
        return tx.records.get(brand, ERASURE, self.digest(brand, party)) is not None

    def refuse(self, tx: Transaction, brand: BrandId, party: PartyId) -> None:
        """Raise Forgotten for a pseudonym that was erased."""
        if party and self.erased(tx, brand, party):
            raise Forgotten

    def party(self, tx: Transaction, brand: BrandId, key: str) -> PartyId:
        """Whom a merchant knows by that key: after an erasure somebody new, whom nothing links to what was.

        Every erasure of a customer begins another generation of their key.
        """
        return self.parties(tx, brand, [key])[key]

    def parties(self, tx: Transaction, brand: BrandId, keys: Iterable[str]) -> Mapping[str, PartyId]:
        """As ``party``, of many keys at once."""
        found: dict[str, PartyId] = {}
        generation, erased = 0, set(keys)
        while erased:
            met = {key: pseudonym(self.keyring, brand, key, generation) for key in erased}
            digests = {key: self.digest(brand, party) for key, party in met.items()}
            register = {one.id for one in tx.records.get_many(brand, ERASURE, digests.values())}
            found |= met
            generation, erased = generation + 1, {key for key in erased if digests[key] in register}
        return found

    def register(self, tx: Transaction, brand: BrandId) -> Mapping[str, datetime]:
        """Every erasure this database knows: digest → when."""
        return {record.id: decode(record.body, datetime) for record in walk(tx, brand, ERASURE)}

    def read(self, path: Path | None = None) -> list[Line]:
        """The erasures in the file, or in another copy of it; none where there is no file.

        Raises:
            BadInput: a line of it is none.
        """
        return lines_of(path or self.file)

    def write_out(self, tx: Transaction, brand: BrandId) -> int:
        """Put into the file what this database knows and the file does not, as beside a restored one; how many."""
        known = {(line.brand, line.digest) for line in self.read()}
        missing = [Line(brand, digest, at) for digest, at in self.register(tx, brand).items()]
        missing = [line for line in missing if (line.brand, line.digest) not in known]
        for line in missing:
            self._append(line)
        return len(missing)

    def adopt(self, tx: Transaction, lines: Iterable[Line]) -> int:
        """Take erasures from a file into the register, and say how many it did not know."""
        fresh = [line for line in lines if tx.records.get(line.brand, ERASURE, line.digest) is None]
        for line in {(line.brand, line.digest): line for line in fresh}.values():
            tx.records.put(line.brand, ERASURE, line.digest, encode(line.at), version=0)
        return len(fresh)

    def shred(
        self,
        tx: Transaction,
        brand: BrandId,
        party: PartyId,
        kept_as: Callable[[Event], PartyId | None],
    ) -> tuple[int, int]:
        """Delete a party's events, but for those the law retains: these stand under another pseudonym from now on.

        Args:
            kept_as: the pseudonym an event is kept under; None deletes it.

        Returns:
            How many were deleted, and how many kept.
        """
        gone = renamed = 0
        while page := entries_of(tx, brand, party, limit=PAGE):
            after = [(entry.event, kept_as(entry.event)) for entry in page]
            kept = [_under(event, party, other) for event, other in after if other]
            gone += self.forget(tx, brand, [event.id for event, other in after if not other], "erased")
            if kept:
                with _whatever_befell(brand):
                    self.trail.pseudonymised(tx, brand, [event.id for event in kept])
                tx.ledger.rewrite(brand, kept)
            renamed += len(kept)
        return gone, renamed

    def forget(self, tx: Transaction, brand: BrandId, ids: Iterable[EventId], why: str) -> int:
        """Delete events for good, and say how many there were."""
        known = [id_ for id_ in ids if entry(tx, brand, id_)]
        if known:
            with _whatever_befell(brand):
                self.trail.forgotten(tx, brand, known, why)
        return tx.ledger.erase(brand, known)

    def _append(self, line: Line) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self._writing:
            handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, encode(line) + b"\n")  # one write: two processes never mix their lines
                os.fsync(handle)
            finally:
                os.close(handle)


def lines_of(path: Path) -> list[Line]:
    """The erasures in a file; none where there is no file.

    Raises:
        BadInput: a line of it is none.
    """
    if not path.is_file():
        return []
    lines = [line for line in path.read_bytes().split(b"\n") if line.strip()]
    return [_line(path, number, line) for number, line in enumerate(lines, start=1)]


def parties_of(tx: Transaction, brand: BrandId) -> Iterator[PartyId]:
    """Whose the journal's events are, event by event; to find out who of them was erased."""
    after = 0
    while page := entries(tx, brand, after=after, limit=PAGE):
        yield from (one.event.party for one in page if one.event.party)
        after = page[-1].position


@contextmanager
def _whatever_befell(brand: BrandId) -> Iterator[None]:
    """What must be forgotten is: a harmed log is no reason to keep it."""
    try:
        yield
    except LogDamaged as error:
        log.exception("audit.damaged", brand=brand, error=str(error))


def _line(path: Path, number: int, line: bytes) -> Line:
    try:
        return decoder(Line).decode(line)
    except msgspec.DecodeError as error:
        raise BadInput(
            "this is no erasure",
            where=f"{path.name}, line {number}",
            mend="Take the file as the installation wrote it.",
        ) from error


def _under(event: Event, before: PartyId, after: PartyId) -> Event:
    """The event under another pseudonym, wherever in it the former stood."""
    return replace(
        event,
        party=after,
        subject=event.subject.replace(before, after),
        context={name: _renamed(value, before, after) for name, value in event.context.items()},
    )


def _renamed(value: object, before: str, after: str) -> object:
    if isinstance(value, str):
        return value.replace(before, after)
    if isinstance(value, Mapping):
        return {
            str(_renamed(name, before, after)): _renamed(below, before, after)
            for name, below in value.items()
        }
    if isinstance(value, list | tuple):
        return [_renamed(below, before, after) for below in value]
    return value
