"""S56, S59, S72: from needs to designs by a plain form; what cannot be met is said, and told to who makes it."""

from time import monotonic, sleep

from shopping import begin, chosen


def test_what_meets_every_need_is_shown_and_can_be_gone_on_from(person):
    page = person.open("/indigo/jeans/needs?price=220&tag=material%3Dhemp")
    assert "These are all of it" in page.text
    assert page.html.count('class="need-card"') == 3
    assert page.text.count("Unlike the first:") == 2
    assert 'data-state="unmet"' not in page.html
    person.press("Go on from this one , number 1")
    assert chosen(person.page)["fabric"] == "hemp-12"


def test_what_nobody_can_have_says_what_binds_and_by_how_much(person):
    begin(person)
    page = person.open("/indigo/jeans/needs?price=150&tag=material%3Dselvedge")
    assert "Nothing we make is all of it" in page.text
    assert "it is all the rest" in page.text
    assert "Without selvedge (material)" in page.text
    states = [page.html.count(f'data-state="{state}"') for state in ("met", "unmet")]
    assert states == [2, 2]
    told = "ou told us what you need, and nothing we make is all of it"
    until = monotonic() + 10  # notes of a visit are written in batches
    while told not in person.open("/indigo/data").text and monotonic() < until:
        sleep(0.1)
    assert told in person.page.text


def test_what_cannot_be_read_is_kept_and_told_beside_it(person):
    page = person.open("/indigo/jeans/needs?price=cheap&by=2001-01-01")
    assert "“cheap” is no number" in page.text
    assert "that day is past" in page.text
    assert 'value="cheap"' in page.html


def test_only_what_the_maker_says_may_be_asked_for_is_asked_in_their_words(person):
    page = person.open("/indigo/jeans/needs")
    assert "Weight of the denim, in oz" in page.text
    assert 'name="most.weight"' in page.html
    assert not any(f'name="least.{inside}"' in page.html for inside in ("needs", "opening", "width"))
    page = person.open("/indigo/jeans/needs?most.opening=1")
    assert "Nothing asked yet" in page.text


def test_what_something_has_or_has_not_is_asked_to_be_left_out(person):
    page = person.open("/bastone/burger/needs?most.egg=0&most.gluten=0")
    assert page.html.count('type="checkbox" name="most.egg" value="0" checked') == 1
    assert 'name="least.egg"' not in page.html
    assert "no Egg" in page.text
    assert "These are all of it" in page.text
    page = person.open("/bastone/burger/needs?most.mustard=0&price=1")
    assert "Nothing we make is all of it" in page.text
