"""Rate limits: so many at once, so many a second, per client and per kind of request.

A token bucket in its exact integer form, the generic cell rate algorithm (ITU-T I.371 §A.2): one
instant per client says when its bucket will be full again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b, sha256
from ipaddress import IPv4Address, IPv6Network, ip_address
from pathlib import Path

from sumisura.kernel import BadInput, BrandId, Clock, TooMany
from sumisura.stats.jit import Array
from sumisura.trust.kernels.buckets import WAYS, forget, take
from sumisura.trust.shared import shared

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
"""Microseconds."""


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
        window: seconds that an empty bucket takes to fill.
        left: how many more right now.
        full: seconds until the bucket is full again.
    """

    burst: int
    window: int
    left: int
    full: int


@dataclass(slots=True)
class Limits:
    """Counts requests per client, for all processes of a machine, within a bound.

    Clients are known by a keyed digest only. Each rate has as many places as are said; while all that one client could have
    are taken by others whose buckets are not full, it shares theirs. So while the clock runs forward nobody exceeds
    the rate, and no flood of addresses can make room for itself. Set back, the clock keeps nobody waiting for longer than twice
    the time that a bucket takes to fill.

    Args:
        clock: says what time it is.
        salt: keys the digest; the keyring's ``session`` secret.
        rates: purpose → rate.
        file: where the processes of this machine count together; None counts in this process alone.
        sets: of `WAYS` places, per rate.

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
    file: Path | None = None
    sets: int = 256
    _begins: dict[str, int] = field(init=False, repr=False)
    _words: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        room = self.sets * 2 * WAYS
        self._begins = {purpose: number * room for number, purpose in enumerate(sorted(self.rates))}
        said = [
            (purpose, self.rates[purpose].burst, self.rates[purpose].interval) for purpose in self._begins
        ]
        meaning = sha256(repr((WAYS, self.sets, said)).encode()).digest()
        self._words = shared(self.file, len(self.rates) * room, int.from_bytes(meaning[:7], "big") + 1)

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
        who = int.from_bytes(_named(self.salt, purpose, brand, client), "big")
        at = self._begins[purpose] + (who >> 63) % self.sets * 2 * WAYS
        name = who % 2**63 or 1
        wait = take(self._words, at, name, self._now(), rate.interval, rate.burst)
        if wait > 0:
            raise TooMany(rate.words, -(-wait // SECOND))
        whole = rate.burst * rate.interval
        return Left(rate.burst, -(-whole // SECOND), -wait // rate.interval, -(-(wait + whole) // SECOND))

    def forget(self) -> int:
        """Strike out who has not come for an hour since their bucket was full; says how many that were.

        It changes nothing but what the file knows: a full bucket is a new one's.
        """
        before = self._now() - 3600 * SECOND
        return sum(forget(self._words, at, before) for at in range(0, len(self._words), 2 * WAYS))

    def _now(self) -> int:
        return (self.clock.now() - EPOCH) // timedelta(microseconds=1)


def _named(salt: bytes, *parts: str) -> bytes:
    """A keyed digest (BLAKE2, RFC 7693): unlike `mac`, it is done without handing the interpreter to other threads."""
    said = [part.encode("utf-8", "surrogatepass") for part in parts]  # whatever a request may hold
    message = b"".join([len(part).to_bytes(8, "big") + part for part in said])
    return blake2b(message, key=salt, digest_size=16, person=b"limit").digest()


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
