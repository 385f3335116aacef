"""What is told at the till, on the phone or in a letter becomes a signal like any other."""

from datetime import timedelta

import pytest

from sumisura.kernel import BadInput, NotFound
from sumisura.taste import repo
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.trust.never import NeverKept
from sumisura.trust.pseudonyms import pseudonym
from sumisura.trust.sources import UnknownSource
from sumisura.usecases.bringing_in import touchpoints
from sumisura.usecases.bringing_in.touchpoints import Touch
from sumisura.usecases.tasting.signals import usable

PUBLISHED = "family.published"


@pytest.fixture
def stocked(services, shop):
    belt = Item(ItemId("belt-12"), Kind.GOOD, "Belt", tokens=("material=hemp",))
    with services.store.write() as tx:
        repo.save_items(tx, shop.id, [belt])
    return shop


@pytest.fixture
def note(services, stocked):
    def it(at="till", customer="7", item="belt-12", what="liked", **more):
        return touchpoints.note(services, stocked.id, Touch(at, customer, item, what, **more))

    return it


@pytest.fixture
def of(services, stocked):
    def signals(party):
        with services.store.read() as tx:
            return usable(services, tx, stocked.id, party)

    return signals


@pytest.mark.parametrize("at", ["till", "call", "letter"])
def test_a_touch_is_an_event_that_says_where_it_was(note, of, services, stocked, at):
    """S81."""
    told, refused = note(at, "Ada@x.it", under="2026-11")
    assert refused == ()
    assert told.party == pseudonym(services.keyring, stocked.id, "ada@x.it")
    assert [(one.what, one.source, one.at) for one in of(told.party)] == [
        ("liked", "stated", services.clock.now())
    ]
    with services.store.read() as tx:
        found = [entry.event for entry in tx.ledger.read(stocked.id) if entry.event.kind != PUBLISHED]
    assert [event.kind for event in found] == ["grant.given", "signal.liked"]
    assert found[1].context == {"value": 1.0, "weight": 3.0, "touch": at}
    assert "x.it" not in str(found).lower()


def test_the_same_touch_counts_once(note, of):
    told, _ = note(under="2026-11")
    note(under="2026-11")
    assert len(of(told.party)) == 1


def test_without_consent_nothing_is_kept_but_the_wish_not_to_see_it(note, of):
    told, (refused,) = note()
    assert (refused.why, of(told.party)) == ("no consent", ())
    told, refused = note(what="not for me")
    assert (refused, [one.what for one in of(told.party)]) == ((), ["refused"])


def test_a_pseudonym_is_taken_as_it_is(note, of):
    party = "pty_" + "0" * 32
    told, _ = note(customer=party, under="2026-11")
    assert (told.party, len(of(party))) == (party, 1)


def test_what_was_agreed_to_just_then_covers_what_was_told(note, of, services):
    told, refused = note(when=services.clock.now() - timedelta(hours=3), under="2026-11")
    assert (refused, len(of(told.party))) == ((), 1)


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [
        ({"at": "tll"}, 'Did you mean "till"?'),
        ({"what": "likd"}, 'Did you mean "like'),
        ({"item": "belt-112"}, 'Did you mean "belt-12"?'),
        ({"customer": ""}, "your own key"),
        ({"value": 2.0}, "Correct it."),
        ({"value": float("nan")}, "Correct it."),
        ({"weight": 0.0}, "Correct it."),
    ],
)
def test_slips_are_said_and_nothing_is_written(note, services, stocked, wrong, mend):
    with pytest.raises(BadInput) as found:
        note(**wrong)
    assert mend in found.value.mend
    with services.store.read() as tx:
        assert [entry.event.kind for entry in tx.ledger.read(stocked.id)] == [PUBLISHED]


def test_a_source_must_be_in_the_register(note, services):
    with pytest.raises(UnknownSource):
        note(source="newsletter")
    with pytest.raises(NeverKept, match="recognised or sorted by their body"):
        note(source="retina")
    told, _ = note(source="conversation", under="2026-11")
    assert told.deed.source == "conversation"


def test_there_must_be_such_a_shop(services):
    with pytest.raises(NotFound):
        touchpoints.note(services, "nowhere", Touch("till", "7", "belt-12", "liked"))
