"""S56, S59, S72: from needs to designs by a plain form; what cannot be met is said, and told to who makes it."""

from time import monotonic, sleep

from shopping import begin, chosen


def test_what_meets_every_need_is_shown_and_can_be_gone_on_from(person):
    page = person.open("/indigo/jeans/needs?price=220&tag=material%3Dhemp")
    assert "These are all of it" in page.text
    assert page.html.count('class="need-card"') == 3
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
