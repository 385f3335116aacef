"""Draw simulated customers: a few behavioural segments, and what makes each person differ from theirs."""

import numpy as np

from sumisura.kernel import BadInput
from sumisura.simulation.friends import draw_friends
from sumisura.simulation.model import Floats, Ints, People

SEGMENTS, CELLS = 6, 12
COMMON, SEGMENT, OWN = 0.4, 0.8, 0.5
"""Standard deviations of a taste: what all share, what a segment shares, what is a person's own."""
CLOSED = 0.12
"""The share of people who agree to nothing at all."""


def draw_people(tokens: tuple[str, ...], count: int, seed: int) -> People:
    """Customers with tastes for those tokens.

    The taste of person c for token t of attribute a is κ_ca (μ_t + γ_st + ε_ct): what all share, what their
    segment s shares, what is their own, and κ_ca ~ Gamma(4, 1/4): how much they care for the attribute at all.
    Segments mix differently in each coarse cell, so that where somebody lives says a little about them.

    Args:
        tokens: distinct, as ``attribute=value``.
        count: how many people; at least 1.
        seed: of all chance in it.

    Raises:
        BadInput: nobody, or no tokens.

    Example:
        >>> people = draw_people(("colour=black", "colour=ecru", "occasion=work"), 100, seed=1)
        >>> people.taste.shape, people.occasions
        ((100, 3), ('occasion=work',))
    """
    if count < 1 or not tokens:
        raise BadInput(
            "people need a number and tokens to have tastes for", mend="Give at least one of each."
        )
    rng = np.random.default_rng(seed)
    cell, segment = _homes(count, rng)
    occasions = tuple(token for token in tokens if token.startswith("occasion="))
    openness = rng.beta(2.0, 2.0, count)
    openness[rng.random(count) < CLOSED] = 0.0
    return People(
        tokens=tokens,
        occasions=occasions,
        segment=segment,
        taste=_tastes(tokens, segment, rng),
        purpose=rng.dirichlet(np.full(len(occasions), 0.7), count) if occasions else np.ones((count, 0)),
        thrift=rng.lognormal(np.log(0.3), 0.6, count),
        patience=rng.beta(18.0, 2.0, count),
        boredom=rng.exponential(0.15, count),
        inertia=rng.exponential(0.8, count),
        openness=openness,
        cell=cell,
        friends=draw_friends(segment, cell, rng),
    )


def _homes(count: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """The cell and the segment of each: cells by Zipf's law, segments by the cell's own mix."""
    ranks = 1.0 / np.arange(1, CELLS + 1)
    cell = rng.choice(CELLS, size=count, p=ranks / ranks.sum())
    share = rng.dirichlet(np.full(SEGMENTS, 6.0))
    mix = rng.dirichlet(share * 8.0, CELLS).cumsum(axis=1)
    segment = (rng.random(count)[:, None] > mix[cell]).sum(axis=1)
    return cell.astype(np.int64), np.minimum(segment, SEGMENTS - 1).astype(np.int64)


def _tastes(tokens: tuple[str, ...], segment: Ints, rng: np.random.Generator) -> Floats:
    attributes, where = np.unique([token.partition("=")[0] for token in tokens], return_inverse=True)
    common = rng.normal(0.0, COMMON, len(tokens))
    shared = rng.normal(0.0, SEGMENT, (SEGMENTS, len(tokens)))
    own = rng.normal(0.0, OWN, (len(segment), len(tokens)))
    care = rng.gamma(4.0, 0.25, (len(segment), len(attributes)))
    tastes: Floats = care[:, where] * (common + shared[segment] + own)
    return tastes
