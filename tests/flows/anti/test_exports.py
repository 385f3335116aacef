"""Attempts to find a person again in what was learned, counted or shown of many (S69, S87; GDPR Art. 4(1), Recital 26)."""

from datetime import timedelta

import numpy as np
import pytest

from sumisura.kernel import BrandId
from sumisura.taste.crowd import repo as crowd_records
from sumisura.taste.crowd.model import FEWEST
from sumisura.taste.learning.fit import fit
from sumisura.taste.model import ItemId, Signal
from sumisura.taste.repo import items
from sumisura.trust.pseudonyms import pseudonym
from sumisura.usecases.learning import crowds
from sumisura.usecases.learning import export as exports

INDIGO, AUREA = BrandId("indigo"), BrandId("aurea")
RARE = "shirt-silk"


def test_two_brands_cannot_join_their_customers(services):
    """The same card, the same person: no pseudonym in common, nor any part of one."""
    both = [
        pseudonym(services.keyring, brand, f"card {number}")
        for brand in (INDIGO, AUREA)
        for number in range(200)
    ]
    assert len(set(both)) == len(both)
    tails = {one[4:12] for one in both}
    assert len(tails) == len(both)


def test_a_pseudonym_cannot_be_recomputed_without_the_keyring(services):
    from sumisura.kernel import Rng
    from sumisura.trust.keys import Keyring

    thief = Keyring.fresh(Rng(5))
    assert pseudonym(thief, INDIGO, "ada@example.org") != pseudonym(
        services.keyring, INDIGO, "ada@example.org"
    )


def test_what_is_learned_from_leaves_out_whoever_did_not_agree_to_it(customer):
    """S37: to personalise is not to improve: another purpose of ours needs another yes."""
    ada, ben = customer().agree("stated"), customer().agree("stated", improve=True)
    for one in (ada, ben):
        one.say("liked", RARE)
    found = exports.export(ada.services, ada.brand.id).signals
    assert ben.visitor.party in found
    assert ada.visitor.party not in found


@pytest.fixture
def model(shop):
    """A model fitted on forty customers, one of whom alone has a rare taste at an odd second."""
    with shop.store.read() as tx:
        known = items(tx, INDIGO)
    now, rng = shop.clock.now(), np.random.default_rng(2)
    ids = [item.id for item in known]
    told = {
        f"pty_{number:032x}": [
            Signal(
                f"s{number}-{step}",
                now - timedelta(days=step + 1),
                "stated",
                ids[rng.integers(len(ids))],
                "liked",
            )
            for step in range(8)
        ]
        for number in range(40)
    }
    ada = "pty_" + "ada" * 10 + "00"
    odd = now - timedelta(days=3, hours=7, minutes=13, seconds=29)
    told[ada] = [Signal("sig_ada", odd, "stated", ItemId(RARE), "liked")]
    fitted = fit(known, told, now, np.random.default_rng(1))
    return fitted, told, odd


def test_a_models_file_holds_no_pseudonym_no_event_and_no_time_of_one(model):
    """Not a name, not an id, not a second: what would let two files be joined on a person is not in it."""
    fitted, told, odd = model
    body = fitted.to_bytes()
    for party, signals in told.items():
        assert party.encode() not in body
        assert not any(one.id.encode() in body for one in signals if one.id.startswith("sig_"))
    assert odd.isoformat().encode() not in body
    assert str(int(odd.timestamp())).encode() not in body


def test_the_crowds_sums_hold_no_pseudonym(customer):
    """What is hot, popular and local is kept as sums by item; who is in them stands apart, to be taken out again."""
    ada = customer().agree("stated", improve=True)
    ada.say("liked", RARE)
    crowds.refresh(ada.services, ada.brand.id)
    with ada.services.store.read() as tx:
        for kind in (crowd_records.HEAD, crowd_records.ROWS, crowd_records.HOT, crowd_records.POPULAR):
            for record in tx.records.page(ada.brand.id, kind, limit=500):
                assert ada.visitor.party.encode() not in record.body


def test_nothing_near_is_told_of_fewer_than_five(customer):
    """A rare item in a small place: the one neighbour who chose it is not pointed at."""
    from sumisura.taste.crowd.local import gather, near

    rows = [("IT-34", {0})] * 40 + [("IT-34", {1})] * (FEWEST - 1) + [("DE-BY", {0, 1})] * 60
    found = near(gather(rows, items=2), "IT-34")
    assert found.lift[1] <= 0, "what four chose shows as nothing wanted more here"
    small = near(gather([("AT-9", {1})] * (FEWEST - 1) + rows, items=2), "AT-9")
    assert small.place == "", "four people are no place"


def test_no_page_of_the_office_shows_a_number_of_fewer_than_five_as_a_taste(staff):
    """The owner sees orders by name, since they must be made; of taste, only sums, and no pseudonym anywhere."""
    clerk = staff("owner")
    for path in ("/orders", "/families", "/families/jeans", "/arms"):
        page = clerk.open(f"/indigo/office{path}")
        assert clerk.status == 200
        assert "pty_" not in page.html
