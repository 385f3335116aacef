"""A small disk of one's own, to be filled."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

BLOCK = 64 * 1024


def can_mount() -> bool:
    """Whether we may mount a file system; that takes root, and a container that was given leave."""
    if os.geteuid() or shutil.which("mount") is None:
        return False
    with suppress(OSError), SmallDisk(1):
        return True
    return False


class SmallDisk:
    """A file system in memory, for as long as the block lasts.

    Args:
        megabytes: what it holds.

    Raises:
        OSError: this machine does not let us mount one.
    """

    def __init__(self, megabytes: int) -> None:
        self._megabytes = megabytes

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="disk-"))
        _run("mount", "-t", "tmpfs", "-o", f"size={self._megabytes}m", "tmpfs", str(self.folder))
        return self

    def __exit__(self, *_: object) -> None:
        _run("umount", "--lazy", str(self.folder))
        self.folder.rmdir()

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self) -> None:
        """Leave no byte."""
        with self._ballast.open("ab", buffering=0) as file, suppress(OSError):
            while file.write(b"\0" * BLOCK):
                pass

    def free(self) -> None:
        """Have room again."""
        self._ballast.unlink(missing_ok=True)


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise OSError(done.stderr.strip())
