"""What was learned from all customers together, within reach: a pointer in the store, and a file it points to.

A file is written whole before anything points to it, and never changed. Where one is missing or damaged, whoever asks is
told that there is none, and is served without; the next fit writes a new one.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote
from zipfile import BadZipFile

import structlog

from sumisura.kernel import BadInput, BrandId, Clock, SumisuraError
from sumisura.space.space import Space
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.taste.card import Card
from sumisura.taste.crowd.whole import Crowd
from sumisura.taste.designs import DesignModel, History
from sumisura.taste.learning.segments import Segments
from sumisura.taste.population import Population
from sumisura.taste.serving.looks import Affinity
from sumisura.usecases.shelf import Latest

T = TypeVar("T")
POINTER = "model"
POPULATION = "population"
"""The name of the model of taste; each family's model of designs has a name of its own (`designs_of`)."""
AFFINITY = "affinity"
"""The name of what goes together."""
SEGMENTS = "segments"
"""The name of the behavioural segments."""
KEPT = 3
"""Versions one can still roll back to, the current one among them; what was learned from longer ago is deleted."""
LOGGED = 100
UNREADABLE = (SumisuraError, OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, BadZipFile)
"""What reading a damaged file may raise, wherever the damage is."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Promotion:
    """From when which version was used, and why."""

    version: str
    promoted_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class _Standing:
    """The pointer as it rests.

    Args:
        versions: those one can go back to, oldest first; the last is in use.
        log: every promotion and rollback, oldest first, the latest `LOGGED`.
    """

    versions: tuple[str, ...] = ()
    log: tuple[Promotion, ...] = ()


def designs_of(family_name: str) -> str:
    """The name of a family's model of designs."""
    return f"designs/{family_name}"


@dataclass(slots=True)
class Models:
    """Models by brand and name: read once, kept in memory until another is promoted.

    Args:
        folder: where the files are; processes that share a store share it, too.
        clock: dates promotions.
        crowds: what is hot, popular and local, by what it was counted from (``usecases.learning.crowds``).
    """

    folder: Path
    clock: Clock
    crowds: Latest[Crowd] = field(default_factory=Latest)
    _kept: Latest[object] = field(default_factory=Latest)
    _told: Latest[DesignModel] = field(default_factory=Latest)

    def current(self, tx: Transaction, brand: BrandId) -> Population | None:
        """The population in use; None where nothing was learned yet, or its file cannot be read."""
        return self._current(tx, brand, POPULATION, Population.from_bytes)

    def designs(self, tx: Transaction, brand: BrandId, family_name: str) -> DesignModel | None:
        """What past sales of a family say; None where nothing was learned yet, or its file cannot be read."""
        return self._current(tx, brand, designs_of(family_name), DesignModel.from_bytes)

    def designs_in(self, tx: Transaction, brand: BrandId, space: Space) -> DesignModel:
        """What past sales say in this revision's options; where nothing was learned yet, its defaults alone.

        A revision that came after the last night keeps what was learned: its new options are those nobody bought yet.
        """
        name = designs_of(space.family.name)
        found = self._current(tx, brand, name, DesignModel.from_bytes)
        version = self.versions(tx, brand, name=name)[-1] if found is not None else ""
        return self._told.get((brand, space.family.digest, version), lambda: _in_options(found, space))

    def affinity(self, tx: Transaction, brand: BrandId) -> Affinity | None:
        """What goes together; None where nothing was learned yet, or its file cannot be read."""
        return self._current(tx, brand, AFFINITY, Affinity.from_bytes)

    def segments(self, tx: Transaction, brand: BrandId) -> Segments | None:
        """The behavioural segments; None where nothing was learned yet, or its file cannot be read."""
        return self._current(tx, brand, SEGMENTS, Segments.from_bytes)

    def save(self, brand: BrandId, version: str, body: bytes, *, name: str = POPULATION) -> Path:
        """Write a version's file: all of it is there, or nothing; it is used once it is promoted."""
        path = self.path(brand, name, version)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, body)
        return path

    def save_card(self, brand: BrandId, card: Card) -> Path:
        """Write a version's card beside it, for people (.md) and for programs (.json); returns the former."""
        path = self.path(brand, POPULATION, card.version).with_suffix(".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path.with_suffix(".json"), card.to_json().encode())
        _write(path, card.to_markdown().encode())
        return path

    def card(self, brand: BrandId, version: str) -> str:
        """A version's card, to be read; "" where there is none."""
        path = self.path(brand, POPULATION, version).with_suffix(".md")
        return path.read_text() if path.is_file() else ""

    def promote(
        self, tx: Transaction, brand: BrandId, version: str, why: str, *, name: str = POPULATION
    ) -> Promotion:
        """Use a saved version from this transaction's commit on.

        Raises:
            BadInput: there is no file of that version.
            Stale: another was promoted meanwhile.
        """
        if not self.path(brand, name, version).is_file():
            raise BadInput(f"there is no model {version}", where=name, mend="Save it before you promote it.")
        standing, at = _standing(tx, brand, name)
        versions = (*(one for one in standing.versions if one != version), version)
        return self._put(tx, brand, name, _Standing(versions[-KEPT:], standing.log), at, why)

    def roll_back(self, tx: Transaction, brand: BrandId, *, name: str = POPULATION) -> Promotion:
        """Use the version before the current one again.

        Raises:
            BadInput: there is none.
            Stale: another was promoted meanwhile.
        """
        standing, at = _standing(tx, brand, name)
        if len(standing.versions) < 2:  # noqa: PLR2004 - the current one, and one to go back to
            raise BadInput("there is no earlier model to go back to", where=name, mend="Train a new one.")
        left = _Standing(standing.versions[:-1], standing.log)
        return self._put(tx, brand, name, left, at, f"rolled back from {standing.versions[-1]}")

    def history(self, tx: Transaction, brand: BrandId, *, name: str = POPULATION) -> Sequence[Promotion]:
        """Every promotion and rollback, oldest first; the last one says what is in use."""
        return _standing(tx, brand, name)[0].log

    def versions(self, tx: Transaction, brand: BrandId, *, name: str = POPULATION) -> Sequence[str]:
        """The versions one can go back to, oldest first; the last is in use."""
        return _standing(tx, brand, name)[0].versions

    def prune(self, tx: Transaction, brand: BrandId, *, name: str = POPULATION) -> int:
        """Delete the files nothing points to any more, and say how many; once their promotion is committed."""
        pointed = {self.path(brand, name, version) for version in self.versions(tx, brand, name=name)}
        over = [path for path in self.path(brand, name, "").parent.glob("*.npz") if path not in pointed]
        for path in over:
            path.unlink(missing_ok=True)
        return len(over)

    def outdated(self, tx: Transaction, brand: BrandId, before: datetime) -> Sequence[str]:
        """The names of models that keep a version to go back to which learned before an instant."""
        names = [record.id for record in walk(tx, brand, POINTER)]
        return [name for name in names if _fresh(_standing(tx, brand, name)[0], before) is not None]

    def expire(self, tx: Transaction, brand: BrandId, before: datetime, *, name: str = POPULATION) -> None:
        """Go back no further than to what learned since an instant; the version in use stays.

        Raises:
            Stale: another was promoted meanwhile.
        """
        standing, at = _standing(tx, brand, name)
        fresh = _fresh(standing, before)
        if fresh is not None:
            tx.records.put(brand, POINTER, name, encode(fresh), version=at)

    def path(self, brand: BrandId, name: str, version: str) -> Path:
        """Where a version's file is."""
        return self.folder / _plain(brand) / _plain(name) / f"{_plain(version)}.npz"

    def _put(
        self, tx: Transaction, brand: BrandId, name: str, standing: _Standing, at: int, why: str
    ) -> Promotion:
        done = Promotion(standing.versions[-1], self.clock.now(), why)
        body = encode(_Standing(standing.versions, (*standing.log, done)[-LOGGED:]))
        tx.records.put(brand, POINTER, name, body, version=at)
        return done

    def _current(self, tx: Transaction, brand: BrandId, name: str, read: Callable[[bytes], T]) -> T | None:
        standing, _ = _standing(tx, brand, name)
        if not standing.versions:
            return None
        path = self.path(brand, name, standing.versions[-1])
        key = (brand, name, standing.versions[-1])
        # A failure is remembered by what the file looked like, so that one put back is found.
        found = self._kept.get(key, lambda: _read(path, read))
        if isinstance(found, _Missing) and found.stamp != _stamp(path):
            self._kept.forget(key)
            found = self._kept.get(key, lambda: _read(path, read))
        return None if isinstance(found, _Missing) else found  # type: ignore[return-value]  # as `read` made it


def _in_options(found: DesignModel | None, space: Space) -> DesignModel:
    columns = tuple(space.columns)
    if found is not None and found.history.columns == columns:
        return found
    defaults = {one.name: one.default for one in space.family.variables if one.default is not None}
    return found.over(columns, defaults) if found else DesignModel.of(History.of(columns), defaults=defaults)


@dataclass(frozen=True, slots=True)
class _Missing:
    """A file that could not be read, and what it looked like."""

    stamp: tuple[int, int]


def _read(path: Path, read: Callable[[bytes], T]) -> T | _Missing:
    stamp = _stamp(path)
    try:
        return read(path.read_bytes())
    except UNREADABLE as error:
        log.warning(
            "model.unusable", model=path.stem, brand=path.parts[-3], name=path.parts[-2], why=str(error)
        )
        return _Missing(stamp)


def _plain(name: str) -> str:
    """A name that cannot lead out of its folder."""
    return quote(name, safe="").replace(".", "%2E")


def _stamp(path: Path) -> tuple[int, int]:
    with suppress(OSError):
        found = path.stat()
        return found.st_mtime_ns, found.st_size
    return 0, 0


def _fresh(standing: _Standing, before: datetime) -> _Standing | None:
    """The pointer without what learned before an instant; None where nothing did. Used first is learned before."""
    first: dict[str, datetime] = {}
    for one in standing.log:
        first.setdefault(one.version, one.promoted_at)
    kept = tuple(one for one in standing.versions[:-1] if first.get(one, before) > before)
    fresh = _Standing((*kept, *standing.versions[-1:]), standing.log)
    return None if fresh == standing else fresh


def _standing(tx: Transaction, brand: BrandId, name: str) -> tuple[_Standing, int]:
    found = tx.records.get(brand, POINTER, name)
    return (decode(found.body, _Standing), found.version) if found else (_Standing(), 0)


def _write(path: Path, body: bytes) -> None:
    """Write a file so that nobody ever sees half of it, not even after the power failed."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
