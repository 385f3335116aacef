"""In what order things are proposed: the guest's own taste, or the same for everyone; chance repeats all day."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from sumisura.taste import repo as tastes
from sumisura.taste.model import Item, ItemId, Kind, Manners, Shown
from sumisura.trust.grants import Grants
from sumisura.usecases.tasting import ranking
from sumisura.usecases.tasting.guests import guest
from sumisura.usecases.tasting.signals import signal, tell

COLOURS = ("red", "blue", "green", "grey")


@pytest.fixture
def plates(services, ada):
    """Forty plates in four colours, the last four of them new."""
    now = services.clock.now()
    made = [
        Item(
            ItemId(f"plate-{number:02}"),
            Kind.GOOD,
            f"Plate {number}",
            tokens=(f"colour={COLOURS[number % 4]}", f"size={number % 3}"),
            price=900 + number,
            since=now - timedelta(days=2) if number >= 36 else None,
        )
        for number in range(40)
    ]
    with services.store.write() as tx:
        tastes.save_items(tx, ada.brand.id, made)
        Grants(services.ids).give(tx, ada.brand.id, ada.party, "personalise", "stated", "v1")
    return replace(services, mass_share=0.0)


def who(services, visitor):
    with services.store.read() as tx:
        return guest(services, tx, visitor)


def names(found, rows):
    return [found.cloth.rows[row].id for row in rows]


def test_the_ranking_is_the_scores_in_falling_order_over_all_that_may_be_proposed(plates, ada):
    tell(plates, ada, signal(plates, "liked", ItemId("colour=red"), "stated"))
    found = who(plates, ada)
    rows = list(ranking.ranked(found))
    assert sorted(rows) == np.flatnonzero(found.mask).tolist()
    scores = found.taste.scores[rows]
    assert (np.diff(scores) <= 0).all()
    assert {found.cloth.rows[row].tokens[0] for row in rows[:10]} == {"colour=red"}
    assert all(found.cloth.rows[row].kind is not Kind.OPTION for row in rows)


def test_the_same_for_everyone_is_what_is_most_chosen_and_ties_keep_their_order(plates, eve):
    found = who(plates, eve)
    counts = np.zeros(found.cloth.population.size)
    counts[[found.taste.population.row[f"plate-{number:02}"] for number in (7, 3)]] = (5, 9)
    found = replace(found)
    object.__setattr__(found, "__dict__", {**found.__dict__, "popularity": counts})
    rows = ranking.popular(found)
    assert names(found, rows)[:2] == ["plate-03", "plate-07"]
    assert list(rows[2:]) == sorted(rows[2:])
    chosen = ranking.chosen(plates, found, 8)
    assert list(chosen.rows) == list(rows[:8])
    assert list(chosen.propensities) == [1.0] * 8 + [0.0] * (len(rows) - 8)
    assert chosen.tried == frozenset()


def test_chance_is_the_same_all_day_for_one_and_differs_by_person_and_day(plates, ada):
    found = who(plates, ada)
    first = ranking.chosen(plates, found, 8)
    assert ranking.chosen(plates, found, 8) == first
    plates.clock.advance(hours=11)
    assert ranking.chosen(plates, who(plates, ada), 8).tried == first.tried, "still the same day"
    days = set()
    for _ in range(5):
        plates.clock.advance(days=1)
        days.add(ranking.chosen(plates, who(plates, ada), 8).tried)
    assert len(days | {first.tried}) > 2


@pytest.mark.parametrize("k", [0, 1, 3, 8, 200])
def test_every_probability_is_exact_and_adds_up(plates, ada, k):
    chosen = ranking.chosen(plates, who(plates, ada), k)
    assert len(chosen.rows) == len(set(chosen.rows)) == min(k, len(chosen.candidates))
    assert sum(chosen.propensities) == pytest.approx(len(chosen.rows))
    chance = dict(zip(chosen.candidates, chosen.propensities, strict=True))
    assert all(chance[row] > 0 for row in chosen.rows)
    assert chosen.tried <= set(chosen.rows)


def test_open_places_show_as_often_as_they_say(plates, ada):
    """The probabilities written down are those of what is shown: over many people's chances."""
    found = who(plates, ada)
    shown, runs = np.zeros(found.cloth.population.size), 400
    for number in range(runs):
        visitor = replace(ada, party=f"pty_{number}")
        chosen = ranking.chosen(plates, replace(found, visitor=visitor), 8)
        shown[list(chosen.rows)] += 1
    said = np.zeros_like(shown)
    said[list(chosen.candidates)] = chosen.propensities
    error = np.sqrt(np.maximum(said * (1 - said), 1e-4) / runs)
    assert (np.abs(shown / runs - said) < 5 * error).all()


def test_what_is_new_is_likelier_to_be_tried(plates, ada):
    chosen = ranking.chosen(plates, who(plates, ada), 8)
    found = who(plates, ada)
    chance = {
        found.cloth.rows[row].id: p for row, p in zip(chosen.candidates, chosen.propensities, strict=True)
    }
    open_ = {id_: p for id_, p in chance.items() if p < 1 and id_.startswith("plate")}
    new = [p for id_, p in open_.items() if id_ >= "plate-36"]
    old = [p for id_, p in open_.items() if id_ < "plate-36"]
    assert np.mean(new) > 1.5 * np.mean(old)


def test_what_tires_rests_unless_nothing_else_is_left(plates, ada):
    found = who(plates, ada)
    now = plates.clock.now()
    tired = Shown(5, now)
    first = ranking.chosen(plates, found, 8).rows[0]
    name = found.cloth.rows[first].id
    rested = replace(found, manners=Manners(shown={name: tired}))
    assert first not in ranking.chosen(plates, rested, 8).candidates
    taken = replace(found, manners=Manners(shown={name: replace(tired, taken=True)}))
    assert ranking.chosen(plates, taken, 8).rows[0] == first
    every = Manners(shown={found.cloth.rows[row].id: tired for row in ranking.ranked(found)})
    assert ranking.chosen(plates, replace(found, manners=every), 8).rows[0] == first


def test_a_place_outside_the_strongest_taste_is_kept(plates, ada):
    """S21: nobody is locked into what they liked first."""
    for _ in range(4):
        tell(plates, ada, signal(plates, "liked", ItemId("colour=red"), "stated"))
    found = who(plates, ada)
    chosen = ranking.chosen(plates, found, 8)
    head = [row for row in chosen.rows if row not in chosen.tried]
    assert len(head) == 6
    assert any("colour=red" not in found.cloth.rows[row].tokens for row in head)


def test_leaning_is_the_personal_part_in_its_own_spread(plates, ada):
    tell(plates, ada, signal(plates, "liked", ItemId("colour=blue"), "stated"))
    found = who(plates, ada)
    rows = list(ranking.ranked(found))[:5]
    personal = found.taste.parts(rows)[1:].sum(axis=0)
    assert np.allclose(ranking.leaning(found, rows), personal / found.taste.unsure(rows))
    assert ranking.leaning(found, []).shape == (0,)
    row = found.taste.population.row
    tokens = {f"colour={one}": row[f"colour={one}"] for one in COLOURS}
    assert ranking.by_taste(found, tokens)[0] == "colour=blue"
    assert ranking.by_taste(found, {}) == []
