"""Who signs in to a back office: listed, given another role, let in no more. What changes ends their sessions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sumisura.kernel import BrandId, Role
from sumisura.store.ports import Transaction
from sumisura.trust.members import Member
from sumisura.usecases import brands
from sumisura.usecases.services import Services


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff with the address they sign in with."""

    email: str
    roles: Sequence[Role]
    active: bool


def every(services: Services, brand: str) -> Sequence[Colleague]:
    """All staff of a brand, those who left included, in the order they came.

    Raises:
        NotFound: there is no such brand.
    """
    with services.store.read() as tx:
        shop = brands.load(tx, BrandId(brand))
        return [
            Colleague(services.vault.get(tx, shop.id, one.email), sorted(one.roles), one.active)
            for one in services.staff.every(tx, shop.id)
        ]


def set_role(services: Services, brand: str, email: str, role: Role) -> int:
    """Give someone another role; says how many sessions ended.

    Raises:
        NotFound: there is no such brand, or nobody with that address.
        BadInput: it is no role of staff, or the brand would have no owner left.
    """
    return _changed(
        services, brand, email, lambda tx, who: services.staff.set_roles(tx, who.brand, who.id, {role})
    )


def set_active(services: Services, brand: str, email: str, *, active: bool) -> int:
    """Let someone in no more, or again; says how many sessions ended.

    Raises:
        NotFound: there is no such brand, or nobody with that address.
        BadInput: the brand would have no owner left.
    """
    return _changed(
        services, brand, email, lambda tx, who: services.staff.set_active(tx, who.brand, who.id, active)
    )


def set_password(services: Services, brand: str, email: str, password: str) -> int:
    """Give someone a new password; says how many sessions ended.

    Raises:
        NotFound: there is no such brand, or nobody with that address.
        BadInput: it is too weak.
    """
    return _changed(
        services, brand, email, lambda tx, who: services.staff.set_password(tx, who.brand, who.id, password)
    )


def sign_out(services: Services, brand: str, email: str) -> int:
    """End every session of someone; says how many there were.

    Raises:
        NotFound: there is no such brand, or nobody with that address.
    """
    return _changed(services, brand, email, lambda _, who: who)


def _changed(
    services: Services, brand: str, email: str, change: Callable[[Transaction, Member], Member]
) -> int:
    """The change and the end of their sessions, in one unit of work."""
    with services.store.write() as tx:
        shop = brands.load(tx, BrandId(brand))
        member = change(tx, services.staff.named(tx, shop.id, email))
        return services.sessions.close_all(tx, shop.id, member.id)
