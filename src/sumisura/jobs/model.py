"""The nouns: a job, which is one duty of one brand as it stands now, and a worker, which does it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sumisura.kernel import BrandId

LEASE: Final = timedelta(minutes=1)
"""For how long a job is its worker's alone, unless it says that it still is at work."""
SILENT: Final = timedelta(minutes=2)
"""A worker that was not heard for so long is taken for gone."""
NO_WORD: Final = "stopped: the worker that did it was not heard again"


@dataclass(frozen=True, slots=True)
class Job:
    """One duty of one brand: who does it now, what became of it last, and when it is tried again.

    Args:
        brand: whose duty; ``store.ports.NOBODY`` for one of the installation itself.
        name: of the duty.
        done: when it last succeeded.
        took: seconds, that time.
        tries: begun since then, and not finished.
        failing: since when; None where the last one succeeded.
        error: what went wrong last, without anybody's words or names.
        again: when it is tried again; None where its own schedule says when.
        asked: when somebody asked for it to be done at once.
        holder: the worker that does it; "" for none.
        begun: when that one began.
        until: when it is no longer that one's alone.
    """

    brand: BrandId
    name: str
    done: datetime | None = None
    took: float = 0.0
    tries: int = 0
    failing: datetime | None = None
    error: str = ""
    again: datetime | None = None
    asked: datetime | None = None
    holder: str = ""
    begun: datetime | None = None
    until: datetime | None = None

    def held(self, now: datetime) -> bool:
        """Whether some worker is at it."""
        return self.until is not None and now < self.until


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that does what the clock asks for.

    Args:
        id: sorts by when it began.
        seen: when it last came round.
    """

    id: str
    began: datetime
    seen: datetime

    def alive(self, now: datetime) -> bool:
        """Whether it was heard lately."""
        return now - self.seen < SILENT
