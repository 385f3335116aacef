"""Compiled circuits on disk: plain arrays by content, mapped into memory, shared by every process."""

import fcntl
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sumisura.space.circuit import Circuit
from sumisura.space.structure import frozen
from sumisura.space.ways import Way

ENGINE = 2
"""Changes whenever the same structure would compile to other arrays."""
MOST_BYTES = 2_000_000_000
TRASH = ".tmp-"
SUMS, WAYS = "sums.json", "ways.json"
DAY = 86_400.0
"""Seconds after which a draft is what a crash left behind."""


class Compiled(NamedTuple):
    """What compiling a family gives, its prices and words left out.

    Args:
        circuit: searched variables are free in it.
        ways: how each component went.
        searched: numbers of the variables that are to be searched.
    """

    circuit: Circuit
    ways: tuple[Way, ...]
    searched: tuple[int, ...]


def default_cache() -> "SpaceCache":
    """``SUMISURA_CACHE``, or the user's own cache folder (XDG base directories)."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return SpaceCache(Path(os.environ.get("SUMISURA_CACHE") or Path(home) / "sumisura" / "spaces"))


@dataclass(frozen=True, slots=True)
class SpaceCache:
    """A folder of compiled circuits, one folder each, named by content.

    Of all processes and threads that want the same at once, one compiles and the others wait for it; when it is killed,
    the next one does. An entry appears whole, by one rename. What cannot be read as it was written is thrown away
    and compiled again. The least recently used go when the folder outgrows its cap.

    Args:
        path: made when first written to.
        max_bytes: cap of all entries together.
    """

    path: Path
    max_bytes: int = MOST_BYTES

    def get(self, key: str, make: Callable[[], Compiled]) -> Compiled:
        """What was compiled; made here, and kept, where nobody has."""
        found = self.load(key)
        if found is not None:
            return found
        with self._alone(key):
            found = self.load(key)
            if found is None:
                shutil.rmtree(self.path / key, ignore_errors=True)
                found = make()
                self.save(key, found)
        return found

    def load(self, key: str) -> Compiled | None:
        """What was compiled, its arrays mapped from disk; None when there is none that can be trusted."""
        try:
            return self._read(self.path / key)
        except (OSError, ValueError, TypeError):
            return None

    def save(self, key: str, compiled: Compiled) -> None:
        """Keep what was compiled. A full or forbidden disk is no error: the next process compiles again."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._write(key, compiled)
            self._evict(key)
        except OSError:
            return

    def forget_unused(self, since: float) -> None:
        """Let go what nobody loaded since then, in seconds of the epoch."""
        for entry in self.path.iterdir() if self.path.is_dir() else ():
            with suppress(OSError):  # another process may be faster
                if entry.stat().st_mtime < since:
                    _remove(entry)

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        """While no other works on that key; an obstacle of the disk lets all of them work."""
        path = self.path / f"{TRASH}{key}.lock"
        with ExitStack() as held:
            with suppress(OSError):
                self.path.mkdir(parents=True, exist_ok=True)
                file = held.enter_context(path.open("wb"))
                fcntl.flock(file, fcntl.LOCK_EX)  # ends with the process, however that ends
                held.callback(_remove, path)
            yield

    def _read(self, entry: Path) -> Compiled | None:
        """What lies there, or None when it is not what was written."""
        if json.loads((entry / SUMS).read_bytes()) != self._sums(entry):
            return None
        os.utime(entry)
        arrays = (np.asarray(np.load(entry / f"{name}.npy", mmap_mode="r")) for name in Circuit._fields)
        said = json.loads((entry / WAYS).read_bytes())
        ways = tuple(Way.read(way) for way in said["ways"])
        return Compiled(Circuit(*arrays), ways, tuple(said["searched"]))

    def _write(self, key: str, compiled: Compiled) -> None:
        draft = Path(tempfile.mkdtemp(prefix=TRASH, dir=self.path))
        try:
            for name, array in zip(Circuit._fields, compiled.circuit, strict=True):
                np.save(draft / f"{name}.npy", frozen(array))
            said = {"ways": compiled.ways, "searched": [int(number) for number in compiled.searched]}
            (draft / WAYS).write_text(json.dumps(said), "utf-8")
            (draft / SUMS).write_text(json.dumps(self._sums(draft)), "utf-8")
            draft.rename(self.path / key)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _sums(self, entry: Path) -> dict[str, int]:
        files = [WAYS, *(f"{name}.npy" for name in Circuit._fields)]
        return {name: zlib.crc32((entry / name).read_bytes()) for name in files}

    def _evict(self, newest: str) -> None:
        now = (self.path / newest).stat().st_mtime
        entries = list(self.path.iterdir())
        for draft in [entry for entry in entries if entry.name.startswith(TRASH)]:
            if draft.stat().st_mtime < now - DAY:
                _remove(draft)
        entries = [entry for entry in entries if not entry.name.startswith(TRASH)]
        sizes = {entry: sum(file.stat().st_size for file in entry.iterdir()) for entry in entries}
        total = sum(sizes.values())
        for entry in sorted(entries, key=lambda entry: entry.stat().st_mtime_ns):
            if total <= self.max_bytes or entry.name == newest:
                continue
            shutil.rmtree(entry, ignore_errors=True)
            total -= sizes[entry]


def _remove(path: Path) -> None:
    """Have a file or folder gone; what cannot be removed may stay."""
    shutil.rmtree(path, ignore_errors=True)
    with suppress(OSError):
        path.unlink(missing_ok=True)
