"""Complete the look: what goes with a design, complementary, personal, and silent once refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.kernel import BadInput
from sumisura.taste.crowd.model import Sums
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.taste.serving.attention import refused
from sumisura.taste.serving.looks import (
    LOOK,
    MOST,
    PERSONAL,
    Affinity,
    affinity,
    complete,
    kind_of,
    learned,
    silenced,
    together,
)
from wardrobe import TOKENS, signal, wardrobe

INDIGO, BLACK, BRASS, SILVER = "colour=indigo", "colour=black", "metal=brass", "metal=silver"
QUALITIES = (INDIGO, BLACK, BRASS, SILVER)


def good(id_, *tokens, family="", stock=None):
    return Item(ItemId(id_), Kind.GOOD, id_, tokens=tokens, family=family, stock=stock)


JEANS = Item(ItemId("jeans/1"), Kind.PRESET, "Jeans", tokens=(INDIGO,), family="jeans")
GOODS = [
    good("belt-brass", BRASS),
    good("belt-silver", SILVER),
    good("bag-1", BLACK),
    good("cap-1", INDIGO),
    good("ring-1", SILVER, family="ring"),
    good("scarf-1", INDIGO, stock=0),
]
ALL = np.ones(len(GOODS), bool)
TAUGHT = affinity(together([[JEANS, GOODS[0]]] * 40 + [[GOODS[1], GOODS[2]]] * 40, QUALITIES), QUALITIES)


def named(pieces):
    return [GOODS[piece.row].id for piece in pieces]


def test_what_is_chosen_together_goes_together():
    pieces = complete(JEANS, GOODS, TAUGHT, allowed=ALL)
    assert named(pieces)[0] == "belt-brass"
    assert pieces[0].pair == (INDIGO, BRASS)


def test_before_anything_is_learned_like_goes_with_like():
    pieces = complete(JEANS, GOODS, affinity(Sums.of(), QUALITIES), allowed=ALL)
    assert named(pieces)[0] == "cap-1"
    assert pieces[0].pair == (INDIGO, INDIGO)


def test_one_of_a_kind_and_none_that_is_there():
    assert sum(id_.startswith("belt") for id_ in named(complete(JEANS, GOODS, TAUGHT, allowed=ALL))) == 1
    assert not [
        id_ for id_ in named(complete(JEANS, GOODS, TAUGHT, allowed=ALL, having={"belt"})) if "belt" in id_
    ]
    belt = complete(GOODS[0], GOODS, TAUGHT, allowed=ALL)
    assert not [id_ for id_ in named(belt) if "belt" in id_]


def test_only_what_belongs_and_is_there():
    found = named(complete(JEANS, GOODS, TAUGHT, allowed=ALL, most=10))
    assert "ring-1" not in found
    assert "scarf-1" not in found


def test_taste_decides_among_what_fits():
    plain = complete(JEANS, GOODS, TAUGHT, allowed=ALL)
    liking = np.array([-1.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    mine = complete(JEANS, GOODS, affinity(Sums.of(), QUALITIES), allowed=ALL, taste=liking)
    assert "belt-silver" in named(mine)
    assert "belt-brass" not in named(mine)
    assert all(piece.taste == 0 for piece in plain)
    for piece in mine:
        assert piece.score == piece.fit + piece.taste
        assert abs(piece.taste) <= PERSONAL * np.log(2) + 1e-12


@given(st.lists(st.sampled_from([*(item.id for item in GOODS), BLACK, SILVER, str(LOOK)]), max_size=4))
def test_nothing_refused_completes_it(no):
    signals = [signal("refused", about, id_=str(n)) for n, about in enumerate(no)]
    out = refused(signals, GOODS)
    pieces = complete(JEANS, GOODS, TAUGHT, allowed=~out)
    assert not out[[piece.row for piece in pieces]].any()
    assert len(pieces) <= MOST
    assert silenced(signals) == (LOOK in no)


def test_one_refusal_silences_it():
    assert silenced([signal("refused", LOOK, day=400)])
    assert not silenced([signal("refused", "belt-brass")])
    assert not silenced([signal("refused", LOOK, day=4), signal("refused", LOOK, day=1, value=1.0)])


ITEMS = wardrobe()
BASKETS = st.lists(st.lists(st.sampled_from(ITEMS), max_size=5), max_size=6)


@given(BASKETS, BASKETS)
def test_parties_merge_and_are_taken_back_exactly(one, other):
    whole = together([*one, *other], TOKENS)
    assert together(one, TOKENS) + together(other, TOKENS) == whole
    assert whole - together(other, TOKENS) == together(one, TOKENS)


@given(BASKETS)
def test_counts_and_affinity_are_the_textbooks(baskets):
    expected = np.zeros((len(TOKENS), len(TOKENS)))
    for basket in baskets:
        seen = set()
        for x in basket:
            for y in basket:
                if kind_of(x) != kind_of(y):
                    seen |= {(TOKENS.index(a), TOKENS.index(b)) for a in x.tokens for b in y.tokens}
        for a, b in seen:
            expected[a, b] += 2 if a == b else 1
    chance = np.outer(expected.sum(0), expected.sum(1)) / max(expected.sum(), 1)
    found = affinity(together(baskets, TOKENS), TOKENS, prior=3.0).pull
    for a in range(len(TOKENS)):
        for b in range(len(TOKENS)):
            prior = 6.0 if a == b else 3.0
            assert found[a, b] == pytest.approx(np.log((expected[a, b] + prior) / (chance[a, b] + 3.0)))


def test_it_is_learned_from_what_customers_wanted_and_survives_being_kept():
    items = [JEANS, *GOODS]
    wanted = {f"p{n}": [signal("bought", "jeans/1"), signal("liked", "belt-brass")] for n in range(40)}
    others = {f"q{n}": [signal("bought", "bag-1"), signal("bought", "belt-silver")] for n in range(40)}
    nothing = {"r": [signal("viewed", "bag-1"), signal("returned", "belt-brass"), signal("bought", "gone")]}
    found = learned({**wanted, **others, **nothing}, items)
    assert found.tokens == tuple(sorted(QUALITIES))
    assert found.between([INDIGO], [BRASS])[0] > 0.4 > found.between([INDIGO], [SILVER])[0]
    kept = Affinity.from_bytes(found.to_bytes())
    assert kept.tokens == found.tokens
    assert np.array_equal(kept.pull, found.pull)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"{}", learned({}, GOODS).to_bytes()[:-40]])
def test_what_is_damaged_is_refused(body):
    with pytest.raises(BadInput):
        Affinity.from_bytes(body)


def test_options_of_one_product_are_no_look():
    hemp = Item(ItemId("jeans:fabric=hemp"), Kind.OPTION, "Hemp", tokens=(INDIGO,), family="jeans")
    slim = Item(ItemId("jeans:cut=slim"), Kind.OPTION, "Slim", tokens=(BLACK,), family="jeans")
    assert together([[hemp, slim, JEANS]], QUALITIES) == Sums.of()


def test_one_who_buys_everything_counts_once():
    hoard = [JEANS, *(good(f"belt-{n}", BRASS) for n in range(50))]
    assert together([hoard], QUALITIES).amounts.max() == 1


def test_unknown_qualities_are_neutral():
    odd = good("hat", "mood=blue")
    assert complete(odd, GOODS, TAUGHT, allowed=ALL)[0].fit == 0
    assert complete(JEANS, [], TAUGHT, allowed=np.zeros(0, bool)) == []


def test_kinds():
    assert kind_of(good("tote", "kind=bag", "type=sack")) == "bag"
    assert kind_of(good("repair-kit")) == "repair"
    assert kind_of(good("7-up")) == "7-up"
