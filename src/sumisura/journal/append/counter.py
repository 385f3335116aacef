"""How many events each brand was promised, in a file that outlives a killed process.

The file is mapped into memory: counting one more is a memory write, and the kernel keeps it when the
process dies. One process holds the file at a time.
"""

import errno
import fcntl
import mmap
import os
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from sumisura.kernel import BadInput, BrandId

_SLOT = struct.Struct("<56sQ")
_COUNT = struct.Struct("<Q")
_NAME_BYTES = 56
_ROOM = 64


class Counter:
    """Counts per brand, in slots of one name and one number each.

    Args:
        path: the file; made when it is not there.

    Raises:
        BlockingIOError: another process holds it.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     counter = Counter(Path(folder, "count"))
        ...     first, second = counter.add(BrandId("indigo")), counter.add(BrandId("indigo"))
        ...     counter.close()
        ...     again = Counter(Path(folder, "count"))
        ...     print(first, second, dict(again.counts))
        ...     again.close()
        1 2 {'indigo': 2}
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise
        self._map = self._mapped(max(os.fstat(self._file).st_size, _ROOM * _SLOT.size))
        self._slots = {brand: slot for slot, (brand, _) in enumerate(self._rows())}

    @property
    def counts(self) -> Mapping[BrandId, int]:
        """Every brand's count."""
        return dict(self._rows())

    def add(self, brand: BrandId) -> int:
        """Count one more for the brand and say how many that makes. The caller holds a lock."""
        slot = self._slots.get(brand)
        if slot is None:
            slot = self._new(brand)
        place = slot * _SLOT.size + _NAME_BYTES
        count: int = _COUNT.unpack_from(self._map, place)[0] + 1
        _COUNT.pack_into(self._map, place, count)
        return count

    def sync(self) -> None:
        """Have the counts on disk."""
        self._map.flush()

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()
        os.close(self._file)

    def _new(self, brand: BrandId) -> int:
        name = brand.encode()
        if not 0 < len(name) <= _NAME_BYTES or b"\0" in name:
            raise BadInput("a brand's name has 1 to 56 bytes", where=brand, mend="Choose a shorter one.")
        slot = len(self._slots)
        if (slot + 1) * _SLOT.size > len(self._map):
            # A sync that still runs keeps the old mapping alive; both show the same file.
            self._map = self._mapped(2 * len(self._map))
        _SLOT.pack_into(self._map, slot * _SLOT.size, name, 0)
        self._slots[brand] = slot
        return slot

    def _mapped(self, size: int) -> mmap.mmap:
        # Real bytes, no hole: a disk found full at the first count would end the process (SIGBUS).
        have = os.fstat(self._file).st_size
        if os.pwrite(self._file, bytes(size - have), have) < size - have:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.name)
        return mmap.mmap(self._file, size)

    def _rows(self) -> Iterator[tuple[BrandId, int]]:
        for name, count in _SLOT.iter_unpack(self._map):
            if not name.strip(b"\0"):
                return
            yield BrandId(name.rstrip(b"\0").decode()), count
