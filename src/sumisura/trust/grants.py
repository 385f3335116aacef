"""Who agreed to what: grants as events, and the state they fold to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sumisura.journal.append import record
from sumisura.kernel import BadInput, BrandId, Event, EventId, Grant, Ids, PartyId, Span
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.trust.purposes import declared

GIVEN, WITHDRAWN = "grant.given", "grant.withdrawn"
KIND = "grants"


@dataclass(frozen=True, slots=True)
class Consents:
    """What one party agreed to in one brand, and ever agreed to.

    Args:
        grants: in the order they were given; an open one has no end.
        changed: the latest instant at which any was given or withdrawn, or None.
    """

    grants: tuple[Grant, ...] = ()
    changed: datetime | None = None

    def cover(self, event: Event, purpose: str, now: datetime) -> bool:
        """Whether the party agreed to that purpose for the event's source when it happened, and still does.

        The present is ``now``, or the latest change if this machine's clock runs behind it: a withdrawal
        recorded by one machine holds at once on another whose clock is late.
        """
        present = now if self.changed is None else max(now, self.changed)
        return all(may(self.grants, purpose, event.source, at) for at in (event.at, present))


def may(grants: Iterable[Grant], purpose: str, source: str, at: datetime) -> bool:
    """Whether those grants cover that purpose and source at that instant.

    Example:
        >>> from datetime import UTC
        >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> grant = Grant(BrandId("indigo"), PartyId("pty_1"), "personalise", "purchases", Span(noon), "v1")
        >>> may([grant], "personalise", "purchases", noon), may([grant], "personalise", "likes", noon)
        (True, False)
    """
    return any(grant.purpose == purpose and grant.source == source and at in grant.during for grant in grants)


def fold(events: Iterable[Event]) -> Consents:
    """The state that one party's events lead to, in the order they were recorded; others are passed over."""
    consents = Consents()
    for event in events:
        consents = step(consents, event)
    return consents


def step(consents: Consents, event: Event) -> Consents:
    """The state after one more event.

    Giving again while a grant is open closes it and opens one under the new text. An end never comes
    before its start, whatever the clocks say: a withdrawal always closes.
    """
    if event.kind not in {GIVEN, WITHDRAWN}:
        return consents
    purpose, source = str(event.context["purpose"]), str(event.context["source"])
    at = event.at if consents.changed is None else max(event.at, consents.changed)
    grants = tuple(_closed(grant, purpose, source, at) for grant in consents.grants)
    if event.kind == GIVEN:
        text = str(event.context["text"])
        grants += (Grant(event.brand, event.party, purpose, source, Span(at), text),)
    return Consents(grants, at)


def _closed(grant: Grant, purpose: str, source: str, at: datetime) -> Grant:
    if (grant.purpose, grant.source, grant.during.end) != (purpose, source, None):
        return grant
    return replace(grant, during=Span(grant.during.start, at))


@dataclass(frozen=True, slots=True)
class Grants:
    """Gives and withdraws: one event each, and the folded state beside it in the same transaction.

    Args:
        ids: names the events, and its clock dates them.
    """

    ids: Ids

    def of(self, tx: Transaction, brand: BrandId, party: PartyId) -> Consents:
        """What that party agreed to in that brand."""
        found = tx.records.get(brand, KIND, party)
        return Consents() if found is None else decode(found.body, Consents)

    def give(
        self,
        tx: Transaction,
        brand: BrandId,
        party: PartyId,
        purpose: str,
        source: str,
        text: str,
        *,
        since: datetime | None = None,
    ) -> Consents:
        """Record that the party agrees; idempotent while it already stands under the same text.

        Args:
            tx: a unit of work that may write.
            brand: to whom it agrees.
            party: who agrees.
            purpose: a declared purpose that rests on consent.
            source: the one source of signals it agrees to.
            text: the version of the words it was shown.
            since: when it agreed, if that was elsewhere and before: at the till, in another shop. Never earlier
                than the latest change that is known, so it cannot undo a withdrawal of the past.

        Raises:
            UndeclaredPurpose: there is no such purpose.
            BadInput: the purpose does not rest on consent, so there is nothing to agree to.
            Stale: another request changed this party's grants meanwhile.
        """
        return self.give_all(tx, brand, party, [(purpose, source)], text, since=since)

    def give_all(
        self,
        tx: Transaction,
        brand: BrandId,
        party: PartyId,
        agreed: Sequence[tuple[str, str]],
        text: str,
        *,
        since: datetime | None = None,
    ) -> Consents:
        """Record that the party agrees to several things at once: as ``give`` for each, and all or none.

        Args:
            agreed: (purpose, source) pairs.

        Raises:
            UndeclaredPurpose, BadInput, Stale: as ``give``.
        """
        now = self.ids.clock.now()
        for purpose in {purpose for purpose, _ in agreed}:
            if not declared(purpose, now).needs_consent:
                raise BadInput(
                    f'"{purpose}" does not rest on consent',
                    where="purpose",
                    mend="Ask only for what a person may refuse.",
                )
        consents = self.of(tx, brand, party)
        fresh = [pair for pair in dict.fromkeys(agreed) if not _open(consents.grants, *pair, text)]
        said = [{"purpose": purpose, "source": source, "text": text} for purpose, source in fresh]
        if since is not None:
            said = [one | {"recorded": now.isoformat()} for one in said]
        at = now if since is None else min(since, now)
        return self._write(tx, brand, party, GIVEN, said, at) if said else consents

    def withdraw(
        self, tx: Transaction, brand: BrandId, party: PartyId, purpose: str, source: str
    ) -> Consents:
        """Record that the party takes its agreement back; holds from this transaction's commit on.

        Idempotent, and never refused for what the purpose is or was.

        Raises:
            Stale: another request changed this party's grants meanwhile; repeat.
        """
        consents = self.of(tx, brand, party)
        if not _open(consents.grants, purpose, source):
            return consents
        said = [{"purpose": purpose, "source": source}]
        return self._write(tx, brand, party, WITHDRAWN, said, self.ids.clock.now())

    def forget(self, tx: Transaction, brand: BrandId, party: PartyId) -> None:
        """Forget what a party agreed to; the proof of it in the journal is another's to erase (``trust.erasure``)."""
        tx.records.delete(brand, KIND, party)

    def _write(
        self,
        tx: Transaction,
        brand: BrandId,
        party: PartyId,
        kind: str,
        said: Iterable[Mapping[str, str]],
        at: datetime,
    ) -> Consents:
        found = tx.records.get(brand, KIND, party)
        events = [self._event(brand, party, kind, context, at) for context in said]
        record(tx, *events)
        consents = Consents() if found is None else decode(found.body, Consents)
        for event in events:
            consents = step(consents, event)
        version = 0 if found is None else found.version
        tx.records.put(brand, KIND, party, encode(consents), version=version)
        return consents

    def _event(
        self, brand: BrandId, party: PartyId, kind: str, context: Mapping[str, str], at: datetime
    ) -> Event:
        return Event(
            id=EventId(self.ids.new("evt")),
            brand=brand,
            kind=kind,
            at=at,
            party=party,
            subject=party,
            source="consent",
            purpose="consent",
            context=context,
        )


def _open(grants: Sequence[Grant], purpose: str, source: str, text: str | None = None) -> bool:
    return any(
        (grant.purpose, grant.source, grant.during.end) == (purpose, source, None)
        and text in {None, grant.text}
        for grant in grants
    )
