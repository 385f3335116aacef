"""Where a brand's events go: added, listed, tested, switched and removed; each deed is in the journal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sumisura.kernel import BadInput, Brand, Event, EventId, PartyId
from sumisura.store.ports import Transaction
from sumisura.usecases.again import again
from sumisura.usecases.publishing import KINDS
from sumisura.usecases.services import Services
from sumisura.usecases.webhooks import following
from sumisura.webhooks import repo, signing
from sumisura.webhooks.model import Delivery, Endpoint, Secret, State
from sumisura.webhooks.targets import target

OVERLAP: Final = timedelta(hours=24)
"""How long the secret before still signs after a rotation, unless asked otherwise."""
LONGEST_OVERLAP: Final = timedelta(days=30)
TEST: Final = "webhook.test"
"""The kind of an event that tells nothing, sent on request."""
SECRET: Final = "webhook.secret"  # noqa: S105 - what the vault calls it
SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Added:
    """An endpoint with its newest secret, which is shown now and never again."""

    endpoint: Endpoint
    secret: str


@again
def add(services: Services, brand: Brand, url: str, kinds: Collection[str] = ()) -> Added:
    """Send events to an address from now on; nothing that happened before goes there.

    Args:
        kinds: of events; all that are published unless given.

    Raises:
        BadTarget: nothing is sent to such an address.
        BadInput: a kind is not published, or the brand has as many endpoints as it may.
    """
    target(url, demo=services.keyring.demo)
    chosen = _kinds(kinds)
    following.catch_up(services, brand.id)
    with services.store.write() as tx:
        if len(repo.endpoints(tx, brand.id)) >= repo.MOST:
            raise BadInput(f"there are {repo.MOST} webhooks already", where="url", mend="Remove one first.")
        id_ = services.ids.new("whk")
        secret, made = _secret(services, tx, brand, id_)
        endpoint = Endpoint(id_, brand.id, url, chosen, (made,), services.clock.now())
        repo.save_endpoint(tx, endpoint, 0)
        _note(services, tx, endpoint, "added")
    return Added(endpoint, secret)


def every(services: Services, brand: Brand) -> Sequence[Endpoint]:
    """All endpoints of a brand, the latest first."""
    with services.store.read() as tx:
        return repo.endpoints(tx, brand.id)


def deliveries(services: Services, brand: Brand, id_: str, limit: int = SHOWN) -> Sequence[Delivery]:
    """The latest deliveries to an endpoint.

    Raises:
        NotFound: the brand has no such endpoint.
    """
    with services.store.read() as tx:
        repo.endpoint(tx, brand.id, id_)
        return repo.recent(tx, brand.id, id_, limit)


@again
def rotate(services: Services, brand: Brand, id_: str, overlap: timedelta = OVERLAP) -> Added:
    """Sign with a new secret, and for a while with those before, too, so that the receiver can change over.

    Args:
        overlap: how long; zero where the secret is known to somebody it should not be known to.

    Raises:
        NotFound: the brand has no such endpoint.
        BadInput: the overlap is negative, or longer than 30 days.
    """
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise BadInput(
            "the secret before cannot sign so long", where="overlap", mend="Give 0 hours to 30 days."
        )
    now = services.clock.now()
    with services.store.write() as tx:
        endpoint, version = repo.endpoint(tx, brand.id, id_)
        ending = [
            replace(one, until=min(one.until or now + overlap, now + overlap)) for one in endpoint.secrets
        ]
        kept = [one for one in ending if one.until and one.until > now]
        for one in ending:
            if one not in kept:
                services.vault.drop(tx, brand.id, one.ref)
        secret, made = _secret(services, tx, brand, id_)
        endpoint = replace(endpoint, secrets=(*kept, made))
        repo.save_endpoint(tx, endpoint, version)
        _note(services, tx, endpoint, "rotated")
    return Added(endpoint, secret)


@again
def switch(services: Services, brand: Brand, id_: str, *, on: bool) -> Endpoint:
    """Send to an endpoint again, or nothing more; what waited for it goes on its way then.

    Raises:
        NotFound: the brand has no such endpoint.
    """
    with services.store.write() as tx:
        endpoint, version = repo.endpoint(tx, brand.id, id_)
        endpoint = replace(endpoint, off="" if on else "It was switched off here.", failing=None)
        repo.save_endpoint(tx, endpoint, version)
        _note(services, tx, endpoint, "enabled" if on else "disabled")
    return endpoint


@again
def remove(services: Services, brand: Brand, id_: str) -> Endpoint:
    """Forget an endpoint, its secrets, and all that was on its way.

    Raises:
        NotFound: the brand has no such endpoint.
    """
    with services.store.write() as tx:
        endpoint, _ = repo.endpoint(tx, brand.id, id_)
        repo.remove_endpoint(tx, brand.id, id_)
        services.vault.forget_party(tx, brand.id, PartyId(id_))
        _note(services, tx, endpoint, "removed")
    return endpoint


def test(services: Services, brand: Brand, id_: str) -> Delivery:
    """Have an event that tells nothing on its way to an endpoint.

    Raises:
        NotFound: the brand has no such endpoint.
        BadInput: nothing is sent to it.
    """
    with services.store.write() as tx:
        _on(repo.endpoint(tx, brand.id, id_)[0])
        event = EventId(services.ids.new("evt"))
        return following.queue(services, tx, brand.id, id_, event, TEST)


@again
def retry(services: Services, brand: Brand, id_: str) -> Delivery:
    """Send a delivery again, now; where it arrived before, its receiver knows it by its id.

    Raises:
        NotFound: the brand has no such delivery.
        BadInput: nothing is sent to its endpoint.
    """
    with services.store.write() as tx:
        delivery, version = repo.delivery(tx, brand.id, id_)
        _on(repo.endpoint(tx, brand.id, delivery.endpoint)[0])
        after = replace(delivery, state=State.WAITING, due=services.clock.now(), tries=0)
        repo.save_delivery(tx, brand.id, after, version, was=delivery.due)
    return after


def _kinds(kinds: Collection[str]) -> tuple[str, ...]:
    unknown = set(kinds) - KINDS.keys()
    if unknown:
        raise BadInput(
            f"“{min(unknown)[:60]}” is not published", where="kinds", mend=f"Choose among {', '.join(KINDS)}."
        )
    return tuple(one for one in KINDS if not kinds or one in kinds)


def _on(endpoint: Endpoint) -> None:
    if endpoint.off:
        raise BadInput("nothing is sent to this webhook", where=endpoint.id, mend="Switch it on first.")


def _secret(services: Services, tx: Transaction, brand: Brand, id_: str) -> tuple[str, Secret]:
    """A fresh secret; the endpoint owns it, so that it is shredded with it."""
    secret = signing.fresh(services.rng)
    ref = services.vault.put(tx, brand.id, PartyId(id_), SECRET, secret)
    return secret, Secret(ref, services.clock.now())


def _note(services: Services, tx: Transaction, endpoint: Endpoint, deed: str) -> None:
    event = Event(
        id=EventId(services.ids.new("evt")),
        brand=endpoint.brand,
        kind=f"webhook.{deed}",
        at=services.clock.now(),
        party=PartyId(""),
        subject=endpoint.id,
        source="office",
        purpose="security",
        context={"kinds": list(endpoint.kinds)},
    )
    services.gate.collect(tx, event)
