"""Write what the journal holds into a file, for a stated purpose: what the gate shows for it, and nothing else."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from sumisura.files.rows.writing import Add, Cells, writing
from sumisura.insight.model import SIMULATED
from sumisura.kernel import BadInput, Brand, Event, EventId, PartyId
from sumisura.store.drafts import drafted
from sumisura.store.ports import Transaction
from sumisura.trust.audit.model import EXPORTED
from sumisura.trust.gate import NOBODY_IN_PARTICULAR
from sumisura.trust.grants import Consents
from sumisura.usecases.my_data.telling import until
from sumisura.usecases.services import Services

PAGE = 2_000
"""Entries of the journal that are in memory at once."""
REMEMBERED = 20_000
"""Customers whose consents are in memory at once."""
COLUMNS: Mapping[str, str] = {
    "id": "VARCHAR",
    "at": "TIMESTAMPTZ",
    "kind": "VARCHAR",
    "party": "VARCHAR",
    "subject": "VARCHAR",
    "source": "VARCHAR",
    "purpose": "VARCHAR",
    "simulated": "BOOLEAN",
    "version": "INTEGER",
    "context": "VARCHAR",
}
"""What a row says, in order."""
OVER, NOT_ASKED = "over", "not asked for"
"""Why something was left out, beside what the gate says: its time is over, though it was not yet deleted; or a filter."""
_KIND = re.compile(r"[a-z_]+(\.[a-z_]+)*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be written.

    Args:
        purpose: a declared one: what the file will be used for.
        kinds: events whose kind is one of these or begins with it and a dot; empty for all.
        since, before: when they happened; None for no limit. What happened at ``before`` is left out.
    """

    purpose: str
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None

    def includes(self, event: Event) -> bool:
        """Whether it was asked for."""
        kind = not self.kinds or any(
            event.kind == one or event.kind.startswith(f"{one}.") for one in self.kinds
        )
        return (
            kind
            and (self.since is None or event.at >= self.since)
            and (self.before is None or event.at < self.before)
        )


@dataclass(slots=True)
class Exported:
    """What came of it.

    Args:
        at: the moment of which the file tells: who took something back since is in it.
        rows: written.
        simulated: of these, so many are of no persons.
        left_out: why → how many.
        digest: SHA-256 of the file, in hexadecimal.
        entry: the id under which the audit log has it.
    """

    at: datetime
    rows: int = 0
    simulated: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    digest: str = ""
    entry: str = ""


def export(
    services: Services,
    brand: Brand,
    asked: Asked,
    target: Path,
    told: Callable[[int], object] = lambda _looked: None,
    *,
    force: bool = False,
) -> Exported:
    """Write a file of what may be used for a purpose, as of one moment, and have the audit log say so.

    The log is told first: what it says of a file that was never there harms nobody, the other way round would.

    Args:
        target: its name ends in ``.parquet``, ``.csv`` or ``.jsonl``.
        told: how many entries of the journal were looked at.
        force: what is there is replaced.

    Raises:
        UndeclaredPurpose: nobody declared it; the gate reports that somebody asked.
        BadInput: there is a file already, its form is not known, or a kind is no name.
        NotWritten: the disk is full, or the folder is not there; nothing is left of it.
    """
    if target.exists() and not force:
        raise BadInput("there is a file already", where=str(target), mend="Give --force to replace it.")
    for kind in asked.kinds:
        if not _KIND.fullmatch(kind):
            raise BadInput(f'"{kind}" is no kind of event', mend="Write it as signal or order.placed.")
    found = Exported(services.clock.now())
    with drafted(target) as file:
        with writing(file, target.name, COLUMNS) as add:
            _fill(services, brand, asked, found, add, told)
        found.digest = _digest(file)
        found.entry = _note(services, brand, asked, found)
    return found


def _fill(
    services: Services, brand: Brand, asked: Asked, found: Exported, add: Add, told: Callable[[int], object]
) -> None:
    """Consents and events of one moment: nothing in it is judged by what somebody agreed to afterwards."""
    with services.store.read() as tx:
        for events in _pages(services, tx, brand, asked, found, told):
            rows = [_cells(event) for event in events if _kept(event, asked, found)]
            found.rows += len(rows)
            found.simulated += sum(row["simulated"] is True for row in rows)
            add(rows)


def _pages(
    services: Services,
    tx: Transaction,
    brand: Brand,
    asked: Asked,
    found: Exported,
    told: Callable[[int], object],
) -> Iterator[list[Event]]:
    after = looked = 0
    consents: dict[PartyId, Consents] = {}
    while True:
        if len(consents) > REMEMBERED:
            consents.clear()
        reading = services.gate.read(tx, brand.id, asked.purpose, after=after, limit=PAGE, consents=consents)
        if not reading.passed:
            return
        found.left_out.update(reading.withheld)
        yield [entry.event for entry in reading.entries]
        after, looked = reading.position, looked + reading.passed
        told(looked)


def _kept(event: Event, asked: Asked, found: Exported) -> bool:
    why = NOT_ASKED if not asked.includes(event) else OVER if until(event) <= found.at else ""
    if why:
        found.left_out[why] += 1
    return not why


def _cells(event: Event) -> Cells:
    return {
        "id": event.id,
        "at": event.at.isoformat(),
        "kind": event.kind,
        "party": event.party,
        "subject": event.subject,
        "source": event.source,
        "purpose": event.purpose,
        "simulated": event.party.startswith(SIMULATED),
        "version": event.version,
        "context": event.context,
    }


def _digest(file: IO[bytes]) -> str:
    """Of the file as it is under its name: Parquet is written there by another hand."""
    file.flush()
    with Path(file.name).open("rb") as whole:
        return hashlib.file_digest(whole, "sha256").hexdigest()


def _note(services: Services, brand: Brand, asked: Asked, found: Exported) -> EventId:
    """Which purpose, what was left out and which file it was; about no customer."""
    event = Event(
        id=EventId(services.ids.new("evt")),
        brand=brand.id,
        kind=EXPORTED,
        at=services.clock.now(),
        party=NOBODY_IN_PARTICULAR,
        subject=asked.purpose,
        source="office",
        purpose="security",
        context={
            "as_of": found.at.isoformat(),
            "kinds": list(asked.kinds),
            "since": asked.since.isoformat() if asked.since else "",
            "before": asked.before.isoformat() if asked.before else "",
            "rows": found.rows,
            "left_out": dict(found.left_out),
            "sha256": found.digest,
        },
    )
    with services.store.write() as tx:
        for refused in services.gate.collect(tx, event):
            raise refused
    return event.id
