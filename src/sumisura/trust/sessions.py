"""Who a browser is, from one request to the next: server-side sessions, per brand.

The browser holds an opaque token of 256 bits; the database holds only its SHA-256, so a stolen copy of
the database signs nobody in. A session never changes whom it stands for or what it may do: each such
step closes it and opens another under a new token (OWASP ASVS 3.2.1, session fixation).
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sumisura.kernel import BrandId, Forbidden, Ids, PartyId, Rng
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Keys, Record, Store, Transaction
from sumisura.trust.keys import SECRET_BYTES, Keyring, mac

KIND = "session"
TOUCH_EVERY = timedelta(minutes=1)
"""A session in use is written this often at most."""
PAGE = 500
"""Sessions looked at in one unit of work."""


class Door(StrEnum):
    """Which door a session is good for."""

    VISIT = "visit"
    STAFF = "staff"
    API = "api"


@dataclass(frozen=True, slots=True)
class Life:
    """How long a session lasts.

    Args:
        idle: without a request.
        whole: from its opening, whatever happens.
    """

    idle: timedelta
    whole: timedelta


LIVES: Mapping[Door, Life] = {
    Door.VISIT: Life(timedelta(days=30), timedelta(days=30)),
    Door.STAFF: Life(timedelta(minutes=30), timedelta(hours=12)),
    Door.API: Life(timedelta(days=395), timedelta(days=3650)),
}
"""A visit is kept as long as its purpose says; staff sign in once a shift (NIST SP 800-63B §4.2.3); a customer whom a
program names goes when it has not named them for thirteen months."""


@dataclass(frozen=True, slots=True)
class Session:
    """A browser, as someone.

    Args:
        brand: in whose shop.
        party: whom it stands for: a visitor's pseudonym, a member of staff.
        door: what it is good for.
        opened: when it began.
        seen: when it was last used, to within a minute.
        segment: the number of the way of choosing that this visit speaks for, in a shop that keeps no taste of anyone;
            -1 for none.
    """

    brand: BrandId
    party: PartyId
    door: Door
    opened: datetime
    seen: datetime
    segment: int = -1


@dataclass(frozen=True, slots=True)
class Opened:
    """A session and the token for the browser's cookie, which is never to be had again.

    Args:
        token: 64 hexadecimal digits; never shown by ``repr``.
        session: what it opens.
    """

    token: str = field(repr=False)
    session: Session


@dataclass(frozen=True, slots=True)
class Sessions:
    """Opens, finds, renews and closes sessions.

    Args:
        keyring: its ``session`` secret keys the CSRF tokens.
        ids: names parties; its clock dates sessions.
        rng: tokens; ``random.SystemRandom()`` outside tests.
        lives: how long each door's sessions last.

    Example:
        >>> from sumisura.kernel import SystemClock
        >>> sessions = Sessions(Keyring.fresh(Rng(1)), Ids(SystemClock(), Rng(2)), Rng(3))
        >>> token = sessions.token()
        >>> sessions.check_csrf(BrandId("indigo"), token, sessions.csrf(BrandId("indigo"), token))
        >>> sessions.check_csrf(BrandId("lucia"), token, sessions.csrf(BrandId("indigo"), token))
        Traceback (most recent call last):
        sumisura.kernel.errors.Forbidden: You may not send this form. It needs the page's own key: reload the page and send it again.
    """

    keyring: Keyring
    ids: Ids
    rng: Rng
    lives: Mapping[Door, Life] = field(default_factory=lambda: LIVES)

    def token(self) -> str:
        """A fresh token of 256 bits that opens nothing yet: for a first page's cookie and its CSRF token."""
        return self.rng.randbytes(SECRET_BYTES).hex()

    def visit(self, tx: Transaction, brand: BrandId, token: str) -> Opened:
        """The visitor's session; at their first write, a new pseudonym under a new token.

        A token that opens no visit is never adopted: someone else may have planted it.

        Args:
            tx: a unit of work that may write.
            brand: in whose shop.
            token: the cookie's; "" when there is none.
        """
        session = self.find(tx, brand, token, Door.VISIT)
        if session:
            return Opened(token, session)
        return self.open(tx, brand, PartyId(self.ids.new("pty")), Door.VISIT)

    def sign_in(self, tx: Transaction, brand: BrandId, token: str, member: PartyId) -> Opened:
        """Open a staff session; the one that led here, if any, is closed and its token is worthless."""
        self.close(tx, brand, token)
        return self.open(tx, brand, member, Door.STAFF)

    def open(self, tx: Transaction, brand: BrandId, party: PartyId, door: Door) -> Opened:
        """A new session under a new token."""
        now = self.ids.clock.now()
        return self._write(tx, Session(brand, party, door, now, now))

    def enrol(self, tx: Transaction, brand: BrandId, party: PartyId | None = None) -> Session:
        """A customer whom programs name by their pseudonym; it is no secret, and opens no other door.

        Args:
            party: who it is, where that is known; once more is the same. None for somebody new.
        """
        now, party = self.ids.clock.now(), party or PartyId(self.ids.new("pty"))
        there = self.find(tx, brand, party, Door.API)
        if there is None:
            self.close(tx, brand, party)  # one that is over may lie there
            there = Session(brand, party, Door.API, now, now)
            self._put(tx, there, party)
        return there

    def rotate(self, tx: Transaction, brand: BrandId, token: str, door: Door) -> Opened | None:
        """The same session under a new token, after what its party may do has changed; None if it is over.

        Its age counts on: rotating does not make a session live longer.
        """
        session = self.find(tx, brand, token, door)
        if session is None:
            return None
        self.close(tx, brand, token)
        return self._write(tx, session)

    def find(self, tx: Transaction, brand: BrandId, token: str, door: Door) -> Session | None:
        """The session that token opens at that door of that brand, unless it is over."""
        found = tx.records.get(brand, KIND, _digest(token))
        session = decode(found.body, Session) if found else None
        return session if session and session.door is door and not self._over(session) else None

    def touch(self, tx: Transaction, brand: BrandId, token: str) -> None:
        """Note that the session is in use; writes once a minute at most, and never wakes one that is over."""
        found = tx.records.get(brand, KIND, _digest(token))
        if found is None:
            return
        session, now = decode(found.body, Session), self.ids.clock.now()
        if not self._over(session) and self.stale(session):
            body = encode(replace(session, seen=now))
            keys = Keys(index={"party": session.party})
            tx.records.put(brand, KIND, found.id, body, version=found.version, keys=keys)

    def segment(self, tx: Transaction, brand: BrandId, party: PartyId) -> int:
        """The number that this party's visit is of; -1 for none, and where there is no visit."""
        found = self._of(tx, brand, party)
        return found[1].segment if found else -1

    def assign(self, tx: Transaction, brand: BrandId, party: PartyId, segment: int) -> None:
        """Let this party's visit be of another number; nothing happens where there is no visit."""
        found = self._of(tx, brand, party)
        if found and found[1].segment != segment:
            record, session = found
            body, keys = encode(replace(session, segment=segment)), Keys(index={"party": party})
            tx.records.put(brand, KIND, record.id, body, version=record.version, keys=keys)

    def _of(self, tx: Transaction, brand: BrandId, party: PartyId) -> tuple[Record, Session] | None:
        records = tx.records.find(brand, KIND, "party", party) if party else ()
        found = [(record, decode(record.body, Session)) for record in records]
        return next(
            (pair for pair in found if pair[1].door is not Door.STAFF and not self._over(pair[1])), None
        )

    def stale(self, session: Session) -> bool:
        """Whether it is time to note again that the session is in use."""
        return self.ids.clock.now() - session.seen >= TOUCH_EVERY

    def is_here(self, tx: Transaction, brand: BrandId, party: PartyId) -> bool:
        """Whether this customer has a session that is not over."""
        found = (decode(one.body, Session) for one in tx.records.find(brand, KIND, "party", party))
        return any(one.door is not Door.STAFF and not self._over(one) for one in found)

    def close(self, tx: Transaction, brand: BrandId, token: str) -> None:
        """End the session: sign out here."""
        tx.records.delete(brand, KIND, _digest(token))

    def close_all(self, tx: Transaction, brand: BrandId, party: PartyId) -> int:
        """End every session of that party: sign out everywhere; says how many there were."""
        found = tx.records.find(brand, KIND, "party", party)
        for record in found:
            tx.records.delete(brand, KIND, record.id)
        return len(found)

    def prune(
        self, store: Store, brand: BrandId, each: Callable[[Transaction, Session], object] = lambda *_: None
    ) -> int:
        """Forget the sessions that are over; says how many. For the clock.

        A page is a unit of work of its own: with a million sessions, nobody waits for longer than one takes.

        Args:
            each: told of every session in the unit of work that forgets it.
        """
        pruned, before = 0, ""
        while True:
            with store.write(durable=False) as tx:
                page = tx.records.page(brand, KIND, before=before, limit=PAGE)
                sessions = {record.id: decode(record.body, Session) for record in page}
                over = [id_ for id_, session in sessions.items() if self._over(session)]
                for id_ in over:
                    tx.records.delete(brand, KIND, id_)
                    each(tx, sessions[id_])
            if not page:
                return pruned
            pruned, before = pruned + len(over), page[-1].id

    def csrf(self, brand: BrandId, token: str) -> str:
        """What a form carries to show that it is from our own page: an HMAC of the cookie's token."""
        return mac(self.keyring.session, "csrf", brand, token)

    def check_csrf(self, brand: BrandId, token: str, given: str) -> None:
        """Let a form pass that carries the cookie's own CSRF token; compares in constant time.

        Raises:
            Forbidden: it carries another, or there is no cookie.
        """
        sent = given.encode("utf-8", "surrogatepass")
        if not token or not hmac.compare_digest(self.csrf(brand, token).encode(), sent):
            raise Forbidden("send this form", "the page's own key: reload the page and send it again")

    def _write(self, tx: Transaction, session: Session) -> Opened:
        token = self.token()
        self._put(tx, session, token)
        return Opened(token, session)

    def _put(self, tx: Transaction, session: Session, token: str) -> None:
        keys = Keys(index={"party": session.party})
        tx.records.put(session.brand, KIND, _digest(token), encode(session), version=0, keys=keys)

    def _over(self, session: Session) -> bool:
        life, now = self.lives[session.door], self.ids.clock.now()
        return now >= min(session.seen + life.idle, session.opened + life.whole)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
