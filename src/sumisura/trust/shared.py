"""Numbers that the processes of one machine share: a file that each of them maps into memory."""

import fcntl
import mmap
import os
from pathlib import Path
from typing import BinaryIO

import numpy as np
import structlog

from sumisura.stats.jit import Array

WORD = 8
"""Bytes of a number."""
HEAD = 32
"""Numbers before the ones that are shared, of which the first says what they mean."""
log = structlog.get_logger()


def shared(path: Path | None, size: int, meaning: int) -> Array:
    """So many 64-bit integers, 0 at first, that every process which opens the same file sees.

    A file that means something else, is too short or was never written whole is begun anew. It is never cut, since
    that would kill the processes that have it mapped. Where there can be no file, the numbers are this process's own, and
    the log says so.

    Args:
        path: the file; None for numbers of one's own.
        meaning: changes whenever the numbers mean something else; not 0.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     one, two = (shared(Path(folder, "numbers"), 4, meaning=1) for _ in range(2))
        ...     one[2] = 7
        ...     two.tolist()
        [0, 0, 7, 0]
    """
    if path is not None:
        try:
            return _mapped(path, HEAD + size, meaning)[HEAD:]
        except OSError as problem:
            log.warning("limits.alone", why=problem.strerror)
    return np.zeros(size, np.int64)


def _mapped(path: Path, size: int, meaning: int) -> Array:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            return _begun(file, size, meaning)
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)  # closing would not do: the mapping keeps the file open


def _begun(file: BinaryIO, size: int, meaning: int) -> Array:
    there = os.fstat(file.fileno()).st_size
    # written, not left as a hole: where the disk is full, that shows here and not in the middle of a request
    file.write(bytes(max(0, size * WORD - there)))
    file.flush()
    words = np.frombuffer(mmap.mmap(file.fileno(), size * WORD), np.int64)
    if words[0] != meaning:
        words[:] = 0
        words[0] = meaning
    return words
