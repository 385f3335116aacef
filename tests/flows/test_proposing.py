"""One taste orders the home, the search and the options of a design: only where agreed, with exact reasons, and undone."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from guests import ids, order_of
from sumisura.insight import repo as insight
from sumisura.insight.model import Arm
from sumisura.kernel import BadInput, Brand, BrandId, NotFound
from sumisura.taste import repo as tastes
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.taste.saying.guard import STANDARD
from sumisura.usecases import brands
from sumisura.usecases.office import arms
from sumisura.usecases.shop import configure, finishing
from sumisura.usecases.tasting import agreeing, recommend, wishes
from sumisura.usecases.tasting.tastes import Fit

HEMP = "material=hemp"
LEANING = ("occasion=weekend", "material=cotton", "style=easy", "colour=blue", "style=classic")
"""Likings enough to guess from."""
SOURCES = ("stated", "visit", "designs", "purchases")
TOLD = (
    ("liked", HEMP, "stated"),
    ("viewed", "belt-black", "visit"),
    ("designed", "jeans:fabric=selvedge-14", "designs"),
    ("bought", "tote-selvedge", "purchases"),
    ("passed", "colour=red", "stated"),
    ("viewed", "jeans/evening", "visit"),
)


def told(customer):
    """A customer of four sources, with something from each."""
    customer.agree(*SOURCES)
    for what, item, source in TOLD:
        assert customer.say(what, item, source) == ()
    return customer


def row_of(page, name="for-you"):
    return next(row for row in page.rows if row.name == name)


# ---- nothing is personal before it is agreed to


def test_two_who_agreed_to_nothing_see_the_same_home_search_and_options(customer):
    """S9: whatever they tried to tell, nothing of it was kept, so nothing of it shows."""
    one, other = customer(), customer()
    refused = one.say("liked", HEMP)
    assert [error.why for error in refused] == ["no consent"]
    assert one.home() == other.home()
    assert one.home().fit is Fit.EVERYONE
    assert not any(card.threads for row in one.home().rows for card in row.cards)
    assert one.search("belt", personal=True) == other.search("belt")
    assert not one.search("belt", personal=True).personal
    assert one.options() == other.options()
    assert one.options()["fabric"][0] == "organic-13", "the brand's own order"


def test_who_has_no_pseudonym_yet_is_served_and_nothing_is_written_of_them(customer, shop):
    nobody = customer()
    nobody.visitor = replace(nobody.visitor, party="")
    assert nobody.seen() == customer().seen()
    assert nobody.found("belt") == customer().found("belt")
    with shop.store.read() as tx:
        assert tastes.manners(tx, nobody.brand.id, "")[1] == 0
        assert insight.exposure(tx, nobody.brand.id, "") is None


# ---- one signal moves every surface, and its withdrawal moves all of them back


def surfaces(customer, design):
    page = customer.home()
    view = configure.show(customer.services, customer.visitor, design)
    again = configure.show(customer.services, customer.visitor, customer.design())
    rows = [replace(row, rests_on="") for row in page.rows]
    return {
        "home": (rows, page.greeting, page.ahead),
        "search": [customer.search(words) for words in ("belt", "weekend")],
        "design": view,
        "new design": replace(again, design=design),
    }


def places(customer):
    """Where hemp stands on each surface, 1 first."""
    return {
        "home": customer.ranking().index("belt-hemp") + 1,
        "belt": customer.found("belt").index("belt-hemp") + 1,
        "weekend": customer.found("weekend").index("belt-hemp") + 1,
        "options": customer.options()["fabric"].index("hemp-12") + 1,
    }


def test_one_signal_moves_home_search_and_options_and_its_withdrawal_moves_them_back(customer):
    """S36, S86, S133, S9: one word, three surfaces; and afterwards it is as if it had never been said."""
    ada = customer().agree("stated", "ratings")
    design = ada.design()
    before, stood = surfaces(ada, design), places(ada)

    ada.say("liked", HEMP)
    now = places(ada)
    assert all(now[where] < stood[where] for where in stood), (stood, now)
    assert now["belt"] == 1
    assert ada.seen().index("belt-hemp") < 3
    moved = surfaces(ada, design)
    assert all(moved[name] != before[name] for name in before)

    ada.withdraw("stated")
    assert surfaces(ada, design) == before
    ada.withdraw("ratings")
    stranger = customer()
    strange = surfaces(stranger, design=stranger.design())
    mine = surfaces(ada, design)
    assert mine["home"] == strange["home"]
    assert mine["search"] == strange["search"]
    assert order_of(mine["design"]) == order_of(strange["design"])


def test_a_dislike_moves_all_three_the_other_way(customer):
    """S133: a complaint is as much evidence as praise."""
    ada = customer().agree()
    ada.say("liked", HEMP)
    liked = places(ada)
    ada.say("passed", HEMP, value=-1.0, weight=12.0)
    now = places(ada)
    assert all(now[where] > liked[where] for where in liked), (liked, now)


def test_search_shows_its_personal_part_and_switches_it_off(customer):
    """S36: the words' part, taste's part and the place without it; one press, or one wish, leaves taste out."""
    ada = customer().agree()
    ada.say("liked", HEMP)
    plain = customer().found("weekend")
    mine = ada.search("weekend")
    assert mine.personal
    assert ids([hit.card for hit in mine.hits]) != plain
    for hit in mine.hits:
        assert plain.index(hit.card.item.id) + 1 == hit.plain
    assert ada.found("weekend", personal=False) == plain
    wishes.serve(ada.services, ada.visitor, search=False)
    assert ada.found("weekend") == plain
    assert not ada.search("weekend").personal
    assert ada.found("weekend", personal=True) == ids([hit.card for hit in mine.hits])


def test_a_search_for_nothing_we_have_finds_nothing_and_says_what_is_near(customer):
    found = customer().search("selvadge tote")
    assert found.hits
    assert customer().search("zzzzqqq").hits == []


# ---- exact reasons


def test_the_threads_of_every_card_add_up_to_its_score(customer):
    """S89: no part of a score is without its source, to rounding."""
    ada = told(customer())
    scores, row = ada.guest().taste.scores, ada.guest().taste.population.row
    page = ada.home()
    cards = [card for one in page.rows for card in one.cards]
    cards += [hit.card for hit in ada.search("weekend").hits] + list(ada.taste().top)
    cards += [page.ahead] if page.ahead else []
    assert len(cards) > 20
    for card in cards:
        assert {thread.name for thread in card.threads} <= {*SOURCES, "everyone"}
        assert sum(thread.amount for thread in card.threads) == pytest.approx(card.score, abs=1e-9)
        assert card.score == pytest.approx(scores[row[card.item.id]], abs=1e-9)
        assert sum(thread.share for thread in card.threads) == pytest.approx(1.0)


def test_what_a_thread_rests_on_is_told_in_the_customers_own_words(customer):
    ada = customer().agree("stated", "visit")
    ada.say("liked", HEMP)
    ada.say("viewed", "belt-black", "visit")
    because = {
        text
        for card in row_of(ada.home()).cards
        for thread in card.threads
        for text, part in thread.because
        if part
    }
    assert because == {"you told us that you like hemp", "you looked at Narrow black belt"}


@pytest.mark.parametrize("source", SOURCES)
def test_the_place_without_a_source_is_the_place_it_has_once_that_is_withdrawn(customer, source):
    ada = told(customer())
    promised = {
        id_: next((one.without for one in ada.proof(id_).card.threads if one.name == source), None)
        for id_ in ada.ranking()[::4]
    }
    assert any(promised.values())
    ada.withdraw(source)
    ranking = ada.ranking()
    for id_, place in promised.items():
        if place is not None:
            assert ranking.index(id_) + 1 == place, id_


def test_a_proof_gives_the_sum_the_ranking_and_what_it_rests_on(customer):
    ada = told(customer())
    ranking, scores = ada.ranking(), ada.guest().taste.scores
    row = ada.guest().taste.population.row
    for id_ in (ranking[0], ranking[7], ranking[-1]):
        proof = ada.proof(id_)
        assert proof.place == ranking.index(id_) + 1
        assert proof.total == pytest.approx(scores[row[id_]], abs=1e-9)
        assert abs(proof.residual) < 1e-9
        assert proof.total + proof.residual == pytest.approx(scores[row[id_]], abs=1e-15)
        assert [place for place, _, _ in proof.others] == list(range(1, len(proof.others) + 1))
        assert [score for _, _, score in proof.others] == sorted(
            (score for _, _, score in proof.others), reverse=True
        )
        titles = [ada.guest().cloth.items[one].title for one in ranking[: len(proof.others)]]
        assert [title for _, title, _ in proof.others] == titles
        assert proof.model.startswith(ada.guest().cloth.population.version)


def test_a_proof_of_what_is_the_same_for_everyone_counts_customers(customer):
    proof = customer().proof("belt-hemp")
    assert proof.card.threads == ()
    assert proof.residual == 0
    assert proof.place > 0


def test_a_proof_of_what_was_put_away_has_no_place(customer):
    ada = customer()
    ada.refuse("belt-hemp")
    assert ada.proof("belt-hemp").place == 0


@pytest.mark.parametrize("id_", ["nothing", "", "jeans:fabric=hemp-12", "material=hemp", "jeans/"])
def test_what_is_no_piece_has_neither_page_nor_proof(customer, id_):
    ada = customer()
    with pytest.raises(NotFound):
        ada.proof(id_)
    with pytest.raises(NotFound):
        recommend.item(ada.services, ada.visitor, ItemId(id_))


def test_no_sentence_tells_what_is_true_but_uncomfortable(customer, shop):
    """What may rank is not said: no reason, greeting or title of a row holds a guarded word."""
    bastone = customer("bastone")
    hushed = [
        Item(ItemId("plate-1"), Kind.GOOD, "Grey plate", tokens=("diet=halal", "colour=grey"), price=900),
        Item(ItemId("plate-2"), Kind.GOOD, "Red plate", tokens=("diet=halal", "colour=red"), price=900),
        Item(ItemId("tray-1"), Kind.GOOD, "Tray", tokens=("size=xxl", "occasion=funeral"), price=900),
        Item(ItemId("tray-2"), Kind.GOOD, "Long tray", tokens=("size=xxl", "occasion=funeral"), price=900),
    ]
    with shop.store.write() as tx:
        tastes.save_items(tx, bastone.brand.id, hushed)
    bastone.agree(*SOURCES)
    for item in ("diet=halal", "size=xxl", "occasion=funeral"):
        bastone.say("liked", item)
    for item in ("plate-1", "tray-1"):
        bastone.say("viewed", item, "visit")
    page = bastone.home()
    assert {"plate-1", "plate-2", "tray-1", "tray-2"} & set(ids(row_of(page).cards))
    said = [page.greeting, *(row.title for row in page.rows)]
    cards = [card for row in page.rows for card in row.cards]
    cards += [hit.card for hit in bastone.search("plate tray").hits] + list(bastone.taste().top)
    tokens = [token for item in hushed for token in item.tokens]
    for text in [*said, *(card.sentence for card in cards)]:
        assert STANDARD.of_text(text, [token for token in tokens if STANDARD.of_token(token)]) == "", text
    plate = next(card for card in cards if card.item.id == "plate-1")
    assert plate.threads, "it is ranked by it, and the sum is open all the same"


# ---- what is new is tried, what tires rests, what is guessed is labelled


@dataclass
class Heard:
    """Takes the events of visits, for a test to look at."""

    events: list = field(default_factory=list)

    def add(self, event):
        self.events.append(event)

    def decisions(self):
        """Those behind the main row of a home."""
        return [one for one in self.events if (one.kind, one.subject) == ("decision.made", "home")]


def test_chance_fills_a_few_places_with_its_probability_written_down(customer, shop):
    heard = Heard()
    ada = told(customer(services=replace(shop, navigation=heard)))
    page = ada.home()
    assert row_of(page).cards == row_of(ada.home()).cards, "the same all day"
    assert [card.place for card in row_of(page).cards if card.badge == "try"] == [4, 8]
    one, again = (decision.context for decision in heard.decisions())
    assert one == again
    assert one["policy"] == "taste"
    assert list(one["shown"]) == ids(row_of(page).cards)
    chances = dict(zip(one["candidates"], one["propensities"], strict=True))
    assert sum(chances.values()) == pytest.approx(len(one["shown"]))
    assert all(0 < chances[id_] <= 1 for id_ in one["shown"])
    assert min(chances.values()) > 0, "every policy can be evaluated on what this one showed"
    assert set(one["signals"]) == set(SOURCES)
    assert set(one["reasons"]) == set(one["shown"])


def test_what_everyone_sees_is_certain_and_rests_on_no_signal(customer, shop):
    heard = Heard()
    ada = customer(services=replace(shop, navigation=heard))
    shown = ada.seen()
    (one,) = (decision.context for decision in heard.decisions())
    assert (one["policy"], one["signals"]) == ("popularity", ())
    assert set(one["propensities"]) == {0.0, 1.0}
    assert [
        id_ for id_, chance in zip(one["candidates"], one["propensities"], strict=True) if chance
    ] == shown


def test_another_day_is_another_chance_but_not_another_head(customer, moment):
    ada = customer().agree()
    ada.say("liked", HEMP)
    firsts, tries = set(), set()
    for _ in range(4):
        cards = row_of(ada.home()).cards
        firsts.add(cards[0].item.id)
        tries.update(card.item.id for card in cards if card.badge == "try")
        moment.advance(days=1)
    assert len(firsts) == 1
    assert len(tries) > 2


def test_what_is_shown_often_and_never_taken_rests_and_comes_back(customer, moment):
    """S109: the attention budget."""
    ada = customer().agree()
    ada.say("liked", HEMP)
    first = ada.seen()[0]
    for _ in range(4):
        ada.home()
        moment.advance(hours=7)
    assert ada.seen()[0] == first, "five times"
    moment.advance(hours=7)
    assert first not in ada.seen()
    assert ada.found("hemp")[0] in {"belt-hemp", "socks-boot"}, "who asks for it still gets it"
    moment.advance(days=15)
    assert ada.seen()[0] == first


@pytest.mark.parametrize("take", ["opened", "bought"])
def test_what_was_taken_does_not_tire(customer, moment, take):
    ada = customer().agree("stated", "visit")
    ada.say("liked", HEMP)
    first = next(id_ for id_ in ada.seen() if not id_.startswith("jeans"))
    if take == "opened":
        recommend.item(ada.services, ada.visitor, ItemId(first))
    else:
        ada.put(first)
    for _ in range(7):
        moment.advance(hours=7)
        assert first in ada.seen()


def test_a_preset_that_was_begun_from_does_not_tire(customer, moment):
    ada = customer().agree()
    ada.say("liked", "jeans/evening")
    assert "jeans/evening" in ada.seen()
    ada.design(preset="jeans/evening")
    for _ in range(7):
        moment.advance(hours=7)
        assert "jeans/evening" in ada.seen()


def test_what_is_looked_at_counts_once_a_visit_and_only_where_that_was_agreed(customer, moment):
    """The shop is another from the first thing that is opened."""
    ada, quiet = customer().agree("visit"), customer().agree("stated")
    before = ada.ranking(), quiet.ranking()
    for one in (ada, quiet):
        recommend.item(one.services, one.visitor, ItemId("belt-hemp"))
    assert ada.ranking()[0] == "belt-hemp"
    assert ada.ranking() != before[0]
    assert quiet.ranking() == before[1]
    for _ in range(3):
        moment.advance(minutes=5)
        recommend.item(ada.services, ada.visitor, ItemId("belt-hemp"))
    assert [one.what for one in ada.guest().kept] == ["viewed"]
    moment.advance(hours=7)
    recommend.item(ada.services, ada.visitor, ItemId("belt-hemp"))
    assert len(ada.guest().kept) == 2


def test_a_guess_that_was_followed_is_the_days_last(customer, moment):
    ada = leaning(customer())
    agreeing.grant(ada.services, ada.visitor, "visit", on=True)
    guess = ada.home().ahead.item.id
    recommend.item(ada.services, ada.visitor, guess)
    assert ada.home().ahead is None
    moment.advance(days=1)
    assert ada.home().ahead is not None


def test_opened_again_and_again_within_a_visit_it_counts_as_shown_once(customer, moment):
    ada = customer().agree()
    ada.say("liked", HEMP)
    for _ in range(8):
        ada.home()
        moment.advance(minutes=5)
    shown = ada.guest().manners.shown
    assert {one.times for one in shown.values()} == {1}


def leaning(customer):
    customer.agree()
    for item in LEANING:
        customer.say("liked", item)
    return customer


def test_a_guess_is_labelled_and_one_a_day(customer, moment):
    """S11, S116: it says that it is one, why, and stays the day's only one."""
    ada = leaning(customer())
    page = ada.home()
    assert page.ahead.badge == "guess"
    assert page.ahead.sentence.startswith("Because you told us")
    assert page.ahead.threads
    assert page.ahead.item.id not in ids(row_of(page).cards)
    guesses = {page.ahead.item.id}
    for _ in range(3):
        moment.advance(hours=2)
        again = ada.home().ahead
        guesses |= {again.item.id} if again else set()
    assert guesses == {page.ahead.item.id}
    ada.refuse(page.ahead.item.id)
    assert ada.home().ahead is None, "the day's guess was spent"
    moment.advance(days=1)
    other = ada.home().ahead
    assert other is None or other.item.id != page.ahead.item.id


def test_nothing_is_guessed_at_quiet_hours_by_the_shops_own_clock(customer, moment):
    ada = leaning(customer())
    moment.advance(hours=10, minutes=1)  # 22:01 in Schio
    assert ada.home().ahead is None
    moment.advance(hours=8, minutes=58)  # 06:59
    assert ada.home().ahead is None
    moment.advance(minutes=1)
    assert ada.home().ahead is not None


def test_guessing_can_be_switched_off_and_on(customer):
    ada = leaning(customer())
    wishes.serve(ada.services, ada.visitor, anticipate=False)
    assert ada.home().ahead is None
    wishes.serve(ada.services, ada.visitor, anticipate=True)
    assert ada.home().ahead is not None


def test_nothing_is_guessed_of_whom_little_is_known(customer):
    assert customer().home().ahead is None
    assert customer().agree().home().ahead is None


# ---- the arm that is the same for everyone


def test_who_is_compared_sees_what_a_stranger_sees_though_they_agreed(customer, shop):
    compared = replace(shop, mass_share=1.0)
    ada = customer(services=compared).agree("stated")
    ada.say("liked", HEMP)
    stranger = customer()
    page, plain = ada.home(), stranger.home()
    assert page.fit is Fit.COMPARED
    assert page.rows == plain.rows
    assert (page.greeting, page.ahead, page.ask) == ("", None, None)
    found = ada.search("weekend", personal=True)
    assert not found.personal
    assert found.hits == stranger.search("weekend").hits
    assert ada.options() == stranger.options()
    assert ada.look("jeans/evening") == stranger.look("jeans/evening")
    mine, theirs = (finishing.finish(one.services, one.visitor, one.design()) for one in (ada, stranger))
    assert mine.choices == theirs.choices
    assert mine.order == "brand"


def test_the_fitted_shop_is_there_for_who_asks_by_hand_and_they_count_as_before(customer, shop):
    compared = replace(shop, mass_share=1.0)
    ada = customer(services=compared).agree("stated")
    ada.say("liked", HEMP)
    ada.home()
    arms.choose(compared, ada.visitor, Arm.PERSONAL)
    assert ada.home().fit is Fit.PERSONAL
    assert ada.search("belt").personal
    assert ada.found("belt")[0] == "belt-hemp"
    with shop.store.read() as tx:
        assert insight.exposure(tx, ada.brand.id, ada.visitor.party).arm is Arm.MASS
    arms.choose(compared, ada.visitor, None)
    assert ada.home().fit is Fit.COMPARED


def test_the_arm_stays_though_the_share_is_changed(customer, shop):
    ada = customer(services=replace(shop, mass_share=1.0)).agree("stated")
    assert ada.home().fit is Fit.COMPARED
    ada.services = shop
    assert ada.home().fit is Fit.COMPARED
    eve = customer().agree("stated")
    assert eve.home().fit is Fit.PERSONAL
    eve.services = replace(shop, mass_share=1.0)
    assert eve.home().fit is Fit.PERSONAL


def test_a_visitor_is_counted_once_and_only_where_the_arms_differ(customer, shop):
    def counted():
        with shop.store.read() as tx:
            return sum(one.totals.visitors for one in insight.totals(tx, "indigo"))

    ada, before = customer(), counted()
    for _ in range(2):
        ada.home()
    assert counted() == before, "nothing was agreed to: both arms are the same"
    ada.agree("stated")
    for _ in range(3):
        ada.home()
        ada.search("belt")
        ada.options()
    assert counted() == before + 1
    bob = customer().agree("stated")
    for _ in range(2):
        bob.options()
    assert counted() == before + 2, "who never opens the home meets their arm in the configurator"
    eve = customer().agree("stated")
    eve.search("belt")
    assert counted() == before + 3, "or in a search"


# ---- what is odd


def test_signals_about_what_is_unknown_are_kept_and_move_nothing(customer):
    ada = customer().agree()
    before = ada.guest().taste.scores
    for item in ("belt-that-was", "colour=ultraviolet", "x" * 300, ""):
        assert ada.say("liked", item) == ()
    after = ada.guest().taste
    assert np.array_equal(after.scores, before)
    assert after.evidence.unknown == 4
    assert ada.home().rows
    assert ada.taste().top


def test_a_number_that_is_none_moves_nothing(customer):
    ada = customer().agree()
    before = ada.guest().taste.scores
    for number in ({"value": float("nan")}, {"weight": float("inf")}, {"value": float("-inf")}):
        with pytest.raises(BadInput, match="says nothing"):
            ada.say("liked", HEMP, **number)
    ada.say("liked", HEMP, weight=0.0)
    assert np.array_equal(ada.guest().taste.scores, before)
    assert np.isfinite([card.score for card in row_of(ada.home()).cards]).all()


def test_a_brand_with_one_piece_has_a_home(customer, shop):
    with shop.store.write() as tx:
        brands.save(tx, Brand(BrandId("lone"), "Lone", "EUR"))
        only = Item(ItemId("stool"), Kind.GOOD, "Stool", tokens=("colour=oak",), price=4900)
        tastes.save_items(tx, BrandId("lone"), [only])
    ada = customer("lone")
    assert ada.seen() == ["stool"]
    ada.agree()
    ada.say("liked", "colour=oak")
    assert ada.seen() == ["stool"]
    assert ada.proof("stool").place == 1
    ada.refuse("stool")
    assert ada.seen() == []
    assert ada.home().fit is Fit.PERSONAL


def test_what_is_sold_out_is_not_proposed(customer, shop):
    ada = customer("aurea")
    gone = next(one for one in ada.guest().cloth.proposals if one.kind is Kind.GOOD)
    assert gone.id in ada.ranking()
    with shop.store.write() as tx:
        tastes.save_items(tx, ada.brand.id, [replace(gone, stock=0)])
    assert all(gone.id not in one for one in ada.every_list(pieces=("ring",), words=(gone.title,)))
