"""Rate limits: so many at once, so many a second, per client and per kind of request.

A token bucket in its exact integer form, the generic cell rate algorithm (ITU-T I.371 §A.2): one
instant per client says when its bucket will be full again.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address
from threading import Lock

from sumisura.kernel import BadInput, BrandId, Clock, TooMany
from sumisura.trust.keys import mac

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
"""Microseconds."""
OVERFLOW = ""
"""The bucket that newcomers share while there is no room for one of their own."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one client may do.

    Args:
        burst: how many at once, at least 1.
        every: seconds until one more is allowed, above 0.
        words: what is counted, for the refusal: ``sign-in attempts``.

    Raises:
        BadInput: burst or interval are out of range.
    """

    burst: int
    every: float
    words: str

    def __post_init__(self) -> None:
        if self.burst < 1 or self.interval < 1:
            raise BadInput(
                f"a rate of {self.burst} at once and one every {self.every} s allows nothing or everything",
                mend="Use a burst of at least 1 and at least a microsecond between.",
            )

    @property
    def interval(self) -> int:
        """Microseconds between two, when the burst is used up."""
        return round(self.every * SECOND)


RATES: Mapping[str, Rate] = {
    "login": Rate(5, 30, "sign-in attempts"),
    "quote": Rate(120, 0.05, "price requests"),
    "token": Rate(30, 1, "configuration tokens"),
    "greet": Rate(10, 6, "codes"),
    "erase": Rate(3, 60, "erasures"),
    "held": Rate(120, 0.25, "pages for a profile of one's own"),
    "tell": Rate(120, 0.5, "things told"),
    "proof": Rate(60, 0.25, "proofs asked for"),
    "bring": Rate(12, 10, "files brought"),
    "bench": Rate(120, 0.25, "pages of the workbench"),
    "api": Rate(2000, 0.002, "requests with this key"),
    "knock": Rate(30, 2, "requests with a key that is none"),
}
"""What stands unless the installation's settings say otherwise."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a rate (draft-ietf-httpapi-ratelimit-headers).

    Args:
        burst: how many at once when the bucket is full.
        left: how many more right now.
        full: seconds until the bucket is full again.
    """

    burst: int
    left: int
    full: int


@dataclass(slots=True)
class Limits:
    """Counts requests per client, in memory, within a bound.

    Clients are known by a salted HMAC only. A client is forgotten when its bucket is full again, which
    changes nothing; while all ``size`` places are taken by clients whose buckets are not full, newcomers
    share one bucket. So while the clock runs forward nobody exceeds the rate, and no flood of addresses can make room for itself.
    The counts are this process's own: behind n processes a client may get n times the rate.

    Args:
        clock: says what time it is.
        salt: keys the HMAC; the keyring's ``session`` secret.
        rates: purpose → rate.
        size: clients remembered per purpose.

    Example:
        >>> from sumisura.kernel import FixedClock
        >>> clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
        >>> limits = Limits(clock, b"salt", {"login": Rate(2, 30, "sign-in attempts")})
        >>> for _ in range(3):
        ...     limits.take("login", BrandId("indigo"), "192.0.2.7")
        Traceback (most recent call last):
        sumisura.kernel.errors.TooMany: Too many sign-in attempts. Try again in 30 seconds.
    """

    clock: Clock
    salt: bytes = field(repr=False)
    rates: Mapping[str, Rate] = field(default_factory=lambda: RATES)
    size: int = 10_000
    _full_at: dict[str, OrderedDict[str, int]] = field(default_factory=dict, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def take(self, purpose: str, brand: BrandId, client: str) -> Left:
        """Count one request, and say what is left.

        Args:
            purpose: a name in ``rates``.
            brand: whose shop is asked.
            client: what tells clients apart: an address (an IPv6 client by its /64), an account.

        Raises:
            TooMany: it is one too many; it was not counted.
            KeyError: no rate has that name.
        """
        rate = self.rates[purpose]
        who = mac(self.salt, "limit", purpose, brand, client)
        with self._lock:
            return self._take(rate, self._full_at.setdefault(purpose, OrderedDict()), who)

    def _take(self, rate: Rate, full_at: OrderedDict[str, int], who: str) -> Left:
        now = (self.clock.now() - EPOCH) // timedelta(microseconds=1)
        who = self._place(full_at, who, now)
        # a newcomer may have been counted in the shared bucket before it got a place: it starts from there
        full = max(full_at.get(who, full_at.get(OVERFLOW, now)), now)
        wait = full - now - (rate.burst - 1) * rate.interval
        if wait > 0:
            raise TooMany(rate.words, -(-wait // SECOND))
        full_at[who] = full + rate.interval
        full_at.move_to_end(who)
        return Left(rate.burst, -wait // rate.interval, -(-(full + rate.interval - now) // SECOND))

    def _place(self, full_at: OrderedDict[str, int], who: str, now: int) -> str:
        """Where this client is counted: its own place, or the shared one when there is no room."""
        if who in full_at:
            return who
        while full_at and next(iter(full_at.values())) <= now:
            full_at.popitem(last=False)
        return who if len(full_at) < self.size else OVERFLOW


def counted(host: str) -> str:
    """What a client is counted by: its address, an IPv6 client by its /64, which is one household's.

    Example:
        >>> counted("192.0.2.7"), counted("2001:db8::7"), counted("::ffff:192.0.2.7")
        ('192.0.2.7', '2001:db8::/64', '192.0.2.7')
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:  # no address: a test's, or a socket's of this machine
        return host
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))
