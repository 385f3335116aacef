"""A tenant: whose shop this is, and how it speaks, counts and ships."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sumisura.kernel.ids import BrandId

WORKBENCH = BrandId("workbench")
"""The brand of no one: where people try families of their own. Nothing of it is sold, learned from or kept for long."""


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand and its manners; every other noun belongs to one.

    Args:
        id: its short name, as it stands in addresses.
        title: as it is written over the door.
        tagline: one line under it.
        story: a few sentences about who makes this, and how.
        accent: its colour, as #rrggbb with contrast of at least 4.5 on paper.
        currency: ISO 4217 code of all its prices.
        locale: BCP 47 tag its numbers and dates are written in.
        time_zone: IANA name its dates are shown in.
        home: ISO 3166-1 alpha-2 country it sells from.
        destinations: countries it ships to; ``home`` is one of them.
        maker: who makes the goods, for the page and the ticket ("Lucia's table, Schio").
        contact: where people write to about their data, an e-mail or a postal address; "" where none is given.
    """

    id: BrandId
    title: str
    currency: str
    tagline: str = ""
    story: str = ""
    accent: str = "#2f5da8"
    locale: str = "en"
    time_zone: str = "UTC"
    home: str = "IT"
    destinations: tuple[str, ...] = ("IT",)
    maker: str = ""
    contact: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """Where its clocks hang."""
        return ZoneInfo(self.time_zone)

    def local(self, at: datetime) -> datetime:
        """An instant as its clocks show it; ``.date()`` of it is the day that people are told.

        Example:
            >>> from datetime import UTC
            >>> shop = Brand(BrandId("manuka"), "Manuka", "NZD", time_zone="Pacific/Auckland")
            >>> shop.local(datetime(2026, 3, 1, 11, 30, tzinfo=UTC)).isoformat()
            '2026-03-02T00:30:00+13:00'
        """
        return at.astimezone(self.zone)

    @property
    def sells(self) -> bool:
        """Whether it makes and sells what it shows, and may learn what customers like.

        Example:
            >>> Brand(BrandId("indigo"), "Indigo", "EUR").sells, Brand(WORKBENCH, "Workbench", "EUR").sells
            (True, False)
        """
        return self.id != WORKBENCH
