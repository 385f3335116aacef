"""What is true but uncomfortable is never said, whatever the ranking used; the log says what was withheld."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.taste.model import MEANINGS, Item, ItemId, Kind, Signal, Thread
from sumisura.taste.saying.guard import STANDARD, TAINTS
from sumisura.taste.saying.reasons import GENERAL, Teller
from sumisura.trust.sources import SOURCES

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OPEN = ["material=hemp", "colour=indigo", "cut=slim", "use=race"]
SECRET = ["size=xxl", "diet=coeliac", "maternity=sixth_month", "religion=quaker", "recipient=ada", "city=schio",
          "debt=large", "wear=knee_worn", "hour=23", "colour=crêpe black"]  # fmt: skip
GUARD = STANDARD.and_also(tokens={"colour=crêpe black": "bereavement"}, words={"secret-club": "politics"})
TITLES = [
    "Evening pair",
    "Maternity jeans",
    "Belt XXL",
    "Halal box",
    "Secret Club cap",
    "Jacket",
    "Race bar",
]
WORDS = ["maternity", "halal", "xxl", "coeliac", "quaker", "ada", "schio", "large", "knee worn", "23", "secret club", "sixth month", "crepe black"]  # fmt: skip


@st.composite
def offers(draw):
    tokens = st.lists(st.sampled_from(OPEN + SECRET), max_size=4).map(tuple)
    return {
        ItemId(f"i{n}"): Item(ItemId(f"i{n}"), Kind.GOOD, draw(st.sampled_from(TITLES)), tokens=draw(tokens))
        for n in range(4)
    }


@st.composite
def threads(draw):
    about = st.sampled_from([*OPEN, *SECRET, "i0", "i1", "i2", "i3", "gone"]).map(ItemId)
    signal = st.builds(
        Signal,
        id=st.just("e"),
        at=st.just(NOW),
        source=st.just("visit"),
        item=about,
        what=st.sampled_from([*MEANINGS, "unheard"]),
        value=st.sampled_from([-1.0, 0.4, 1.0]),
    )
    source = st.sampled_from([*SOURCES, "everyone", "unheard"])
    return draw(
        st.lists(
            st.builds(
                Thread,
                source=source,
                amount=st.floats(-1, 1),
                because=st.lists(signal, max_size=3).map(tuple),
            ),
            max_size=4,
            unique_by=lambda thread: thread.source,
        )
    )


def spoken(text, words):
    plain = " ".join(re.findall(r"[^\W_]+", text.casefold().replace("ê", "e")))
    return [word for word in words if f" {word} " in f" {plain} "]


@given(offers(), threads(), st.floats(0, 1), st.sampled_from(["", "a race", "your pregnancy", "the funeral"]))
def test_no_guarded_token_ever_occurs_in_a_sentence(items, sewn, unsure, purpose):
    teller = Teller(items, GUARD, {ItemId("i0"): 10})
    item = items[ItemId("i0")]
    for reason in (
        teller.suggestion(item, sewn, unsure=unsure, purpose=purpose),
        teller.order(item, sewn),
        teller.default(item, sewn),
        teller.greeting(sewn),
    ):
        assert spoken(reason.sentence, [*WORDS, "pregnancy", "funeral"]) == []
        assert set(reason.used) <= {thread.source for thread in sewn} | {"everyone"}
        assert set(reason.withheld) <= {*TAINTS, "body", "place", "device", "hour", "friend"}


@pytest.mark.parametrize("token", ["maternity=sixth_month", "diet=coeliac", "colour=crêpe black"])
def test_what_taints_an_item_silences_that_somebody_looked_at_it(token):
    soft = Item(ItemId("soft"), Kind.GOOD, "Soft trousers", tokens=("material=hemp", token))
    seen = Signal("1", NOW, "visit", soft.id, "viewed")
    told = Teller({soft.id: soft}, GUARD).suggestion(soft, [Thread("visit", 0.5, because=(seen,))])
    assert told.sentence == GENERAL
    assert len(told.withheld) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Jeans for diabetics", "health"),
        ("Médical stockings", "health"),
        ("PLUS SIZE coat", "body"),
        ("plus-size coat", "body"),
        ("a bar for Ramadan", "religion"),
        ("for the funeral", "bereavement"),
        ("paid in instalments", "money"),
        ("for your husband", "recipient"),
        ("The evening pair", ""),
        ("Return to sender", ""),
        ("Hemp 12 oz, slim", ""),
    ],
)
def test_words(text, code):
    assert STANDARD.of_text(text) == code


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("Due-Date=may", "pregnancy"),
        ("gift_for=ada", "recipient"),
        ("postcode=36015", "place"),
        ("colour=indigo", ""),
        ("", ""),
    ],
)
def test_tokens(token, code):
    assert STANDARD.of_token(token) == code


def test_what_is_withheld_is_logged_and_the_sentence_is_no_lie():
    seen = Signal("1", NOW, "stated", ItemId("diet=coeliac"), "liked")
    item = Item(ItemId("bar"), Kind.GOOD, "Race bar")
    told = Teller({}).suggestion(item, [Thread("stated", 0.9, because=(seen,)), Thread("everyone", 0.2)])
    assert told.sentence == GENERAL
    assert told.withheld == ("health",)
    assert told.used == ()


def test_a_comfortable_signal_stands_in_for_a_withheld_one():
    seen = (
        Signal("1", NOW, "stated", ItemId("size=xxl"), "liked"),
        Signal("2", NOW, "stated", ItemId("material=hemp"), "liked"),
    )
    item = Item(ItemId("bar"), Kind.GOOD, "Race bar")
    told = Teller({}).suggestion(item, [Thread("stated", 0.9, because=seen)])
    assert told.sentence == "Because you told us that you like hemp."
    assert told.withheld == ("body",)


def test_a_device_may_rank_and_is_not_quoted():
    reading = Signal("1", NOW, "devices", ItemId("material=hemp"), "measured")
    item = Item(ItemId("bar"), Kind.GOOD, "Race bar")
    told = Teller({}).suggestion(item, [Thread("devices", 0.9, because=(reading,))])
    assert (told.sentence, told.withheld) == (GENERAL, ("device",))


def test_a_brand_adds_and_cannot_take_away():
    guard = STANDARD.and_also(attributes={"size": "", "oak": "origin"}, words={"wheelchair*": ""})
    assert guard.of_token("size=34") == "body"
    assert guard.of_token("oak=red") == "origin"
    assert guard.of_text("wheelchair bag") == "health"
