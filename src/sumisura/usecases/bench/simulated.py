"""Simulated customers told as a shop would know them, had all of them agreed to every source: for the frontier."""

from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BrandId
from sumisura.simulation import draw_people, relevance, shelf, utility
from sumisura.taste.bench.sources import Told, shared_likes
from sumisura.taste.evaluation.replay import Case
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.trust.sources import SOURCES
from sumisura.usecases.demo.lives import Lives
from sumisura.usecases.demo.stage import Stage

Ints = npt.NDArray[np.int64]
THINGS, VISITS, PLACES = 300, 6, 12
QUALITIES = {"colour": 10, "material": 8, "style": 7, "shape": 6, "occasion": 4}
SHARPNESS = 1.0
"""How much more often what many like is shown: as often as it was liked, with 1."""
WANTED = 10
"""Things to be found: those a customer would like best by the hidden truth, met or not."""
DESCRIBED = 0.9
"""The share of qualities that a thing is described by."""
START = datetime(2026, 3, 1, tzinfo=UTC)
BETWEEN = timedelta(days=3)
MAPPING = {
    "visit": "what they opened in the visits before",
    "stated": "what they said they like, and what they refused",
    "purchases": "what they bought",
    "ratings": "stars given to what they bought",
    "returns": "what they sent back",
    "friends": "what friends wanted, by the share of them that did",
    "place": "what people of the same region wanted, by the share of them that did",
}


def simulated(people: int, seed: int) -> tuple[Told, list[Item]]:
    """Let simulated customers come six times and be shown what others like; what they would truly like best is to be found."""
    rng = np.random.default_rng(seed)
    items = _range(rng)
    tokens = tuple(sorted({token for item in items for token in item.tokens}))
    things = shelf(tokens, [item.tokens for item in items], [item.price for item in items], rng)
    everybody = draw_people(tokens, people, seed)
    stage = Stage(BrandId("bench"), items, everybody, things, (), everybody.friends)
    agreed = np.ones((people, len(SOURCES)), dtype=np.bool_)
    seen = np.zeros((people, len(items)), dtype=np.int64)
    lives = Lives(stage, rng, agreed, seen, [[] for _ in range(people)])
    everyone = np.arange(people)
    for visit in range(VISITS):
        shown = _shown(lives, rng)
        lives.visit(everyone, shown, lambda _person, visit=visit: START + visit * BETWEEN)  # type: ignore[misc]
    return _told(stage, lives), items


def _shown(lives: Lives, rng: np.random.Generator) -> Ints:
    """What each is shown: drawn without their taste, what many liked so far more often (Gumbel's top k)."""
    row = {item.id: at for at, item in enumerate(lives.stage.items)}
    liked = [row[one.item] for told in lives.told for one in told if one.value > 0]
    popular = SHARPNESS * np.log1p(np.bincount(liked, minlength=len(row)))
    drawn = popular + rng.gumbel(size=(len(lives.told), len(row)))
    return np.argsort(-drawn, axis=1)[:, :PLACES].astype(np.int64)


def _told(stage: Stage, lives: Lives) -> Told:
    after, known = START + VISITS * BETWEEN, lives.told
    friends = _circles(stage.people.friends, len(known))
    cells = {
        cell: np.flatnonzero(stage.people.cell == cell) for cell in np.unique(stage.people.cell).tolist()
    }
    everyone = np.arange(len(known))
    things = np.tile(np.arange(len(stage.items)), (len(known), 1))
    truth = relevance(utility(stage.people, stage.shelf, everyone, things))
    cases = []
    for person, told in enumerate(known):
        near = cells[int(stage.people.cell[person])]
        shared = (
            *shared_likes([known[one] for one in friends[person]], "friends", "friend", after),
            *shared_likes([known[one] for one in near.tolist() if one != person], "place", "near", after),
        )
        best = np.argsort(-truth[person], kind="stable")[:WANTED].tolist()
        wanted = frozenset(str(stage.items[thing].id) for thing in best)
        cases.append(Case(str(person), after, (*told, *shared), wanted))
    return Told(
        {str(person): told for person, told in enumerate(known)},
        cases,
        [str(item.id) for item in stage.items],
        again=True,
    )


def _circles(pairs: Ints, people: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(people)]
    for one, other in pairs.tolist():
        found[one].append(other)
        found[other].append(one)
    return found


def _range(rng: np.random.Generator) -> list[Item]:
    """Things with one value of each quality, the first values of a quality more common than the last."""
    items = []
    for number in range(THINGS):
        tokens = tuple(
            f"{name}={int(many * rng.beta(1.0, 1.6))}"
            for name, many in QUALITIES.items()
            if rng.random() < DESCRIBED
        )
        price = int(np.exp(rng.normal(8.5, 0.6)))
        id_ = ItemId(f"thing-{number:03d}")
        items.append(Item(id_, Kind.GOOD, f"Thing {number}", tokens=tokens, price=price))
    return items
