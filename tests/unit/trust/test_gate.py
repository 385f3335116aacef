"""The gate: what goes in, who reads what, and that a withdrawal holds at once (S37, S98)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.journal.append import record
from sumisura.kernel import BadInput, BrandId, Event, EventId, FixedClock, Ids, PartyId, Rng, Stale
from sumisura.store.ports import Entry, Store, Transaction
from sumisura.trust.admission import Refused
from sumisura.trust.gate import REFUSED, Gate, Reading
from sumisura.trust.grants import GIVEN, WITHDRAWN, Consents, Grants, fold, may
from sumisura.trust.purposes import PURPOSES, Basis, UndeclaredPurpose, declared

ADA, BEN = PartyId("pty_ada"), PartyId("pty_ben")
PARTIES = (ADA, BEN)
SOURCES = ("purchases", "likes")
CONSENTED = ("personalise", "survey", "research")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class House:
    """A gate over a real store, with a brand, a clock and a seed of its own."""

    def __init__(self, store: Store, brand: BrandId) -> None:
        self.store, self.brand = store, brand
        self.clock = FixedClock(START)
        self.ids = Ids(self.clock, Rng(brand))
        self.reported: list[Event] = []
        self.gate = Gate(self.ids, self.reported.append)
        self.grants = Grants(self.ids)

    def event(
        self, purpose: str, source: str = "purchases", party: PartyId = ADA, **context: object
    ) -> Event:
        id_ = EventId(self.ids.new("evt"))
        return Event(id_, self.brand, "test", self.clock.now(), party, "dsn_1", source, purpose, context)

    def record(self, *events: Event) -> None:
        with self.store.write(durable=False) as tx:
            record(tx, *events)

    def collect(self, *events: Event, personal: frozenset[str] = frozenset()) -> tuple[Refused, ...]:
        with self.store.write(durable=False) as tx:
            return self.gate.collect(tx, *events, personal=personal)

    def give(self, purpose: str, source: str = "purchases", party: PartyId = ADA, text: str = "v1") -> None:
        with self.store.write(durable=False) as tx:
            self.grants.give(tx, self.brand, party, purpose, source, text)

    def withdraw(self, purpose: str, source: str = "purchases", party: PartyId = ADA) -> None:
        with self.store.write(durable=False) as tx:
            self.grants.withdraw(tx, self.brand, party, purpose, source)

    def pause(self, party: PartyId, *, on: bool) -> None:
        with self.store.write(durable=False) as tx:
            self.grants.pause(tx, self.brand, party, on=on)

    def of(self, party: PartyId = ADA) -> Consents:
        with self.store.read() as tx:
            return self.grants.of(tx, self.brand, party)

    def read(self, purpose: str, *, after: int = 0, limit: int = 1000) -> Reading:
        with self.store.read() as tx:
            return self.gate.read(tx, self.brand, purpose, after=after, limit=limit)

    def seen(self, purpose: str) -> list[EventId]:
        return [entry.event.id for entry in self.read(purpose).entries]

    def journal(self) -> list[Event]:
        with self.store.read() as tx:
            return [entry.event for entry in tx.ledger.read(self.brand)]


@pytest.fixture
def house(store: Store, brand: BrandId) -> House:
    return House(store, brand)


# What goes in.


def test_an_undeclared_purpose_is_refused_and_logged(house: House) -> None:
    (refusal,) = house.collect(house.event("politics"))
    assert refusal.why == "undeclared"
    (logged,) = house.journal()
    assert (logged.kind, logged.purpose, logged.context["purpose"]) == (REFUSED, "security", "politics")


def test_a_signal_nobody_agreed_to_is_refused_and_logged(house: House) -> None:
    house.give("personalise", "likes")
    refused = house.collect(house.event("personalise", "likes"), house.event("personalise", "purchases"))
    assert [(each.why, each.detail) for each in refused] == [("no consent", "purchases")]
    kinds = [event.kind for event in house.journal()]
    assert kinds == [GIVEN, "test", REFUSED]


def test_a_friends_consent_is_not_mine(house: House) -> None:
    house.give("personalise", "likes", BEN)
    (refusal,) = house.collect(house.event("personalise", "likes", ADA))
    assert refusal.why == "no consent"


def test_what_happened_before_the_consent_is_not_taken_in_later(house: House) -> None:
    before = house.event("personalise")
    house.clock.advance(seconds=1)
    house.give("personalise")
    assert [each.why for each in house.collect(before, house.event("personalise"))] == ["no consent"]


@pytest.mark.parametrize(
    "context",
    [
        {"engraving": "Ada"},
        {"Engraving": "Ada"},
        {"deep": [{"recipient": {"first": "Ada"}}]},
        {"address": ["Via Roma 1"]},
        {"phone": 393331234567},
        {"waist": 84},
        {"note": "write to ada@example.org"},
        {"email": "vlt_1"},
    ],
)
def test_personal_words_are_refused_and_not_repeated(house: House, context: dict[str, object]) -> None:
    (refusal,) = house.collect(house.event("visit", **context), personal=frozenset({"waist"}))
    assert refusal.why == "personal"
    (logged,) = house.journal()
    assert logged.kind == REFUSED
    told = str(logged.context)
    assert not any(word in told for word in ("Ada", "Roma", "39333", "84", "example.org"))


def test_what_a_refused_event_was_called_is_not_repeated_either(house: House) -> None:
    event = house.event("ada@example.org")
    house.collect(event)
    (logged,) = house.journal()
    assert "ada@" not in str(logged)


def test_references_digests_and_harmless_words_pass(house: House) -> None:
    reference, digest = f"vlt_{7:032x}", f"{7:064x}"
    event = house.event("visit", engraving=reference, email=digest, wash="raw", price=8400, nothing=None)
    assert house.collect(event) == ()
    assert [each.context for each in house.journal()] == [event.context]


def test_admit_alone_raises_writes_nothing_here_and_reports(house: House) -> None:
    with house.store.write() as tx, pytest.raises(Refused, match="Ask the person first"):
        house.gate.admit(tx, house.event("personalise"))
    assert house.journal() == []
    assert [(each.kind, each.context["why"]) for each in house.reported] == [(REFUSED, "no consent")]


# Who reads what.


def test_a_visit_profiles_nobody(house: House) -> None:
    for purpose in CONSENTED:
        house.give(purpose, "visit")
    visit = house.event("visit", "visit")
    house.record(visit)
    assert [purpose for purpose in PURPOSES if visit.id in house.seen(purpose)] == ["visit"]


def test_withdrawing_never_stops_the_making_of_what_was_bought(house: House) -> None:
    house.give("personalise")
    order = house.event("order")
    house.record(order)
    assert house.seen("personalise") == [order.id]
    house.withdraw("personalise")
    assert house.seen("personalise") == []
    assert house.seen("order") == house.seen("accounts") == [order.id]


def test_a_withdrawal_holds_on_a_machine_whose_clock_is_late(house: House) -> None:
    house.give("personalise")
    house.record(house.event("order"))
    house.clock.advance(seconds=5)
    house.withdraw("personalise")
    house.clock.advance(seconds=-3)
    assert house.seen("personalise") == []


def test_a_withdrawal_closes_even_if_the_clock_went_back(house: House) -> None:
    house.give("personalise")
    house.clock.advance(hours=-1)
    house.withdraw("personalise")
    (grant,) = house.of().grants
    assert grant.during.start == grant.during.end == START


def test_what_was_collected_for_one_consent_needs_it_still_when_read_for_another(house: House) -> None:
    house.give("survey")
    house.give("research")
    answer = house.event("survey")
    house.record(answer)
    assert house.seen("research") == [answer.id]
    house.withdraw("survey")
    assert house.seen("research") == []


def test_another_brand_sees_nothing(house: House, store: Store) -> None:
    house.give("personalise")
    house.record(house.event("order"), house.event("visit"))
    other = House(store, BrandId(house.ids.new("brand")))
    other.give("personalise")
    assert [other.seen(purpose) for purpose in PURPOSES if purpose != "consent"] == [[]] * (len(PURPOSES) - 1)
    assert other.of(BEN) == Consents()


def test_a_grant_in_one_brand_is_none_in_another(house: House, store: Store) -> None:
    other = House(store, BrandId(house.ids.new("brand")))
    other.give("personalise")
    house.record(house.event("order"))
    assert house.seen("personalise") == []


def test_reading_for_an_undeclared_purpose_is_refused_and_reported(house: House) -> None:
    house.record(house.event("order"))
    with pytest.raises(UndeclaredPurpose, match="politics"):
        house.read("politics")
    with pytest.raises(UndeclaredPurpose):
        house.gate.follow(house.store, house.brand, "r", "politics", lambda _tx, _event: None)
    assert [(each.kind, each.brand, each.context["purpose"]) for each in house.reported] == [
        (REFUSED, house.brand, "politics")
    ] * 2


def test_events_of_a_purpose_nobody_declares_any_more_are_seen_by_no_one(house: House) -> None:
    house.record(house.event("astrology"))
    assert [house.seen(purpose) for purpose in PURPOSES] == [[]] * len(PURPOSES)


def test_pages_go_on_past_what_is_withheld(house: House) -> None:
    events = [house.event("visit" if number % 3 else "order") for number in range(20)]
    house.record(*events)
    found: list[Entry] = []
    position, passed = 0, 1
    while passed:
        reading = house.read("order", after=position, limit=2)
        found += reading.entries
        position, passed = reading.position, reading.passed
    assert [entry.event for entry in found] == events[::3]


# Followers.


def test_a_follower_counts_each_event_once_though_it_fails_half_way(house: House) -> None:
    events = [house.event("order") for _ in range(7)]
    house.record(*events)
    fails = iter([False, False, True, False, True])

    def count(tx: Transaction, event: Event) -> None:
        tx.records.put(house.brand, "count", event.id, b"1", version=0)
        if next(fails, False):
            raise RuntimeError("power cut")

    for _ in range(20):
        try:
            house.gate.follow(house.store, house.brand, "counter", "order", count, limit=3)
        except RuntimeError:
            continue
    with house.store.read() as tx:
        counted = {each.id for each in tx.records.page(house.brand, "count")}
    assert counted == {event.id for event in events}
    assert next(fails, None) is None
    assert house.gate.follow(house.store, house.brand, "counter", "order", count) == 0


def test_followers_have_cursors_of_their_own(house: House, store: Store) -> None:
    other = House(store, BrandId(house.ids.new("brand")))
    for each in (house, other):
        each.record(each.event("order"))
    seen: list[tuple[str, BrandId]] = []

    def follow(each: House, name: str) -> None:
        each.gate.follow(
            store, each.brand, name, "order", lambda _tx, event: seen.append((name, event.brand))
        )

    for each in (house, other):
        follow(each, "one")
        follow(each, "two")
        follow(each, "two")
    assert seen == [(name, each.brand) for each in (house, other) for name in ("one", "two")]


# Grants.


def test_there_is_nothing_to_agree_to_where_a_contract_or_the_law_is_the_basis(house: House) -> None:
    for name, purpose in PURPOSES.items():
        if purpose.basis is not Basis.CONSENT:
            with pytest.raises(BadInput, match="does not rest on consent"):
                house.give(name)
    with pytest.raises(UndeclaredPurpose):
        house.give("politics")
    assert house.journal() == []


def test_giving_and_withdrawing_are_idempotent_and_new_words_are_a_new_grant(house: House) -> None:
    for text in ("v1", "v1", "v2"):
        house.give("personalise", text=text)
        house.clock.advance(seconds=1)
    for _ in range(2):
        house.withdraw("personalise")
    house.withdraw("survey")
    assert [event.kind for event in house.journal()] == [GIVEN, GIVEN, WITHDRAWN]
    assert [grant.text for grant in house.of().grants] == ["v1", "v2"]
    assert all(grant.during.end for grant in house.of().grants)


def test_two_requests_cannot_lose_each_others_grant(house: House) -> None:
    house.give("personalise")
    with house.store.write() as tx:
        stale = tx.records.get(house.brand, "grants", ADA)
        assert stale is not None
        house.grants.withdraw(tx, house.brand, ADA, "personalise", "purchases")
        with pytest.raises(Stale):
            tx.records.put(house.brand, "grants", ADA, stale.body, version=stale.version)


def test_every_purpose_says_what_it_rests_on() -> None:
    for name, purpose in PURPOSES.items():
        assert name == purpose.name
        assert name in purpose.reads <= PURPOSES.keys()
        assert purpose.article.startswith("GDPR Art.")
        assert purpose.words.endswith(".")
        assert purpose.keep_days > 0
    assert PURPOSES["visit"].keep_days == 30


def test_a_purpose_is_declared_from_its_day_on() -> None:
    with pytest.raises(UndeclaredPurpose):
        declared("visit", datetime(2025, 12, 31, 23, 59, tzinfo=UTC))
    assert declared("visit", datetime(2026, 1, 1, tzinfo=UTC)).name == "visit"


# Over random histories.

consent_step = st.tuples(
    st.sampled_from(["give", "withdraw", "signal", "order", "wait", "pause"]),
    st.sampled_from(CONSENTED),
    st.sampled_from(SOURCES),
    st.sampled_from(PARTIES),
)


class Ledger:
    """The oracle: every agreement as a list of moments, judged by brute force."""

    def __init__(self) -> None:
        self.moments: dict[tuple[str, str, PartyId], list[tuple[datetime, bool]]] = {}
        self.paused: set[PartyId] = set()

    def note(self, key: tuple[str, str, PartyId], at: datetime, granted: bool) -> None:
        self.moments.setdefault(key, []).append((at, granted))

    def stood(self, key: tuple[str, str, PartyId], at: datetime) -> bool:
        before = [granted for when, granted in self.moments.get(key, []) if when <= at]
        return bool(before) and before[-1]


def play(house: House, steps: list[tuple[str, str, str, PartyId]]) -> Iterator[tuple[Ledger, list[Event]]]:
    oracle, kept = Ledger(), []
    for act, purpose, source, party in steps:
        if act == "give":
            house.give(purpose, source, party)
            oracle.note((purpose, source, party), house.clock.now(), granted=True)
        elif act == "withdraw":
            house.withdraw(purpose, source, party)
            oracle.note((purpose, source, party), house.clock.now(), granted=False)
        elif act == "pause":
            oracle.paused ^= {party}
            house.pause(party, on=party in oracle.paused)
        elif act == "wait":
            house.clock.advance(seconds=1)
        else:
            event = house.event("order" if act == "order" else purpose, source, party)
            refused = house.collect(event)
            agreed = oracle.stood((purpose, source, party), house.clock.now()) and party not in oracle.paused
            stood = act == "order" or agreed
            assert bool(refused) != stood
            kept += [] if refused else [event]
        yield oracle, kept


@given(steps=st.lists(consent_step, max_size=25))
def test_what_is_used_is_what_was_agreed_to_and_still_is(
    store: Store, ids: Ids, steps: list[tuple[str, str, str, PartyId]]
) -> None:
    """Whatever it is read for: only what was kept for a purpose that may be read, granted then and now, and not paused."""
    house = House(store, BrandId(ids.new("brand")))
    for oracle, kept in play(house, steps):
        now = house.clock.now()
        ours = {event.id for event in kept}
        for aim in PURPOSES:
            expected = []
            for event in kept:
                needed = {name for name in (aim, event.purpose) if PURPOSES[name].needs_consent}
                keys = [(name, event.source, event.party) for name in needed]
                used = event.purpose in PURPOSES[aim].reads and all(
                    oracle.stood(key, event.at) and oracle.stood(key, now) for key in keys
                )
                held = bool(needed) and event.party in oracle.paused
                expected += [event.id] if used and not held else []
            assert [id_ for id_ in house.seen(aim) if id_ in ours] == expected


@given(steps=st.lists(consent_step, max_size=25))
def test_the_state_beside_the_journal_is_the_journals_fold(
    store: Store, ids: Ids, steps: list[tuple[str, str, str, PartyId]]
) -> None:
    house = House(store, BrandId(ids.new("brand")))
    for _ in play(house, steps):
        pass
    for party in PARTIES:
        assert house.of(party) == fold(event for event in house.journal() if event.party == party)


@given(steps=st.lists(consent_step, max_size=25), purpose=st.sampled_from(CONSENTED), ago=st.integers(0, 20))
def test_may_tells_the_past_as_it_was(
    store: Store, ids: Ids, steps: list[tuple[str, str, str, PartyId]], purpose: str, ago: int
) -> None:
    house = House(store, BrandId(ids.new("brand")))
    oracle = [Ledger(), *(told for told, _ in play(house, steps))][-1]
    at = house.clock.now() - timedelta(seconds=ago)
    for source in SOURCES:
        for party in PARTIES:
            stood = oracle.stood((purpose, source, party), at)
            assert may(house.of(party).grants, purpose, source, at) == stood


# Agreeing to several things at once.


def test_agreeing_at_once_is_agreeing_to_each(house: House) -> None:
    agreed = [("personalise", "purchases"), ("survey", "purchases"), ("personalise", "likes")]
    with house.store.write(durable=False) as tx:
        house.grants.give_all(tx, house.brand, ADA, [*agreed, agreed[0]], "v1")
    for purpose, source in agreed:
        house.give(purpose, source, BEN)
    ada, ben = house.of(ADA), house.of(BEN)
    assert [(g.purpose, g.source, g.during, g.text) for g in ada.grants] == [
        (g.purpose, g.source, g.during, g.text) for g in ben.grants
    ]
    assert fold(event for event in house.journal() if event.party == ADA) == ada
    with house.store.write(durable=False) as tx:
        assert house.grants.give_all(tx, house.brand, ADA, agreed, "v1") == ada


def test_agreeing_at_once_to_what_needs_no_consent_is_refused_whole(house: House) -> None:
    with pytest.raises(BadInput), house.store.write(durable=False) as tx:
        house.grants.give_all(tx, house.brand, ADA, [("survey", "purchases"), ("order", "purchases")], "v1")
    assert house.of(ADA) == Consents()


def test_what_is_withheld_is_counted_by_why(house: House) -> None:
    for party in (ADA, BEN):
        house.give("personalise", party=party)
    house.record(house.event("visit"), house.event("personalise"), house.event("personalise", "likes"))
    house.record(house.event("personalise", party=BEN), house.event("order"))
    house.pause(BEN, on=True)
    reading = house.read("personalise")
    assert len(reading.entries) == 2
    assert {**reading.withheld, "purpose": 1} == {"purpose": 1, "no consent": 1, "paused": 1}
    assert len(reading.entries) + sum(reading.withheld.values()) == reading.passed
