"""A job's life: due, taken, renewed; then done, failed, lost or given back. Pure: a job goes in, a job comes out."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sumisura.jobs.model import LEASE, NO_WORD, Job
from sumisura.kernel import Rng

FIRST: Final = timedelta(seconds=5)
LONGEST: Final = timedelta(hours=1)
"""Between two tries of what fails: it is never given up, so that it heals when its cause does."""
JITTER: Final = 0.2
"""A pause is up to this share longer, so that what failed together does not come back together."""


def due(job: Job, regular: datetime | None) -> datetime | None:
    """When it may be begun: when somebody asked, else when it is tried again, else by its schedule; None for not yet.

    Args:
        regular: when its schedule has it.
    """
    at = job.asked or job.again or regular
    return max(at, job.until) if at and job.until else at


def righted(job: Job, now: datetime) -> Job:
    """As it stands where the clock has been put back since: no time is waited for that was noted ahead of it.

    Example:
        >>> from datetime import UTC
        >>> from sumisura.kernel import BrandId
        >>> now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> tomorrow = take(Job(BrandId("indigo"), "tidy"), "wrk_1", now + timedelta(days=1))
        >>> tomorrow.held(now), righted(tomorrow, now).held(now)
        (True, False)
    """
    far = job.again is not None and job.again > now + LONGEST * (1 + JITTER)
    return replace(
        job,
        done=None if job.done and job.done > now + LEASE else job.done,
        again=now if far else job.again,
        until=now if job.until and job.until > now + LEASE else job.until,
    )


def take(job: Job, holder: str, now: datetime) -> Job:
    """It is this worker's alone for a while."""
    return replace(job, holder=holder, begun=now, until=now + LEASE, tries=job.tries + 1)


def renew(job: Job, now: datetime) -> Job:
    """It still is."""
    return replace(job, until=now + LEASE)


def done(job: Job, now: datetime) -> Job:
    """It succeeded: nothing is left of what went wrong before."""
    took = (now - job.begun).total_seconds() if job.begun else 0.0
    return Job(job.brand, job.name, done=now, took=took)


def failed(job: Job, now: datetime, error: str, rng: Rng, longest: timedelta = LONGEST) -> Job:
    """It did not; it is tried again after a pause that grows.

    Args:
        longest: of the pauses.

    Example:
        >>> from datetime import UTC
        >>> from sumisura.kernel import BrandId
        >>> now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> once = failed(take(Job(BrandId("indigo"), "tidy"), "wrk_1", now), now, "database_away", Rng(1))
        >>> 5 <= (once.again - now).total_seconds() <= 6, once.failing == now
        (True, True)
    """
    wait = now + pause(job.tries, rng, longest)
    return replace(_free(job), failing=job.failing or now, error=error, again=wait, asked=None)


def lost(job: Job, now: datetime, rng: Rng) -> Job:
    """The worker that had it was not heard again: killed, or its machine. That counts as a failure.

    What kills its worker every time would otherwise kill one after the other without a pause.
    """
    return failed(job, now, NO_WORD, rng)


def given_back(job: Job) -> Job:
    """Its worker was told to stop: it is as if it had not been begun."""
    return replace(_free(job), tries=job.tries - 1)


def asked(job: Job, now: datetime) -> Job:
    """Somebody wants it done at once."""
    return replace(job, asked=now)


def pause(tries: int, rng: Rng, longest: timedelta = LONGEST) -> timedelta:
    """How long to wait after so many tries: doubled each time, up to the longest.

    Example:
        >>> [round(pause(tries, Rng(1)) / FIRST / 1.027) for tries in (1, 2, 3, 50)]
        [1, 2, 4, 720]
    """
    doubled = FIRST * (1 << min(tries - 1, 20))
    return min(doubled, longest) * (1 + JITTER * rng.random())


def _free(job: Job) -> Job:
    return replace(job, holder="", begun=None, until=None)
