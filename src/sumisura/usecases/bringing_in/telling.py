"""From what somebody did elsewhere to signals: by pseudonym, about items we know, at a time that can be."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sumisura.files.rows import Row
from sumisura.kernel import BadInput, Brand, PartyId
from sumisura.taste.imports.deeds import Deed
from sumisura.taste.imports.mapping import Plan
from sumisura.taste.model import ItemId, Signal
from sumisura.trust.pseudonyms import fingerprint
from sumisura.trust.purposes import PURPOSES
from sumisura.trust.sources import SOURCES
from sumisura.usecases.bringing_in.known import Known
from sumisura.usecases.services import Services
from sumisura.usecases.tasting.signals import PERSONALISE, REFUSED, WISHES

AT_HAND = 50_000
"""Pseudonyms that are kept at hand."""
AHEAD = timedelta(days=1)
"""How far a clock may run ahead; what it says is then taken for now."""


@dataclass(frozen=True, slots=True)
class Told:
    """A deed, and the signals it gives.

    Args:
        party: whose it is, by pseudonym.
        signals: one, or one for each quality where the item itself is not known.
        ahead: its clock ran ahead of ours.
    """

    deed: Deed
    party: PartyId
    signals: tuple[Signal, ...]
    ahead: bool = False

    @property
    def on_tokens(self) -> bool:
        """Whether it was kept on the qualities of an item that is not known."""
        return self.signals[0].item != self.deed.item


@dataclass(frozen=True, slots=True)
class Teller:
    """Turns a brand's deeds into signals.

    Args:
        plan: how rows were understood; names the columns in what is said of a bad one.
        known: its items.
        parties: pseudonyms at hand.
    """

    services: Services
    brand: Brand
    plan: Plan
    known: Known
    parties: dict[str, PartyId] = field(default_factory=dict, repr=False)

    def told(self, deed: Deed) -> Told:
        """The signals of a deed.

        Raises:
            BadInput: it is about nothing we know, too old to be kept, or has not happened yet.
        """
        now = self.services.clock.now()
        party = self._party(deed.customer)
        items = self._items(deed)
        self._check(deed, now)
        id_ = self._id(deed, party)
        signals = (
            Signal(
                id=id_ if len(items) == 1 else fingerprint(self.services.keyring, self.brand.id, id_, item),
                at=min(deed.at, now),
                source=deed.source,
                item=ItemId(item),
                what=deed.what,
                value=deed.value,
                weight=deed.weight / len(items),
            )
            for item in items
        )
        return Told(deed, party, tuple(signals), ahead=deed.at > now)

    def whose(self, row: Row) -> PartyId:
        """The pseudonym a row is about, though nothing else of it can be used; "" where it names nobody."""
        named = self._named(row)
        return self._party(named) if named else PartyId("")

    def meet(self, rows: Iterable[Row]) -> None:
        """Have the pseudonyms of whom these rows name at hand, looked up at once."""
        self._meet({self._named(row) for row in rows} - {""})

    def _named(self, row: Row) -> str:
        named = self.plan.text(row, "customer")
        return named.casefold() if "@" in named else named

    def _party(self, customer: str) -> PartyId:
        if customer not in self.parties:
            self._meet({customer})
        return self.parties[customer]

    def _meet(self, customers: frozenset[str] | set[str]) -> None:
        """Those met before are not asked for again: a file is often in the order of its customers."""
        if customers <= self.parties.keys():
            return
        if len(self.parties) >= AT_HAND:
            self.parties.clear()
        with self.services.store.read() as tx:
            fresh = customers - self.parties.keys()
            self.parties.update(self.services.erasures.parties(tx, self.brand.id, fresh))

    def _items(self, deed: Deed) -> tuple[str, ...]:
        """The item, if it is known; else those of its qualities that are."""
        if deed.item in self.known:
            return (deed.item,)
        tokens = tuple(token for token in deed.tokens if token in self.known)
        if not tokens:
            what = f'there is no item "{deed.item[:60]}"' if deed.item else "no item has such qualities"
            raise BadInput(what, where=self.plan.place("item"), mend=self.known.mend(deed.item))
        return tokens

    def _check(self, deed: Deed, now: datetime) -> None:
        kept = PURPOSES[WISHES if deed.what == REFUSED else PERSONALISE].keep_days
        days = min(kept, SOURCES[deed.source].keep_days)
        day = f"{self.brand.local(deed.at):%Y-%m-%d}"
        if now - deed.at > timedelta(days=days):
            what = f"{day} is more than the {days} days ago that {deed.source} is kept"
            raise BadInput(what, where=self.plan.place("at"), mend="Leave the row out.")
        if deed.at - now > AHEAD:
            what, mend = f"{day} has not come yet", "Set the clock right that wrote it."
            raise BadInput(what, where=self.plan.place("at"), mend=mend)

    def _id(self, deed: Deed, party: PartyId) -> str:
        """Its own id within its origin, else what makes it this event: who, what about, what, and when."""
        own = ("given", deed.origin, deed.given) if deed.given else ()
        parts = own or ("stable", party, deed.item, *deed.tokens, deed.what, deed.at.isoformat())
        return fingerprint(self.services.keyring, self.brand.id, *parts)
