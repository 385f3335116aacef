"""Files that are there as a whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from sumisura.store.errors import NotWritten


@contextmanager
def drafted(target: Path) -> Iterator[IO[bytes]]:
    """A file that is there under its name, on the disk, when this is left well; readable by its owner alone.

    Until then it bears another name beside it. What was there under its name is replaced in one step.

    Raises:
        NotWritten: the disk is full, or the folder is not there; nothing is left of it.
    """
    with (
        _unwritten(target),
        NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file,
    ):  # mode 600
        draft = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            draft.replace(target)
            _settle(target.parent)
        finally:
            draft.unlink(missing_ok=True)


@contextmanager
def _unwritten(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise NotWritten(str(target), problem.strerror or str(problem)) from problem


def _settle(folder: Path) -> None:
    """A name is on the disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
