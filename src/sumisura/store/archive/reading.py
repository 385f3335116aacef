"""Read an archive: what it says of itself, whether that is true, and what is in it."""

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile

from sumisura.store.archive.errors import ArchiveUnusable
from sumisura.store.archive.lines import Counting, rows_of
from sumisura.store.archive.model import FORMAT, Manifest, Row, Tally
from sumisura.store.archive.writing import CHUNK, FILES, MANIFEST, TABLES
from sumisura.store.codec import Unreadable, decode

BROKEN = (BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, OSError)
"""What reading a damaged ZIP file may raise, wherever the damage is."""
OTHER_COPY = "Take another copy of it; nothing was changed."


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that was opened, and whose manifest can be read."""

    path: Path
    zip: ZipFile
    manifest: Manifest

    def check(self) -> None:
        """Read all of it and hold it against its manifest.

        Raises:
            ArchiveUnusable: something in it is not what was written.
        """
        for table, said in self.manifest.tables.items():
            self._hold(TABLES.format(table), said, lines=True)
        for name, said in self.manifest.files.items():
            self._hold(FILES.format(name), said, lines=False)

    def rows(self, table: str) -> Iterator[Row]:
        """A table's rows, in the order of its columns."""
        with self._opened(TABLES.format(table)) as member:
            yield from rows_of(self.manifest.columns[table], _chunks(member, lines=True))

    def files(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Its files by their paths."""
        for name in self.manifest.files:
            with self._opened(FILES.format(name)) as member:
                yield name, member

    def _hold(self, name: str, said: Tally, *, lines: bool) -> None:
        counting = Counting()
        with self._opened(name) as member:
            for chunk in _chunks(member, lines=lines):
                counting.count(chunk.count(b"\n") if lines else len(chunk), chunk)
        if counting.tally() != said:
            raise ArchiveUnusable(str(self.path), f"{name} is not what was written", OTHER_COPY)

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        with _whole(self.path, f"{name} is damaged"), self.zip.open(name) as member:
            yield member


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """An archive, once its manifest was read.

    Raises:
        ArchiveUnusable: it is none, is cut off or damaged, or a newer release wrote it.
    """
    with _whole(path, "this is no backup, or it is cut off"):
        zip_ = ZipFile(path)
    with zip_:
        with _whole(path, "this is no backup of Sumisura, or it is damaged"):
            text = zip_.read(MANIFEST)
        yield Archive(path, zip_, _manifest(path, text))


def _manifest(path: Path, text: bytes) -> Manifest:
    try:
        number = decode(text, dict[str, object]).get("format")
        if isinstance(number, int) and number > FORMAT:
            raise ArchiveUnusable(
                str(path), "a newer release wrote it", "Restore it with that release; nothing was changed."
            )
        manifest = decode(text, Manifest)
    except Unreadable as error:
        raise ArchiveUnusable(str(path), "what it says of itself cannot be read", OTHER_COPY) from error
    if any(_leads_out(name) for name in manifest.files):
        raise ArchiveUnusable(str(path), "it holds a file that would lead out of its folder", OTHER_COPY)
    return manifest


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts


def _chunks(member: IO[bytes], *, lines: bool) -> Iterator[bytes]:
    """A member's bytes, some at a time; with ``lines``, whole lines."""
    if not lines:
        yield from iter(lambda: member.read(CHUNK), b"")
        return
    buffered = io.BufferedReader(member, CHUNK)  # type: ignore[type-var]  # a ZIP member reads like a raw file
    while found := buffered.readlines(CHUNK):
        yield b"".join(found)


@contextmanager
def _whole(path: Path, what: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as problem:
        raise ArchiveUnusable(str(path), "there is no such file", "Check the path.") from problem
    except BROKEN as problem:
        raise ArchiveUnusable(str(path), what, OTHER_COPY) from problem
