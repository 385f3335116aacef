"""All that the clock asks for, in plain words: for each brand in every turn, by the hour, by night; and for the installation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from sumisura.jobs.lifecycle import LONGEST
from sumisura.kernel import BrandId
from sumisura.store.ports import Transaction
from sumisura.usecases import accounts, minimal, tidy
from sumisura.usecases.learning import crowds, nights
from sumisura.usecases.learning.training import Progress
from sumisura.usecases.maker import wanting
from sumisura.usecases.my_data import cutting, erasing
from sumisura.usecases.office import trusting
from sumisura.usecases.services import Services
from sumisura.usecases.shop import settling
from sumisura.usecases.webhooks import following
from sumisura.usecases.workbench import bringing

Act = Callable[[Services, BrandId, Progress], object]
"""Does a duty for a brand; what is long tells its progress, and is stopped by that."""
When = Callable[[Services, Transaction, BrandId, datetime | None], datetime | None]
"""By when it last succeeded: when it is due again; None for not yet."""
SOON: Final = timedelta(minutes=1)
"""The longest pause of what is asked for in every turn: somebody waits for it."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that the clock asks for; it may be repeated safely.

    Args:
        name: as figures, the log and its job call it.
        words: what it does, for a merchant.
        when: its schedule, by which one worker does it at a time; None where every worker does it in every turn.
        longest: of the pauses between its tries while it fails.
    """

    name: str
    words: str
    act: Act
    when: When | None = None
    longest: timedelta = LONGEST


def every(pause: timedelta) -> When:
    """So long after it last succeeded; at once where it never did."""

    def when(services: Services, _tx: Transaction, _brand: BrandId, last: datetime | None) -> datetime:
        return last + pause if last else services.clock.now()

    return when


def _quick(name: str, words: str, act: Callable[[Services, BrandId], object]) -> Duty:
    return Duty(name, words, lambda services, brand, _: act(services, brand), longest=SOON)


def _settle(services: Services, brand: BrandId) -> None:
    if settled := settling.take_up(services, brand):
        log.info("worker.settled", brand=brand, orders=settled)


HOUR: Final = timedelta(hours=1)
QUICK: Final[Sequence[Duty]] = (
    _quick("settle", "Finish payments and refunds that were cut off", _settle),
    _quick("crowd", "Count what is popular", crowds.refresh),
    _quick("cut", "Delete what came from sources that were taken back", cutting.take_up),
    _quick("erase", "Erase what arrived late of those who were erased", erasing.sweep),
    _quick("minimal", "Delete tastes that were kept before minimal data", minimal.take_up),
    _quick("seal", "Seal the audit log", accounts.seal),
    _quick("refusals", "Count what nobody was allowed to use", trusting.follow_refusals),
    _quick("wanted", "Notice what was wanted and not offered", wanting.follow),
)
"""For each brand in every turn, the most urgent first."""
FOLLOW: Final = _quick("follow", "Put events on their way to your other systems", following.follow)
"""For each brand, between two posts."""
TIDY: Final = Duty(
    "tidy", "Forget what is over", lambda services, brand, _: tidy.tidy(services, brand), every(HOUR)
)
NIGHT: Final = Duty("night", "Learn from everybody who agreed to it", nights.night, nights.when)
BRING: Final = _quick("workbench", "Clear the workbench", lambda services, _: bringing.tidy(services))
LIMITS: Final = _quick(
    "limits", "Forget who has not asked for an hour", lambda services, _: services.limits.forget()
)
SCRUB: Final = Duty(
    "scrub",
    "Overwrite what was deleted",
    lambda services, _brand, _told: services.store.scrub(),
    every(HOUR),
)
OF_A_BRAND: Final[Sequence[Duty]] = (*QUICK, FOLLOW, TIDY, NIGHT)
OF_ALL: Final[Sequence[Duty]] = (BRING, LIMITS, SCRUB)
"""Of the installation itself."""
