"""Proposals as cards: what they are called, cost and are drawn with, and how sure their words are."""

from dataclasses import replace

import pytest

from sumisura.kernel import Money
from sumisura.taste import repo as tastes
from sumisura.taste.model import Item, ItemId, Kind, Signal, Thread
from sumisura.trust.grants import Grants
from sumisura.usecases.tasting import cards
from sumisura.usecases.tasting.guests import guest
from sumisura.usecases.tasting.signals import signal, tell

BELT = Item(ItemId("belt-12"), Kind.GOOD, "Belt", tokens=("material=hemp", "colour=sea-green"), price=4_900)
GIFT = Item(ItemId("voucher"), Kind.GOOD, "Voucher")
SUN = Item(
    ItemId("rings/sun"),
    Kind.PRESET,
    "The sun",
    tokens=("metal=gold",),
    price=49_000,
    family="rings",
    choices={"metal": "gold"},
)


@pytest.fixture
def stocked(services, ada):
    with services.store.write() as tx:
        tastes.save_items(tx, ada.brand.id, [BELT, GIFT, SUN])
        for source in ("stated", "visit"):
            Grants(services.ids).give(tx, ada.brand.id, ada.party, "personalise", source, "v1")
    return replace(services, mass_share=0.0)


def made(services, visitor, *ids, **more):
    with services.store.read() as tx:
        found = guest(services, tx, visitor)
        rows = [found.taste.population.row[id_] for id_ in ids]
        return found, cards.cards(services, tx, found, rows, **more)


def test_cards_stand_in_the_order_asked_for_with_price_badge_and_picture(stocked, ada):
    row = made(stocked, ada)[0].taste.population.row
    _, (belt, sun, ring, gift) = made(
        stocked, ada, "belt-12", "rings/sun", "rings", "voucher", badges={row["belt-12"]: "hot"}
    )
    assert [one.place for one in (belt, sun, ring, gift)] == [1, 2, 3, 4]
    assert (belt.price, gift.price) == (Money(4_900, "EUR"), None)
    assert (belt.badge, sun.badge) == ("hot", "")
    assert (belt.family, belt.choices) == (None, {}), "a good is drawn by its own look"
    assert sun.family.name == ring.family.name == "rings"
    assert (sun.choices, ring.choices) == ({"metal": "gold"}, {"metal": "silver"})


def test_no_rows_are_no_cards(stocked, ada):
    assert made(stocked, ada)[1] == []


def test_for_everyone_there_are_no_threads_and_the_sentence_says_so(stocked, eve):
    _, (belt,) = made(stocked, eve, "belt-12")
    assert (belt.threads, belt.sure, belt.score) == ((), "", 0.0)
    assert belt.sentence == "Shown to everyone alike.", "nobody chose it yet, and nothing is learned of them"


def test_threads_add_up_their_reasons_and_their_shares(stocked, ada):
    tell(stocked, ada, signal(stocked, "liked", ItemId("material=hemp"), "stated"))
    tell(stocked, ada, signal(stocked, "viewed", ItemId("belt-12"), "visit"))
    tell(stocked, ada, signal(stocked, "viewed", ItemId("rings/sun"), "visit"))
    found, shown = made(stocked, ada, "belt-12", "rings/sun")
    for card in shown:
        assert sum(one.amount for one in card.threads) == pytest.approx(card.score, abs=1e-12)
        assert [abs(one.amount) for one in card.threads] == sorted(
            (abs(one.amount) for one in card.threads), reverse=True
        )
        assert sum(one.share for one in card.threads) == pytest.approx(1.0)
        row = found.taste.population.row[card.item.id]
        for thread in card.threads:
            if thread.source:
                told = [part for one, part in found.taste.pulls(row) if one.signal.source == thread.name]
                assert sum(told) == pytest.approx(thread.amount, abs=1e-12)
                assert {part for _, part in thread.because} <= set(told)
    texts = [text for card in shown for thread in card.threads for text, _ in thread.because]
    assert "you told us that you like hemp" in texts
    assert "you looked at Belt" in texts


def test_all_threads_of_a_page_together_are_the_sum_of_its_cards(stocked, ada):
    tell(stocked, ada, signal(stocked, "liked", ItemId("material=hemp"), "stated"))
    found, shown = made(stocked, ada, "belt-12", "rings/sun", "voucher")
    rows = [found.taste.population.row[card.item.id] for card in shown]
    whole = {one.source: one.amount for one in cards.together(found, rows)}
    assert sum(whole.values()) == pytest.approx(sum(card.score for card in shown), abs=1e-12)
    said = [one.amount for card in shown for one in card.threads if one.name == "stated"]
    assert whole["stated"] == pytest.approx(sum(said), abs=1e-12)


@pytest.mark.parametrize(
    ("unsure", "words"),
    [(0.2, "quite sure"), (0.5, "quite sure"), (0.6, "fairly sure"), (1.5, "a guess"), (9.0, "hardly more than a guess")],
)  # fmt: skip
def test_how_sure_is_said_by_the_spread_beside_the_personal_part(unsure, words):
    found = [Thread("everyone", 5.0), Thread("stated", 1.5), Thread("returns", -0.5)]
    assert cards.sure(found, unsure) == words


def test_nothing_personal_is_neither_sure_nor_unsure():
    assert cards.sure([Thread("everyone", 5.0)], 0.1) == ""
    assert cards.sure([], 0.1) == ""
    assert cards.sure([Thread("stated", 1.0), Thread("visit", -1.0)], 0.1) == ""


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("belt-12", "Belt"),
        ("colour=sea-green", "sea green"),
        ("gone-7", "gone-7"),
        ("rings:metal=gold", "gold"),
    ],
)
def test_things_and_qualities_have_names_and_what_is_gone_its_id(stocked, ada, id_, name):
    assert cards.named(made(stocked, ada)[0].cloth, id_) == name


def test_a_signal_is_told_to_whose_it_is(stocked, ada, services):
    told = Signal("1", services.clock.now(), "returns", ItemId("belt-12"), "returned", -1.0)
    assert cards.words(made(stocked, ada)[0].cloth, told) == "you sent back Belt"
