"""Taste inside a product: finished for this customer, ordered for them, always orderable; the brand's own for who prefers it."""

import numpy as np
import pytest

from denim import BOLD, QUIET, finish, usual
from guests import MEASURES, order_of
from sumisura.space import repo as families
from sumisura.usecases.shop import bag, configure, finishing
from sumisura.usecases.shop.leaning import leaning
from sumisura.usecases.shop.views import State
from sumisura.usecases.tasting import wishes
from sumisura.usecases.tasting.guests import guest
from sumisura.usecases.tasting.tastes import Fit


def test_finished_for_everyone_is_the_brands_default(customer, sold):
    view = finish(customer())
    assert view.choices == usual(customer())
    assert (view.order, view.fit) == ("brand", Fit.EVERYONE)


def test_finished_for_me_follows_what_was_sold_with_what_i_chose(customer, sold):
    """Past sales say what goes with wide hemp; the brand's default says nothing of it."""
    bold = finish(customer().agree("stated"), ("fabric", "hemp-12"))
    quiet = finish(customer().agree("stated"), ("fabric", "stretch-11"), ("dye", "black"))
    plain = finish(customer(), ("fabric", "hemp-12"))
    assert bold.order == quiet.order == "personal"
    assert {name: bold.choices[name] for name in BOLD} == BOLD
    assert {name: quiet.choices[name] for name in QUIET} == QUIET
    assert plain.choices["leg"] != "wide"
    assert bold.choices != plain.choices


def test_finished_for_me_follows_my_taste_where_nothing_was_chosen(customer, sold):
    ada, bob = customer().agree("stated"), customer().agree("stated")
    for name, value in BOLD.items():
        ada.say("liked", f"jeans:{name}={value}")
    for name, value in QUIET.items():
        bob.say("liked", f"jeans:{name}={value}")
    mine, his = finish(ada).choices, finish(bob).choices
    assert mine != his
    assert mine["leg"] == "wide"
    assert his["leg"] == "slim"
    ada.withdraw("stated")
    assert finish(ada).choices == usual(ada)


def test_what_i_chose_stands_however_i_am_finished(customer, sold):
    ada = customer().agree("stated")
    ada.say("liked", "material=hemp")
    view = finish(ada, ("fabric", "selvedge-14"), ("leg", "slim"))
    assert (view.choices["fabric"], view.choices["leg"]) == ("selvedge-14", "slim")
    states = {variable.name: variable.chosen.state for group in view.groups for variable in group.variables}
    assert states.pop("fabric") is states.pop("leg") is State.CHOSEN
    assert set(states.values()) == {State.SUGGESTED}


def test_the_brands_order_is_kept_for_who_prefers_it(customer, sold):
    ada = customer().agree("stated")
    for name, value in BOLD.items():
        ada.say("liked", f"jeans:{name}={value}")
    design = ada.design()
    own = configure.show(ada.services, ada.visitor, design)
    wishes.serve(ada.services, ada.visitor, order="brand")
    view = configure.show(ada.services, ada.visitor, design)
    assert (own.order, view.order) == ("personal", "brand")
    assert order_of(own) != order_of(view)
    assert order_of(view) == customer().options()
    assert not any(option.threads for option in options(view))
    assert finish(ada).choices == usual(ada)
    wishes.serve(ada.services, ada.visitor, order="personal")
    assert configure.show(ada.services, ada.visitor, design) == own


def options(view):
    return [option for group in view.groups for variable in group.variables for option in variable.options]


LIKES = ["material=hemp", "material=selvedge", "colour=black", "style=worn", "style=plain", "occasion=work"]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_they_chose_and_like_what_is_finished_for_them_can_be_ordered(customer, sold, seed):
    """Every suggestion is valid, whatever was sold: it goes into the bag as it stands."""
    rng = np.random.default_rng(seed)
    ada = customer().agree("stated", "visit")
    for like in rng.choice(LIKES, 3, replace=False):
        ada.say("liked", str(like))
    design = ada.design()
    for _ in range(int(rng.integers(0, 5))):
        view = configure.show(ada.services, ada.visitor, design)
        open_ = [
            (variable.name, option.name)
            for group in view.groups
            for variable in group.variables
            for option in variable.options
            if option.state is State.AVAILABLE
        ]
        pick = open_[rng.integers(len(open_))]
        configure.choose(ada.services, ada.visitor, design, pick)
    view = finish(ada, design=design)
    assert view.missing == ("Waist", "Hip", "Inseam") or not view.partial
    configure.write(ada.services, ada.visitor, design, MEASURES)
    bag.add(ada.services, ada.visitor, design)
    (line,) = ada.bag().lines
    assert line.choices == view.choices
    assert line.quote.total == view.price


def test_the_same_customer_is_finished_the_same(customer, sold):
    """Deterministic: no chance in it."""
    ada = customer().agree("stated")
    ada.say("liked", "material=selvedge")
    first = finish(ada, ("leg", "wide")).choices
    for _ in range(3):
        assert finish(ada, ("leg", "wide")).choices == first
    bob = customer().agree("stated")
    bob.say("liked", "material=selvedge")
    assert finish(bob, ("leg", "wide")).choices == first


def test_clicks_in_a_design_do_not_move_its_options_under_the_hand(customer, sold):
    """What is clicked here counts for the next design; this one stays where the hand is."""
    ada = customer().agree("stated", "visit")
    design = ada.design()
    before = order_of(configure.show(ada.services, ada.visitor, design))
    for choice in (("fabric", "recycled-12"), ("leg", "wide"), ("rise", "high"), ("dye", "ecru")):
        view = configure.choose(ada.services, ada.visitor, design, choice)
        assert order_of(view) == before
    ada.services.clock.advance(seconds=2)
    assert order_of(configure.show(ada.services, ada.visitor, design)) == before
    after = ada.options()
    assert after != before
    assert after["fabric"].index("recycled-12") < before["fabric"].index("recycled-12")
    ada.say("liked", "colour=ecru")
    assert order_of(configure.show(ada.services, ada.visitor, design)) != before, "a word moves it at once"


def test_a_choice_taken_back_counts_against_it_in_the_next_design(customer, sold):
    """S133: a retracted option is evidence like any other."""
    ada = customer().agree("visit")
    design = ada.design()
    scores = []
    for act in (
        lambda: configure.choose(ada.services, ada.visitor, design, ("fabric", "recycled-12")),
        lambda: configure.retract(ada.services, ada.visitor, design, "fabric"),
        lambda: configure.retract(ada.services, ada.visitor, design, "fabric"),
    ):
        act()
        taste = ada.guest().taste
        scores.append(taste.scores[taste.population.row["jeans:fabric=recycled-12"]])
    assert scores[1] < scores[0]
    assert scores[2] == scores[1], "taken back once"
    kinds = [one.what for one in ada.guest().kept]
    assert kinds.count("retracted") == kinds.count("chose") == 1


def test_numbers_and_sizes_keep_their_order(customer, sold):
    ada = customer("aurea").agree("stated")
    space = customer("aurea").options(family="ring")
    ada.say("liked", "jeans:leg=wide")
    sized = {
        name for name, values in space.items() if all(value.replace("-", "").isdigit() for value in values)
    }
    mine = ada.options(family="ring")
    assert all(mine[name] == space[name] for name in sized)


def test_what_suits_is_one_open_option_a_choice_that_can_be_had_with_exact_threads(customer, sold):
    ada = customer().agree("stated", "visit")
    ada.say("liked", "material=hemp")
    design = ada.design()
    for choice in (("wash", "raw"), ("leg", "wide"), ("rise", "high")):
        view = configure.choose(ada.services, ada.visitor, design, choice)
        suiting = 0
        for group in view.groups:
            for variable in group.variables:
                marked = [option for option in variable.options if option.why]
                assert len(marked) <= 1
                suiting += len(marked)
                for option in marked:
                    assert option.state not in {State.UNAVAILABLE, State.CHOSEN}
                    assert option.threads
                    assert "everyone" not in [thread.name for thread in option.threads]
        assert suiting


def test_the_threads_of_an_option_add_up_to_what_they_moved_it_by(customer, sold):
    """S36: on every option there is, marked or not, in the order and in what suits now."""
    ada = customer().agree("stated", "visit")
    ada.say("liked", "material=hemp")
    design = ada.design()
    configure.choose(ada.services, ada.visitor, design, ("leg", "wide"))
    found = lean_of(ada, design)
    for variable in found.space.family.variables:
        for value in variable.values:
            at = found.column[variable.name, value.name]
            for reasons in (found.suits_now, found.opens):
                moved = sum(float(part[at]) for part in reasons.added.values())
                assert abs(moved - (reasons.now[at] - reasons.everyone[at])) < 1e-9
            threads = found.threads(variable, value.name)
            moved = found.suits_now.now[at] - found.suits_now.everyone[at]
            assert sum(one.amount for one in threads) == pytest.approx(moved, abs=1e-9)


def test_an_options_place_without_a_source_is_the_place_it_has_for_one_who_never_gave_it(customer, sold):
    """S36, S89: brute force: the source's consent is withdrawn for good, and the page asked anew."""
    ada = customer().agree("stated", "visit")
    ada.say("liked", "material=hemp")
    ada.say("viewed", "jeans:fabric=recycled-12", "visit")
    ada.say("viewed", "jeans:leg=wide", "visit")
    design = ada.design()
    found = lean_of(ada, design)
    told = {
        (source, one.name): found.order_without(one, source)
        for source in ("stated", "visit")
        for one in found.space.family.variables
    }
    now = ada.options(design)
    for source, other in (("stated", "visit"), ("visit", "stated")):
        ada.withdraw(source)
        order = ada.options(design)
        ada.agree(source)
        assert order != now, f"{source} moves something"
        assert {name: told[source, name] for name in order} == order, other
        ada.say("liked", "material=hemp")
        ada.say("viewed", "jeans:fabric=recycled-12", "visit")
        ada.say("viewed", "jeans:leg=wide", "visit")


def lean_of(customer, design):
    with customer.services.store.read() as tx:
        draft, _ = families.draft(tx, customer.brand.id, design)
        space = customer.services.shelf.take(tx, customer.brand.id, draft.family).space
        return leaning(customer.services, tx, guest(customer.services, tx, customer.visitor), space, draft)


def test_what_is_refused_is_neither_marked_as_suiting_nor_filled_in(customer, sold):
    """S109, inside a product: the option can still be chosen by hand, but nobody proposes it."""
    ada = customer().agree("stated")
    ada.refuse("material=hemp")
    view = finish(ada, ("leg", "wide"))
    assert view.choices["fabric"] != "hemp-12"
    marked = [
        option.name
        for option in options(configure.show(ada.services, ada.visitor, ada.design()))
        if option.why
    ]
    assert "hemp-12" not in marked
    by_hand = finish(ada, ("fabric", "hemp-12"))
    assert by_hand.choices["fabric"] == "hemp-12"


def test_a_family_without_any_sale_is_finished_too(customer, shop):
    ada = customer("bastone").agree("stated")
    (family, *_) = [str(one.id) for one in ada.guest().cloth.proposals if one.kind == "family"]
    design = ada.design(family)
    view = finishing.finish(ada.services, ada.visitor, design)
    assert not view.partial
    bag.add(ada.services, ada.visitor, design)
    assert ada.bag().orderable


@pytest.mark.parametrize("brand", ["indigo", "bastone", "aurea"])
def test_every_preset_starts_a_design_that_holds_its_choices(customer, brand):
    ada = customer(brand)
    presets = [one for one in ada.guest().cloth.proposals if one.kind == "preset"]
    assert presets
    for preset in presets:
        design = ada.design(preset.family, str(preset.id))
        view = configure.show(ada.services, ada.visitor, design)
        assert {name: view.choices[name] for name in preset.choices} == dict(preset.choices), preset.id
        assert view.suggesting
        assert not view.can_undo
        assert view.price.amount == preset.price or view.price.amount > 0


def test_a_preset_can_be_changed_finished_and_ordered(customer):
    ada = customer()
    design = ada.design(preset="jeans/evening")
    view = configure.choose(ada.services, ada.visitor, design, ("leg", "wide"))
    assert view.choices["leg"] == "wide"
    assert view.choices["dye"] == "black"
    finishing.finish(ada.services, ada.visitor, design)
    configure.write(ada.services, ada.visitor, design, MEASURES)
    bag.add(ada.services, ada.visitor, design)
    assert ada.bag().orderable
