"""A draft's steps lead back exactly, whatever was done."""

import pytest

import sumisura
from spaces import example_families
from sumisura.kernel import BrandId, DesignId, PartyId, Rng
from sumisura.space import draft as drafting
from sumisura.space.draft import STEPS_BACK, TOUCHED, Draft, design_of
from sumisura.space.errors import Unavailable


@pytest.fixture(scope="module", params=example_families(), ids=lambda path: path.stem)
def space(request):
    return sumisura.compile(sumisura.read_family(request.param), cache=None)


def fresh(space):
    return Draft(DesignId("dsn"), BrandId("b"), PartyId("p"), space.family.name, space.family.digest)


def act(space, draft, rng):
    """One random thing a person does."""
    match rng.randrange(6):
        case 0:
            return drafting.finish(space, draft)
        case 1:
            return drafting.unfinish(draft)
        case 2 if draft.choices:
            return drafting.retract(space, draft, rng.choice(sorted(draft.choices)))
        case _:
            variable, value = rng.choice(space.columns)
            return drafting.choose(space, draft, variable, value, anyway=True)


def test_every_step_back_stands_where_it_stood(space):
    rng, draft = Rng(11), fresh(space)
    states = [draft]
    for _ in range(STEPS_BACK):
        after = act(space, draft, rng)
        if after != draft:
            states.append(after)
        draft = after
    for before in reversed(states[:-1]):
        draft = drafting.undo(draft)
        assert draft.now == before.now
    assert drafting.undo(draft) == draft


def test_the_shown_price_is_the_price_after_the_click_and_own_choices_stay(space):
    rng, draft = Rng(5), fresh(space)
    for turn in range(40):
        if turn % 5 == 0:
            draft = drafting.finish(space, draft)
        design = design_of(space, draft)
        variable, value = rng.choice(space.columns)
        option = design.options()[variable][value]
        own = {name: kept for name, kept in draft.now.touched.items() if name != variable}
        try:
            after = drafting.choose(space, draft, variable, value)
        except Unavailable:
            assert option.give_up >= TOUCHED
            continue
        assert 0 <= option.give_up < TOUCHED
        assert own.items() <= after.now.touched.items()
        assert design_of(space, after).price == design.price + option.price_delta
        draft = after
