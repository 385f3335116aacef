"""The simulator was frozen before any policy was tried on it: changing what it draws is a deliberate act."""

import hashlib

import numpy as np

from sumisura.simulation import (
    agree,
    columns,
    draw_designs,
    draw_people,
    meet,
    occasions,
    shelf,
    utility,
)

FROZEN = "99dabb121e8da2ff6cfc0a7a2033073d2fe2b03e5fb38af248c39d886d802f47"

TOKENS = (
    *(f"colour={name}" for name in ("black", "ecru", "indigo", "red")),
    *(f"material={name}" for name in ("cotton", "hemp", "leather")),
    *(f"occasion={name}" for name in ("evening", "weekend", "work")),
)


def everything(seed):
    """Every array the simulator can give for a seed; floats to six decimals, so that no machine's last bit counts."""
    rng = np.random.default_rng(seed)
    people = draw_people(TOKENS, 400, seed)
    things = shelf(TOKENS, [TOKENS[at::5] for at in range(5)] * 4, np.linspace(0, 90, 20), rng)
    who = rng.permutation(400)[:300]
    occasion = occasions(people, who, rng)
    shown = rng.integers(-1, 20, (300, 8))
    seen = meet(people, things, who, shown, rng, occasion=occasion, before=shown % 3)
    options = columns(
        TOKENS,
        [[token] for token in TOKENS],
        np.repeat([0, 1, 2], (4, 3, 3)),
        range(10),
        np.arange(10) % 4 == 0,
    )
    designs = draw_designs(
        people, options, who, lambda w: np.stack([w[:, :4].argmax(1), w[:, 4:7].argmax(1)], axis=1), rng
    )
    yield from (people.taste, people.purpose, people.thrift, people.patience, people.boredom, people.inertia)
    yield from (people.segment, people.cell, people.friends, people.openness, occasion, designs)
    yield from (seen.looked, seen.liked, seen.refused, seen.bought, seen.rating, seen.returned)
    yield utility(people, things, who, np.maximum(shown, 0), occasion)
    yield agree(people, np.linspace(0, 1, 10), rng)


def digest(seed):
    found = hashlib.sha256()
    for array in everything(seed):
        settled = np.rint(array * 1e6).astype("<i8") if array.dtype == np.float64 else array.astype("<i8")
        found.update(settled.tobytes())
    return found.hexdigest()


def test_what_it_draws_is_what_was_frozen():
    assert digest(2026) == FROZEN


def test_another_seed_draws_other_people():
    assert digest(2027) != digest(2026)
