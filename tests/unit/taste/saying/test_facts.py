"""S21, S25, S89: every belief is labelled stated, observed or inferred, says how sure it is, and stated wins."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sumisura.taste.model import Item, ItemId, Kind
from sumisura.taste.saying.facts import Label, believed
from sumisura.taste.state import Taste
from wardrobe import NOW, TOKENS, population, signal, wardrobe

ITEMS = wardrobe()
BY_ID = {item.id: item for item in ITEMS}
POPULATION = population(ITEMS)
HEMP, LEATHER = "material=hemp", "material=leather"


def facts(signals, **more):
    taste = Taste.of(POPULATION, signals, NOW)
    return {fact.token: fact for fact in believed(taste, signals, TOKENS, items=BY_ID, **more)}


def bearing(token):
    return [item for item in ITEMS if token in item.tokens]


def test_nothing_known_nothing_believed():
    assert facts([]) == {}


@given(st.lists(st.sampled_from([item.id for item in bearing(HEMP)]), min_size=5, max_size=60))
def test_stated_wins_over_any_number_of_deeds(bought):
    deeds = [signal("bought", item, source="purchases", id_=f"b{n}") for n, item in enumerate(bought)]
    assert facts(deeds)[HEMP].label is Label.OBSERVED
    told = facts([signal("liked", HEMP, day=30, value=-1.0), *deeds])[HEMP]
    assert (told.label, told.strength, told.probability) == (Label.STATED, -1.0, 1.0)
    assert told.words == "You told us that you do not like hemp."
    assert not told.tentative


def test_a_contradiction_is_marked():
    item = bearing(HEMP)[0].id
    deeds = [signal("bought", HEMP, source="purchases", id_=f"b{n}") for n in range(20)]
    assert facts([signal("passed", HEMP), *deeds])[HEMP].differs
    assert not facts([signal("liked", HEMP), signal("bought", item, source="purchases")])[HEMP].differs


def test_the_last_word_holds():
    told = [signal("liked", HEMP, day=3), signal("passed", HEMP, day=1)]
    assert facts(told)[HEMP].strength < 0
    assert facts(told[::-1])[HEMP].strength < 0


def test_a_refusal_taken_back_is_no_liking():
    told = [signal("refused", HEMP, day=3), signal("refused", HEMP, day=1, value=1.0)]
    found = facts(told).get(HEMP)
    assert found is None or found.label is not Label.STATED


def test_inferred_is_tentative_and_a_correction_moves_it_and_the_ranking():
    signals = [signal("bought", "colour=indigo", source="purchases", id_=f"b{n}") for n in range(6)]
    taste = Taste.of(POPULATION, signals, NOW)
    inferred = next(fact for fact in facts(signals).values() if fact.label is Label.INFERRED)
    assert inferred.tentative
    assert inferred.probability >= 0.75
    assert inferred.words.startswith("It may be that")
    value = -1.0 if inferred.strength > 0 else 1.0
    correction = signal("liked", inferred.token, value=value)
    corrected = facts([*signals, correction])[inferred.token]
    assert (corrected.label, corrected.strength) == (Label.STATED, value)
    after = Taste.of(POPULATION, [*signals, correction], NOW)
    row = POPULATION.row[inferred.token]
    assert (after.scores[row] - taste.scores[row]) * value > 0


def test_the_more_is_known_the_surer():
    few = [signal("chose", HEMP, source="designs", id_="0")]
    many = [signal("chose", HEMP, source="designs", id_=str(n)) for n in range(30)]
    assert facts(few)[HEMP].probability < facts(many)[HEMP].probability
    assert facts(many)[HEMP].sure == "quite sure"
    assert facts(many)[HEMP].words == "You tend to choose hemp."


def test_the_probability_is_the_posteriors():
    signals = [signal("chose", HEMP, source="designs"), signal("viewed", LEATHER, source="visit")]
    taste = Taste.of(POPULATION, signals, NOW)
    rng = np.random.default_rng(0)
    lower = np.tril(taste.lower)
    draws = taste.mean + np.linalg.solve(lower.T, rng.standard_normal((len(taste.mean), 200_000))).T
    liking = (draws - POPULATION.mean) @ POPULATION.vectors[POPULATION.row[HEMP]]
    fact = facts(signals)[HEMP]
    assert abs((liking * np.sign(fact.strength) > 0).mean() - fact.probability) < 0.005


def test_what_matters_to_the_proposals_comes_first():
    signals = [signal("liked", token, id_=token) for token in (HEMP, "colour=indigo", LEATHER)]
    taste = Taste.of(POPULATION, signals, NOW)
    for token in (HEMP, LEATHER):
        proposal = Item(ItemId("hat"), Kind.GOOD, "Hat", tokens=(token,))
        found = believed(taste, signals, TOKENS, items=BY_ID, proposals=[proposal])
        assert found[0].token == token
        assert [fact.matters > 0 for fact in found] == [True] + [False] * (len(found) - 1)


def test_what_has_no_row_is_believed_where_it_was_stated():
    told = [signal("liked", "material=nettle"), signal("viewed", "material=jute", source="visit")]
    taste = Taste.of(POPULATION, told, NOW)
    found = believed(taste, told, ["material=nettle", "material=jute", "material=silk"])
    assert [(fact.token, fact.label) for fact in found] == [("material=nettle", Label.STATED)]


def test_one_look_is_no_belief():
    assert HEMP not in facts([signal("viewed", HEMP, source="visit", day=300)])


def test_a_gone_item_is_no_quality():
    assert facts([signal("viewed", ItemId("gone"), source="visit")]) == {}
