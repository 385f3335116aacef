"""A member of a brand's staff."""

from dataclasses import dataclass, field

from sumisura.kernel import BrandId, PartyId, Role, VaultRef


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who signs in to a brand's back office.

    Args:
        id: the pseudonym under which they act.
        brand: whose staff they are; someone who works for two brands is two members.
        roles: of owner, operator and maker.
        email: where the vault keeps the address they sign in with.
        password: its argon2id hash in PHC form, with parameters and salt; never shown by ``repr``.
        active: False once they have left.
    """

    id: PartyId
    brand: BrandId
    roles: frozenset[Role]
    email: VaultRef
    password: str = field(repr=False)
    active: bool = True
