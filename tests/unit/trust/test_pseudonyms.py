"""A merchant's customers by pseudonym, and consents they gave elsewhere and before."""

from datetime import UTC, datetime, timedelta

import pytest

from sumisura.kernel import BrandId, FixedClock, Ids, PartyId, Rng
from sumisura.store.sqlite import open_sqlite
from sumisura.trust.grants import Grants, may
from sumisura.trust.keys import Keyring
from sumisura.trust.pseudonyms import fingerprint, pseudonym

LUCIA, ADA = BrandId("lucia"), PartyId("pty_ada")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LAST_YEAR = NOON - timedelta(days=365)


def test_a_pseudonym_tells_nothing_without_the_keyring():
    one, other = Keyring.fresh(Rng(1)), Keyring.fresh(Rng(2))
    assert pseudonym(one, LUCIA, "ada@x.it") != pseudonym(other, LUCIA, "ada@x.it")
    assert "ada" not in pseudonym(one, LUCIA, "ada@x.it")
    assert len({fingerprint(one, LUCIA, *parts) for parts in (("ab", "c"), ("a", "bc"), ("abc",))}) == 3


@pytest.fixture
def clock():
    return FixedClock(NOON)


@pytest.fixture
def store(tmp_path):
    made = open_sqlite(tmp_path / "s.sqlite")
    yield made
    made.close()


@pytest.fixture
def tx(store):
    with store.write() as open_tx:
        yield open_tx


@pytest.fixture
def grants(clock):
    return Grants(Ids(clock, Rng(1)))


def at(grants, tx, when):
    return may(grants.of(tx, LUCIA, ADA).grants, "personalise", "purchases", when)


def test_a_consent_of_last_year_covers_what_happened_since(grants, tx):
    grants.give(tx, LUCIA, ADA, "personalise", "purchases", "paper-7", since=LAST_YEAR)
    assert not at(grants, tx, LAST_YEAR - timedelta(seconds=1))
    assert at(grants, tx, LAST_YEAR)
    assert at(grants, tx, NOON)


def test_a_consent_of_last_year_says_when_it_was_recorded(grants, store):
    with store.write() as tx:
        grants.give(tx, LUCIA, ADA, "personalise", "purchases", "paper-7", since=LAST_YEAR)
    with store.read() as tx:
        (entry,) = tx.ledger.read(LUCIA)
    assert (entry.event.at, entry.event.context["recorded"]) == (LAST_YEAR, NOON.isoformat())


def test_a_consent_of_the_past_does_not_undo_a_withdrawal(grants, clock, tx):
    grants.give(tx, LUCIA, ADA, "personalise", "purchases", "paper-7")
    clock.advance(days=1)
    grants.withdraw(tx, LUCIA, ADA, "personalise", "purchases")
    clock.advance(days=1)
    grants.give(tx, LUCIA, ADA, "personalise", "purchases", "paper-8", since=LAST_YEAR)
    assert not at(grants, tx, NOON - timedelta(days=1)), "nothing is granted before what is known of last"


def test_a_consent_of_the_past_is_not_cut_short_by_what_was_said_of_something_else(grants, clock, tx):
    grants.give(tx, LUCIA, ADA, "personalise", "visit", "paper-7")
    clock.advance(days=1)
    grants.withdraw(tx, LUCIA, ADA, "personalise", "visit")
    grants.give(tx, LUCIA, ADA, "personalise", "purchases", "paper-7", since=LAST_YEAR)
    assert at(grants, tx, LAST_YEAR)
    assert not at(grants, tx, LAST_YEAR - timedelta(seconds=1))


def test_a_consent_that_stands_reaches_back_as_far_as_it_is_given_for(grants, clock, tx):
    grants.give(tx, LUCIA, ADA, "personalise", "purchases", "paper-7")
    clock.advance(days=1)
    first = grants.give(tx, LUCIA, ADA, "personalise", "purchases", "paper-7", since=LAST_YEAR)
    assert at(grants, tx, LAST_YEAR)
    clock.advance(days=1)
    again = grants.give(tx, LUCIA, ADA, "personalise", "purchases", "paper-7", since=LAST_YEAR)
    assert again == first, "said twice it is one"
    grants.withdraw(tx, LUCIA, ADA, "personalise", "purchases")
    clock.advance(days=1)
    assert not at(grants, tx, clock.now())
    assert ("personalise", "purchases") not in grants.of(tx, LUCIA, ADA).open


def test_new_words_do_not_keep_an_old_consent_from_being_brought(grants, clock, tx):
    grants.give(tx, LUCIA, ADA, "personalise", "purchases", "paper-7")
    clock.advance(days=1)
    grants.give(tx, LUCIA, ADA, "personalise", "purchases", "paper-8")
    grants.give(tx, LUCIA, ADA, "personalise", "purchases", "paper-8", since=LAST_YEAR)
    assert at(grants, tx, LAST_YEAR)


def test_a_consent_of_tomorrow_holds_from_now(grants, tx):
    grants.give(tx, LUCIA, ADA, "personalise", "purchases", "paper-7", since=NOON + timedelta(days=1))
    assert at(grants, tx, NOON)
