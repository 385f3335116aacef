"""The command line under a clock that is moved from outside: ``clocked.py FILE WORDS…``.

The file holds the seconds by which the product's clock is ahead of the machine's, as one double that is mapped into
memory: a jump is seen by every process at its next look, as when the machine's own clock is set.
"""

import mmap
import struct
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

SECONDS = struct.Struct("<d")


class MovedClock:
    """The machine's clock, ahead by what the file says: fills ``kernel.Clock``."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._ahead = mmap.mmap(file.fileno(), SECONDS.size)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=SECONDS.unpack_from(self._ahead)[0])


def move(path: Path, seconds: float) -> None:
    """Have every clock at that file be ahead by so much."""
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.write(SECONDS.pack(seconds))


if __name__ == "__main__":
    from sumisura import app
    from sumisura.cli.main import main

    at = Path(sys.argv.pop(1))
    app.SystemClock = lambda: MovedClock(at)
    main()
