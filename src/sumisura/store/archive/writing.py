"""Write an archive: a ZIP file of JSON lines, its manifest last, there as a whole or not at all."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from sumisura.store.archive.lines import Counting
from sumisura.store.archive.model import Manifest, Tally
from sumisura.store.archive.ports import Moment
from sumisura.store.codec import encode
from sumisura.store.drafts import drafted

LEVEL = 1
"""Of compression: the others take three times as long for a tenth less."""
MANIFEST = "manifest.json"
TABLES, FILES = "tables/{}.jsonl", "files/{}"
CHUNK = 1 << 20


@dataclass(slots=True)
class Writer:
    """Adds tables and files to an archive; what they came to is kept for its manifest."""

    archive: ZipFile
    tables: dict[str, Tally] = field(default_factory=dict)
    files: dict[str, Tally] = field(default_factory=dict)

    def add_tables(self, moment: Moment, told: Callable[[str, int], object] = lambda *_: None) -> None:
        """Every table of a store.

        Args:
            told: the table and how many rows of it are written, after every thousand.
        """
        for table, columns in moment.columns.items():
            counting = Counting()
            with self._member(TABLES.format(table)) as member:
                for lines in counting.lines(columns, moment.rows(table)):
                    member.write(lines)
                    told(table, counting.tally().rows)
            self.tables[table] = counting.tally()

    def add_file(self, name: str, path: Path) -> None:
        """A file under a name; nothing where it is gone by now."""
        counting = Counting()
        with suppress(FileNotFoundError), path.open("rb") as file, self._member(FILES.format(name)) as member:
            for chunk in iter(lambda: file.read(CHUNK), b""):
                member.write(counting.count(len(chunk), chunk))
            self.files[name] = counting.tally()

    def close(self, manifest: Manifest) -> None:
        """Say what is in it."""
        self.archive.writestr(MANIFEST, encode(manifest))

    def _member(self, name: str) -> IO[bytes]:
        return self.archive.open(name, "w", force_zip64=True)


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """An archive that is there under its name, on the disk, when this is left well; readable by its owner alone.

    Raises:
        NotWritten: the disk is full, or the folder is not there; nothing is left of it.
    """
    with drafted(target) as file, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        yield Writer(archive)


def unpack(files: Iterable[tuple[str, IO[bytes]]], folder: Path) -> int:
    """Write files of an archive below a folder, and say how many."""
    number = 0
    for number, (name, member) in enumerate(files, start=1):  # noqa: B007 - counts them
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            shutil.copyfileobj(member, file, CHUNK)
            file.flush()
            os.fsync(file.fileno())
    return number


def below(folder: Path) -> Mapping[str, Path]:
    """Every file below a folder by its path from there; none where there is no folder."""
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
