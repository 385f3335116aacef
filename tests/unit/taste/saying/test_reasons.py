"""Every suggestion says why in one plain sentence: strongest sources first, honest where little is known, no feelings."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.taste.model import MEANINGS, Item, ItemId, Kind, Signal, Thread
from sumisura.taste.saying.reasons import GENERAL, MOSTLY, POPULAR, TRIED, Teller, counterfactual
from sumisura.trust.sources import SOURCES

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PAIR = Item(ItemId("jeans/evening"), Kind.PRESET, "the evening pair", tokens=("colour=black",))
BELT = Item(ItemId("belt"), Kind.GOOD, "the belt")
TELLER = Teller({PAIR.id: PAIR, BELT.id: BELT}, friends={BELT.id: 10})


def signal(what, about, value=1.0, source="stated"):
    return Signal(f"{what}{about}", NOW, source, ItemId(about), what, value)


HEMP = Thread("stated", 0.5, because=(signal("liked", "material=hemp"),))
SEEN = Thread("visit", 0.3, because=(signal("viewed", PAIR.id), signal("viewed", PAIR.id)))


def test_the_strongest_source_comes_first():
    told = TELLER.suggestion(BELT, [SEEN, HEMP])
    assert (
        told.sentence == "Because you told us that you like hemp, and you looked at the evening pair twice."
    )
    assert told.used == ("stated", "visit")


def test_two_reasons_are_enough():
    told = TELLER.suggestion(BELT, [SEEN, HEMP, Thread("friends", 0.1), Thread("place", 0.05)])
    assert told.used == ("stated", "visit")


def test_friends_are_counted_and_not_named():
    assert TELLER.suggestion(BELT, [Thread("friends", 0.4)]).sentence == "Because ten friends liked it."
    hidden = TELLER.suggestion(PAIR, [Thread("friends", 0.4, because=(signal("friend", "belt"),))])
    assert hidden.sentence == "Because what your friends like, all together, points to it."


def test_what_speaks_against_it_is_told_when_it_weighs():
    back = Thread("returns", -0.4, because=(signal("returned", "cut=slim", -1.0),))
    told = TELLER.suggestion(BELT, [HEMP, back])
    assert told.sentence == "Because you told us that you like hemp, although you sent back slim cut."
    assert told.used == ("stated", "returns")
    faint = Thread("returns", -0.1, because=back.because)
    assert "although" not in TELLER.suggestion(BELT, [HEMP, faint]).sentence


def test_only_popularity_is_said_to_be_that():
    assert TELLER.suggestion(BELT, [Thread("everyone", 0.7)]).sentence == POPULAR
    assert TELLER.suggestion(BELT, [Thread("everyone", 0.7), Thread("visit", 0.01)]).sentence == MOSTLY
    assert TELLER.suggestion(BELT, []).sentence == TRIED
    assert TELLER.suggestion(BELT, [Thread("everyone", -0.7)]).sentence == TRIED


def test_what_nothing_speaks_for_is_said_to_be_tried():
    assert TELLER.suggestion(BELT, [Thread("visit", -0.3)]).sentence == TRIED


def test_a_guess_is_called_one():
    assert TELLER.suggestion(BELT, [HEMP], unsure=0.6).sentence.endswith(" It is a guess.")
    assert "guess" not in TELLER.suggestion(BELT, [HEMP], unsure=0.2).sentence


def test_the_purpose_is_shown():
    """S92."""
    told = TELLER.suggestion(BELT, [HEMP], purpose="race")
    assert told.sentence == "For a race: because you told us that you like hemp."
    assert TELLER.suggestion(BELT, [HEMP], purpose="the funeral").withheld == ("bereavement",)


def test_a_low_rating_is_told_as_one():
    low = Thread("ratings", -0.5, because=(signal("rated", "belt", -0.5),))
    assert "although you rated the belt low" in TELLER.suggestion(PAIR, [HEMP, low]).sentence
    itself = Thread("ratings", -0.5, because=(signal("rated", "belt", -0.5),))
    assert "although you rated it low" in TELLER.suggestion(BELT, [HEMP, itself]).sentence


def test_the_opposite_of_what_was_disliked_is_said_to_be_that():
    back = Thread("returns", 0.5, because=(signal("returned", "belt", -1.0),))
    assert TELLER.suggestion(PAIR, [back]).sentence == "Because it is unlike the belt, which you sent back."
    unlike = Thread("purchases", -0.4, because=(signal("bought", "belt"),))
    told = TELLER.suggestion(PAIR, [HEMP, unlike]).sentence
    assert told.endswith("although it is unlike the belt, which you bought.")


def test_what_weighs_little_beside_the_first_is_not_told():
    assert TELLER.suggestion(BELT, [HEMP, Thread("visit", 0.1)]).used == ("stated",)
    assert TELLER.suggestion(BELT, [HEMP, Thread("visit", 0.2)]).used == ("stated", "visit")


def test_what_is_no_longer_on_offer_is_not_spoken_of():
    gone = Thread("purchases", 0.4, because=(signal("bought", "jeans/1990"),))
    assert TELLER.suggestion(PAIR, [gone]).sentence == GENERAL
    both = Thread("purchases", 0.4, because=(*gone.because, signal("bought", "belt")))
    assert TELLER.suggestion(PAIR, [both]).sentence == "Because you bought the belt."


def test_orders_defaults_and_greetings():
    assert TELLER.order(PAIR, [HEMP]).sentence == (
        "The evening pair comes first because you told us that you like hemp."
    )
    assert TELLER.default(PAIR, [HEMP]).sentence == (
        "The evening pair is chosen for you because you told us that you like hemp. You can change it."
    )
    assert TELLER.default(PAIR).sentence == "The evening pair is what the maker chose. You can change it."
    assert TELLER.greeting([HEMP, SEEN]).used == ("stated", "visit")
    assert "nothing of you" in TELLER.greeting([Thread("everyone", 1.0)]).sentence
    assert "allowed us" in TELLER.greeting([Thread("devices", 1.0)]).sentence


@pytest.mark.parametrize(
    ("without", "said"),
    [(3, "still be at place 3"), (0, "not be proposed"), (9, "place 9 instead of 3")],
)
def test_counterfactuals(without, said):
    assert said in counterfactual(3, Thread("visit", 0.1, without=without))


@given(
    st.lists(
        st.builds(
            Thread,
            st.sampled_from([*SOURCES, "everyone"]),
            st.floats(-1, 1),
            because=st.lists(
                st.builds(
                    signal,
                    st.sampled_from(sorted(MEANINGS)),
                    st.sampled_from(["belt", "jeans/evening", "material=hemp", "warm=yes"]),
                    st.floats(-1, 1),
                ),
                max_size=3,
            ).map(tuple),
        ),
        unique_by=lambda thread: thread.source,
    ),
    st.floats(0, 2),
)
def test_one_plain_sentence_without_feelings(threads, unsure):
    told = TELLER.suggestion(BELT, threads, unsure=unsure)
    assert told.sentence[0].isupper()
    assert told.sentence.endswith(".")
    assert "  " not in told.sentence
    assert "{" not in told.sentence
    words = set(told.sentence.lower().replace(".", " ").replace(",", " ").split())
    assert not words & {"love", "loves", "feel", "feels", "adore", "happy", "excited", "enjoy", "perfect"}
    spoken = {thread.source for thread in threads if thread.amount}
    assert set(told.used) <= spoken


@given(st.floats(0.01, 1), st.floats(0.01, 1))
def test_whatever_is_stronger_is_named_first(one, other):
    told = TELLER.suggestion(BELT, [Thread("visit", one), Thread("designs", other)])
    assert told.used[0] == ("visit" if one >= other else "designs")
