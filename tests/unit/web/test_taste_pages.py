"""What the pages of taste say and offer, from views made by hand (S9, S11, S21, S36, S86, S89, S109)."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import tastings
from person import Page
from sumisura.kernel import Money
from sumisura.taste.model import Item, Kind
from sumisura.trust.levels import LEVELS
from sumisura.trust.sources import SOURCES
from sumisura.usecases.shop.browse import Piece
from sumisura.usecases.tasting.tastes import Fit
from sumisura.web import pages
from sumisura.web.drawing import threads
from sumisura.web.drawing.preview import check_drawing
from sumisura.web.drawing.tile import render_tile

ATTRIBUTE = re.compile(r"\s(?:style|on\w+)=")


def page(template, brand="indigo", **context):
    said = {"away": "", "told": "", "pull": "", "pulled": None, "levels": LEVELS, **context}
    return pages.render(template, brand=tastings.brand(brand), nonce="n", csrf="c", bag_count=0, **said)


def home(view, brand="indigo"):
    family = tastings.family(brand)
    usual = {one.name: one.default for one in family.variables if one.default}
    return page("home.html", brand, view=view, offers=[Piece(family, 12, Money(13900, "EUR"), usual, None)])


EVERY = {
    "home": lambda: home(tastings.home("indigo")),
    "asks": lambda: home(tastings.home("indigo", Fit.EVERYONE, asks=True)),
    "compared": lambda: home(tastings.home("indigo", Fit.COMPARED)),
    "search": lambda: page("search.html", view=tastings.search("indigo")),
    "plain search": lambda: page("search.html", view=tastings.search("indigo", personal=False)),
    "taste": lambda: page("taste.html", view=tastings.taste("indigo")),
    "pulled": lambda: page(
        "taste.html", view=tastings.taste("indigo"), pull="designs", pulled=tastings.pulled("indigo")
    ),
    "proof": lambda: page("proof.html", view=tastings.proof("indigo"), entry=""),
    "item": lambda: page("item.html", view=tastings.item("indigo")),
    "survey": lambda: page("_survey.html", survey=tastings.survey()),
}


class Marks(HTMLParser):
    """Every element's attributes, in order."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("name", EVERY)
def test_a_page_holds_no_style_and_no_script_of_its_own(name):
    for tag, given in Marks(EVERY[name]()).found:
        assert not any(key == "style" or key.startswith("on") for key in given), (tag, given)
        assert tag != "script" or "src" in given


@pytest.mark.parametrize("name", EVERY)
def test_no_two_elements_share_an_id(name):
    ids = [given["id"] for _, given in Marks(EVERY[name]()).found if "id" in given]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", EVERY)
def test_every_form_that_changes_something_can_be_sent_without_script(name):
    for tag, given in Marks(EVERY[name]()).found:
        if tag == "form" and "hx-post" in given:
            assert (given["method"], given["action"]) == ("post", given["hx-post"])


def test_before_any_agreement_all_answers_weigh_the_same_and_nothing_is_ticked():
    found = Marks(EVERY["asks"]()).found
    answers = [given for tag, given in found if tag == "button" and given.get("name") == "level"]
    assert [one["value"] for one in answers] == ["none", "visit", "told", "history", "around", "voice"]
    assert {one["class"] for one in answers} == {"level"}
    boxes = [given for tag, given in found if given.get("type") == "checkbox"]
    assert [box["name"] for box in boxes] == ["improve"]
    assert "checked" not in boxes[0]


def test_a_card_says_why_with_each_thread_in_words_and_where_it_would_stand():
    text = Page(EVERY["home"]()).text
    for words in (
        "Because you told us that you like hemp.",
        "What you told us 52.6%",
        "without it, place 5",
        "without it, the same place",
        "without it, this would not be here",
        "Returns 10.5% speaks against",
        "Proof of The evening pair",
        "Not for me : The evening pair",
    ):
        assert words in text


def test_the_same_for_everyone_has_no_threads_and_says_so():
    text = EVERY["compared"]()
    assert 'class="seam"' not in text
    assert "Just now you are one of them" in text
    assert 'name="fitted"' in text


def test_a_guess_is_called_one_and_can_be_switched_off():
    text = EVERY["home"]()
    assert "We guessed, because…" in text
    assert re.search(r'<button[^>]*name="anticipate" value="no"', text)


def test_what_follows_a_yes_moves_no_switch():
    """Who is compared with is told so below the sources: above them it would push each away from under one's finger."""
    text = page("taste.html", view=replace(tastings.taste("indigo"), fit=Fit.COMPARED))
    assert text.index('id="loom"') < text.index("Fit it to me now")


def test_what_rests_on_simulated_customers_says_so():
    view = tastings.home("indigo")
    assert "Includes simulated customers." in home(view)
    assert "simulated" not in home(replace(view, simulated=False))


def test_search_shows_both_parts_and_where_each_would_stand_without_taste():
    text = Page(EVERY["search"]()).text
    assert "your words +1.40" in text
    assert "your taste +0.42" in text
    assert "Place 3 without your taste." in text
    assert "Your taste moves 4 of them." in text
    assert text.count("without your taste.") == 4, "of those that stay nothing need be said"
    plain = EVERY["plain search"]()
    assert "your taste" not in Page(plain).text.replace("Your taste", "")
    assert 'href="/indigo/search?q=hemp&amp;personal=1"' in plain


def test_a_search_that_finds_nothing_is_kind():
    nothing = replace(tastings.search("indigo"), hits=[], query="<b>umbrella")
    text = page("search.html", view=nothing)
    assert "Nothing here is called “&lt;b&gt;umbrella”. Try a material" in text
    assert "With my taste" not in text
    slip = page("search.html", view=replace(tastings.search("indigo"), query="hmep", nearest="hemp"))
    assert "Nothing here is called “hmep”. We looked for “hemp” instead." in slip


def test_cutting_a_source_takes_exactly_the_clicks_of_sewing_it_on():
    on = Marks(page("taste.html", view=tastings.taste("indigo", granted=tuple(SOURCES)))).found
    off = Marks(page("taste.html", view=tastings.taste("indigo", granted=()))).found

    def switches(found, value):
        return [
            given
            for tag, given in found
            if tag == "button" and given.get("id", "").startswith("g-") and given["value"] == value
        ]

    assert [one["id"] for one in switches(on, "no")] == [one["id"] for one in switches(off, "yes")]
    assert len(switches(on, "no")) == len(SOURCES)


def test_only_what_is_inferred_asks_whether_it_is_so():
    text = Page(EVERY["taste"]()).text
    assert text.count("Is that so?") == 2
    assert text.index("You said") < text.index("We saw") < text.index("We infer")


def test_pulling_a_thread_shows_both_lists_side_by_side_before_one_decides():
    text = Page(EVERY["pulled"]()).text
    assert text.index("With it, as now") < text.index("Without it") < text.index("Cut “Your designs”")
    for said in ("becomes 3", "no longer among these", "was 1", "new here", "Nothing is decided yet"):
        assert said in text


def test_a_proof_shows_every_part_its_sum_and_what_is_left_over():
    text = Page(EVERY["proof"]()).text
    for words in (
        "+0.300000",
        "−0.060000",
        "+0.210000",
        "Sum of the parts +0.450000",
        "by rounding alone 0",
        "stands at place 1",
    ):
        assert words in text


def test_a_survey_asks_at_most_two_questions_and_can_be_skipped():
    text = EVERY["survey"]()
    assert text.count("<fieldset") == 2
    assert 'name="skip"' in text
    assert "comes first from now on" in page("_survey.html", survey=tastings.survey(done=True))
    assert page("_survey.html", survey=None).strip() == ""


def test_a_thread_is_told_by_its_stitch_as_well_as_by_its_colour():
    drawn = {
        re.search(r'color="([^"]+)".*dasharray="([^"]+)"', threads.plain(one.colour, one.pattern)).groups()
        for one in SOURCES.values()
    }
    assert len({colour for colour, _ in drawn}) == len({stitch for _, stitch in drawn}) == len(SOURCES)


def test_the_longer_the_thread_the_larger_its_share():
    widths = [int(re.search(r'width="(\d+)"', threads.mark(one))[1]) for one in tastings.SEWN[0]]
    shares = [one.share for one in tastings.SEWN[0]]
    assert sorted(range(5), key=widths.__getitem__) == sorted(range(5), key=shares.__getitem__)


def test_the_loom_ties_each_source_to_each_piece_it_had_a_part_in():
    drawn = threads.loom(["stated", "visit", "designs"], [tastings.SEWN[0], tastings.SEWN[2]])
    assert drawn.count("<path") == 4  # three of the first, one of the second; the others have no row
    assert "M0 16.7C50 16.7 50 25.0 100 25.0" in drawn


@pytest.mark.parametrize("brand", ["aurea", "bastone", "indigo", "volta"])
def test_every_good_is_drawn_with_what_a_drawing_may_hold(brand):
    for good in tastings.folder(brand).goods:
        check_drawing(render_tile(good, "#2f5da8", uid="u"), uid="u")


def test_a_good_whose_words_are_hostile_stays_a_drawing():
    good = Item(
        "x", Kind.GOOD, '"><script>alert(1)</script>', look={"colour": "red;}", "size": "<b>", "finish": "x"}
    )
    check_drawing(render_tile(good, "#2f5da8", uid="u"), uid="u")


def test_a_tile_takes_its_maker_at_their_word_before_its_qualities():
    told = Item("x", Kind.GOOD, "Belt", tokens=("colour=red", "material=leather"))
    assert render_tile(told, "#2f5da8", uid="u") != render_tile(
        replace(told, look={"colour": "#00ff00"}), "#2f5da8", uid="u"
    )
