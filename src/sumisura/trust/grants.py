"""Who agreed to what: grants as events, and the state they fold to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from sumisura.journal.append import record
from sumisura.kernel import BadInput, BrandId, Event, EventId, Grant, Ids, PartyId, Span, SumisuraError
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.trust import texts
from sumisura.trust.purposes import PERSONALISE, declared
from sumisura.trust.sources import SOURCES
from sumisura.trust.texts import Pair

GIVEN, WITHDRAWN, KEPT = "grant.given", "grant.withdrawn", "grant.kept"
"""Given; taken back; kept as it was when its words changed."""
PAUSED, RESUMED = "grant.paused", "grant.resumed"
"""Restriction of processing (GDPR Art. 18): what rests on consent is neither used nor added to, and nothing is deleted."""
KIND = "grants"


class WithdrawnMeanwhile(SumisuraError):
    """A form comes from a page on which something was agreed to that has been taken back since.

    Args:
        sources: their titles.
    """

    code: ClassVar[str] = "withdrawn_meanwhile"
    status: ClassVar[int] = 409

    def __init__(self, sources: Iterable[str]) -> None:
        self.sources = tuple(sources)
        named = " and ".join(f"“{SOURCES[one].title}”" for one in self.sources)
        super().__init__(
            f"{named} was withdrawn after this page was opened, here or on another device, so nothing was kept or "
            "used. Open the page again: it shows what holds now."
        )


@dataclass(frozen=True, slots=True)
class Consents:
    """What one party agreed to in one brand, and ever agreed to.

    Args:
        grants: in the order they were given; an open one has no end.
        changed: the latest instant at which any was given or withdrawn, or None.
        answered: the latest version of the words to which they said that the old ones shall hold; "" for none.
        paused: they asked that nothing be used until they say so; their grants stand meanwhile.
    """

    grants: tuple[Grant, ...] = ()
    changed: datetime | None = None
    answered: str = ""
    paused: bool = False

    def cover(self, event: Event, purpose: str, now: datetime) -> bool:
        """Whether the party agreed to that purpose for the event's source when it happened, and still does; never while paused.

        The present is ``now``, or the latest change if this machine's clock runs behind it: a withdrawal
        recorded by one machine holds at once on another whose clock is late.
        """
        return self.covers(purpose, event.source, event.at, now)

    def covers(self, purpose: str, source: str, happened: datetime, now: datetime) -> bool:
        """As ``cover``, of anything that happened then: under words that said so then, and for as long as they say."""
        if self.paused:
            return False
        present = now if self.changed is None else max(now, self.changed)
        mine = [grant for grant in self.grants if (grant.purpose, grant.source) == (purpose, source)]
        return any(happened in one.during and texts.says(one, happened) for one in mine) and any(
            present in one.during and texts.within(one, happened, present) for one in mine
        )

    @property
    def open(self) -> frozenset[Pair]:
        """What they agree to as it stands."""
        return frozenset((one.purpose, one.source) for one in self.grants if one.during.end is None)

    @property
    def stamp(self) -> str:
        """What is open, for a page to carry: ``since`` says what of it was withdrawn by the time its form comes.

        One bit for each thing that the latest words ask for, in their order, and their version: words never change, so
        a page reads the same after an update of the shop that asks for more.

        Example:
            >>> Consents().stamp, Consents().since("2026-11:1"), Consents().since("no stamp")
            ('2026-11:0', frozenset({('personalise', 'stated')}), frozenset())
        """
        text = list(texts.TEXTS.values())[-1]
        bits = sum(1 << bit for bit, pair in enumerate(text.pairs()) if pair in self.open)
        return f"{text.version}:{bits:x}"

    def since(self, stamp: str) -> frozenset[Pair]:
        """What was open when a page with that stamp was made, and is no longer; nothing where it bears none of ours."""
        version, _, said = stamp.partition(":")
        text = texts.TEXTS.get(version)
        try:
            bits = int(said, 16)
        except ValueError:
            return frozenset()
        asked = text.pairs() if text else ()
        return frozenset(pair for bit, pair in enumerate(asked) if bits >> bit & 1) - self.open

    def heed(self, stamp: str, pairs: Iterable[Pair]) -> None:
        """Stop what would rest on one of these pairs though it was withdrawn since the page with that stamp was made.

        Raises:
            WithdrawnMeanwhile: one was, or its source altogether.
        """
        gone = self.since(stamp)
        over = sorted(
            {source for purpose, source in pairs if {(purpose, source), (PERSONALISE, source)} & gone}
        )
        if over:
            raise WithdrawnMeanwhile(over)


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
    before its start, whatever the clocks say: a withdrawal always closes. What was given elsewhere and before starts
    then, but never before that very thing was last taken back.
    """
    if event.kind == KEPT:
        return replace(consents, answered=str(event.context["text"]))
    if event.kind in {PAUSED, RESUMED}:
        return replace(consents, paused=event.kind == PAUSED)
    if event.kind not in {GIVEN, WITHDRAWN}:
        return consents
    purpose, source = str(event.context["purpose"]), str(event.context["source"])
    at = event.at if consents.changed is None else max(event.at, consents.changed)
    grants = tuple(_closed(grant, purpose, source, at) for grant in consents.grants)
    if event.kind == GIVEN:
        elsewhere = "recorded" in event.context
        start = _no_earlier(consents.grants, (purpose, source), event.at) if elsewhere else at
        text, despite = str(event.context["text"]), str(event.context.get("despite", ""))
        grants += (Grant(event.brand, event.party, purpose, source, Span(start), text, despite),)
    return replace(consents, grants=grants, changed=at)


def _no_earlier(grants: Iterable[Grant], pair: Pair, at: datetime) -> datetime:
    """That instant, or the last at which the pair was taken back: an end at which nothing else of it stood."""
    mine = [grant.during for grant in grants if (grant.purpose, grant.source) == pair]
    ends = (one.end for one in mine if one.end is not None)
    return max([at, *(end for end in ends if not any(end in other for other in mine))])


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
                than that very agreement was last taken back, so it cannot undo a withdrawal of the past.

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
        despite: str = "",
    ) -> Consents:
        """Record that the party agrees to several things at once: as ``give`` for each, and all or none.

        Args:
            agreed: (purpose, source) pairs.
            despite: the browser's own refusal that is on all the same; what was given without it is confirmed.
            since: as in ``give``; what stands from later on is given anew, to reach as far back.

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
        at = now if since is None else min(since, now)
        fresh = [
            pair
            for pair in dict.fromkeys(agreed)
            if not _open(consents.grants, pair, text, despite, None if since is None else at)
        ]
        said = [{"purpose": purpose, "source": source, "text": text} for purpose, source in fresh]
        if despite:
            said = [one | {"despite": despite} for one in said]
        if since is not None:
            said = [one | {"recorded": now.isoformat()} for one in said]
        return self._write(tx, brand, party, GIVEN, said, at) if said else consents

    def withdraw(
        self, tx: Transaction, brand: BrandId, party: PartyId, purpose: str, source: str
    ) -> Consents:
        """Record that the party takes its agreement back; holds from this transaction's commit on.

        Idempotent, and never refused for what the purpose is or was.

        Raises:
            Stale: another request changed this party's grants meanwhile; repeat.
        """
        return self.withdraw_all(tx, brand, party, [(purpose, source)])

    def withdraw_all(
        self, tx: Transaction, brand: BrandId, party: PartyId, pairs: Iterable[Pair], *, why: str = ""
    ) -> Consents:
        """As ``withdraw``, of several (purpose, source) pairs at once; ``why`` is kept where the person did not press it."""
        consents = self.of(tx, brand, party)
        said = [{"purpose": one, "source": source} for one, source in pairs if (one, source) in consents.open]
        if why:
            said = [one | {"why": why} for one in said]
        return self._write(tx, brand, party, WITHDRAWN, said, self.ids.clock.now()) if said else consents

    def keep_old(self, tx: Transaction, brand: BrandId, party: PartyId, text: str) -> Consents:
        """Record that they were asked about those new words, and want what they agreed to before to hold: ask no more."""
        if self.of(tx, brand, party).answered == text:
            return self.of(tx, brand, party)
        return self._write(tx, brand, party, KEPT, [{"text": text}], self.ids.clock.now())

    def forget(self, tx: Transaction, brand: BrandId, party: PartyId) -> None:
        """Forget what a party agreed to; the proof of it in the journal is another's to erase (``trust.erasure``)."""
        tx.records.delete(brand, KIND, party)

    def pause(self, tx: Transaction, brand: BrandId, party: PartyId, *, on: bool) -> Consents:
        """Record that nothing of theirs is to be used until they say so, or that they say so now; idempotent.

        Raises:
            Stale: another request changed this party's grants meanwhile; repeat.
        """
        consents = self.of(tx, brand, party)
        if consents.paused == on:
            return consents
        return self._write(tx, brand, party, PAUSED if on else RESUMED, [{}], self.ids.clock.now())

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


def _open(grants: Sequence[Grant], pair: Pair, text: str, despite: str, since: datetime | None) -> bool:
    """Whether it stands under these very words, as far back as can be and in spite of a browser that refuses."""
    return any(
        (grant.purpose, grant.source, grant.during.end, grant.text) == (*pair, None, text)
        and (not despite or grant.despite == despite)
        and (since is None or grant.during.start <= _no_earlier(grants, pair, since))
        for grant in grants
    )
