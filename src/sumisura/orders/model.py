"""What is offered, and where it waits to be bought."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sumisura.kernel import BrandId, Configuration, Money, PartyId, Quote, VaultRef


@dataclass(frozen=True, slots=True)
class Personal:
    """One personal value by reference.

    Args:
        ref: where it lies in trust's vault.
        digest: a salted HMAC of it: equal for equal values, and says nothing else.
    """

    ref: VaultRef
    digest: str


@dataclass(frozen=True, slots=True)
class Claims:
    """One design with its price, as a brand offers it: what a configuration token says.

    Args:
        id: unique to this offer.
        brand: who offers.
        issued: when, on a whole second.
        expires: the instant from which the price no longer binds, on a whole second.
        family_name: the family's name within the brand.
        configuration: every choice, and the digest of the family revision.
        fields: field name → what was written, where it is not personal.
        personal: field name → reference and digest of what was written, where it is.
        total: the gross price of ONE.
        destination: the country whose tax was shown.
        book: the revision of the price book.
    """

    id: str
    brand: BrandId
    issued: datetime
    expires: datetime
    family_name: str
    configuration: Configuration
    total: Money
    destination: str
    book: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    personal: Mapping[str, Personal] = field(default_factory=dict)

    @property
    def design(self) -> str:
        """Names what is to be made: equal exactly when every choice and every written word is equal.

        The family counts by name, not by revision: a new price does not make another design.
        """
        digests = {name: value.digest for name, value in self.personal.items()}
        return _digest(self.brand, self.family_name, self.configuration.chosen, dict(self.fields), digests)

    @property
    def terms(self) -> str:
        """Names what is to be made, of which revision and at what price: what one cart line may hold."""
        price = (self.total.amount, self.total.currency, self.destination, self.book)
        return _digest(self.design, self.configuration.family, price)


@dataclass(frozen=True, slots=True)
class CartLine:
    """One offer and how many of it.

    Args:
        token: the signed configuration token.
        claims: what it says.
        quote: the lines behind its price, of ONE.
        quantity: at least 1.
    """

    token: str
    claims: Claims
    quote: Quote
    quantity: int

    @property
    def id(self) -> str:
        """Names the line within its cart: two lines of one cart never have the same terms."""
        return self.claims.terms

    @property
    def total(self) -> Money:
        """The price of all of them, tax included."""
        return self.claims.total * self.quantity

    def expired(self, at: datetime) -> bool:
        """Whether its price no longer binds: it must be quoted anew before it can be bought."""
        return at >= self.claims.expires


@dataclass(frozen=True, slots=True)
class Cart:
    """What a party means to buy from a brand."""

    brand: BrandId
    party: PartyId
    lines: tuple[CartLine, ...] = ()

    def line(self, id_: str) -> CartLine | None:
        """The line of that id, or None."""
        return next((line for line in self.lines if line.id == id_), None)


def _digest(*parts: object) -> str:
    """SHA-256 over canonical JSON, so that no two contents share their bytes."""
    canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
