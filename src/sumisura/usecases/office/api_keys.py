"""Keys for programs: made, listed and revoked by whoever runs the brand; each deed is in the journal."""

from collections.abc import Collection, Sequence

from sumisura.kernel import Brand, Event, EventId, PartyId
from sumisura.store.ports import Transaction
from sumisura.trust import api_keys
from sumisura.trust.api_keys import ApiKey, Scope
from sumisura.usecases.services import Services


def add(services: Services, brand: Brand, name: str, scopes: Collection[Scope]) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown now and never again.

    Raises:
        BadInput: it has no name, or may do nothing.
    """
    with services.store.write() as tx:
        key, secret = api_keys.make(tx, services.ids, services.rng, brand.id, name, scopes)
        _note(services, tx, key, "api_key.made")
    return key, secret


def revoke(services: Services, brand: Brand, id_: str) -> ApiKey:
    """Let a key open nothing from now on, in every process.

    Args:
        id_: its id; or all of the key, as whoever found it lying about has it.

    Raises:
        NotFound: the brand has no such key.
    """
    with services.store.write() as tx:
        key = api_keys.revoke(tx, brand.id, api_keys.id_of(id_), services.clock.now())
        _note(services, tx, key, "api_key.revoked")
    return key


def every(services: Services, brand: Brand) -> Sequence[ApiKey]:
    """All keys of a brand, the latest first; revoked ones, too."""
    with services.store.read() as tx:
        return api_keys.every(tx, brand.id)


def _note(services: Services, tx: Transaction, key: ApiKey, kind: str) -> None:
    event = Event(
        id=EventId(services.ids.new("evt")),
        brand=key.brand,
        kind=kind,
        at=services.clock.now(),
        party=PartyId(""),
        subject=key.id,
        source="office",
        purpose="security",
        context={"scopes": [str(scope) for scope in key.scopes]},
    )
    services.gate.collect(tx, event)
