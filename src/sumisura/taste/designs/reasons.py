"""Why a value was suggested: what each choice so far added to its log-odds."""

from typing import NamedTuple

import numpy as np

from sumisura.taste.designs.history import MISSING
from sumisura.taste.designs.mixture import PRIORS
from sumisura.taste.designs.posterior import Posterior

TASTE = -1
"""Stands for the customer's own liking where a variable's number stands for a choice."""


class Part(NamedTuple):
    """What one earlier choice, or the customer's own taste, did for a suggestion.

    Args:
        variable: whose choice it is, or ``TASTE``.
        amount: what it added to the log-odds, in nats.
        without: the log-odds if it were not known.
    """

    variable: int
    amount: float
    without: float


class Because(NamedTuple):
    """Why a value rather than another: ``log_odds == everyone + Σ parts' amounts``.

    Args:
        log_odds: log of how much likelier the value is than the other.
        everyone: the same before anything is known of this customer.
        parts: strongest first.
        alike: how many past sales it rests on: each counts as much as it resembles the design so far, beside the one
            that resembles it most.
        taking: how many of those have the value.
    """

    log_odds: float
    everyone: float
    parts: tuple[Part, ...]
    alike: float
    taking: float


def because(posterior: Posterior, variable: int, value: int, other: int) -> Because:
    """Split the log-odds of a value over another (the brand's default, say) by the choices so far.

    A part's amount is the mean of what it adds when choices are told in the family's order, and in reverse: both
    telescope, so the amounts add up exactly, and choices that say the same share it.

    Args:
        posterior: the design so far; a choice of ``variable`` itself is set aside.
        variable: the variable's number.
        value: the value's number.
        other: the number of the value it is compared with.
    """
    told = posterior.know(variable, MISSING)
    players = [*np.flatnonzero(told.known >= 0).tolist(), *([TASTE] if told.liking.any() else [])]
    nothing = Posterior.of(told.model, np.full_like(told.known, MISSING), np.zeros_like(told.liking))
    everyone = _log_odds(nothing, variable, value, other)
    forth = _added(told, nothing, players, (variable, value, other))
    back = _added(told, nothing, players[::-1], (variable, value, other))
    parts = [
        Part(at, (forth[at] + back[at]) / 2.0, _log_odds(_untold(told, at), variable, value, other))
        for at in players
    ]
    alike, taking = _resting_on(told, variable, value)
    total = _log_odds(told, variable, value, other)
    return Because(total, everyone, tuple(sorted(parts, key=lambda part: -part.amount)), alike, taking)


def _log_odds(posterior: Posterior, variable: int, value: int, other: int) -> float:
    chances = posterior.option(variable)
    return float(chances[value] - chances[other])


def _added(
    told: Posterior, nothing: Posterior, players: list[int], asked: tuple[int, int, int]
) -> dict[int, float]:
    """What each player adds to the log-odds when they speak in this order."""
    amounts, so_far, before = {}, nothing, _log_odds(nothing, *asked)
    for at in players:
        if at == TASTE:
            so_far = Posterior.of(told.model, so_far.known, told.liking)
        else:
            so_far = so_far.know(at, int(told.known[at]))
        after = _log_odds(so_far, *asked)
        amounts[at], before = after - before, after
    return amounts


def _untold(told: Posterior, at: int) -> Posterior:
    if at == TASTE:
        return Posterior.of(told.model, told.known, np.zeros_like(told.liking))
    return told.know(at, MISSING)


def _resting_on(told: Posterior, variable: int, value: int) -> tuple[float, float]:
    """Past sales alike, each counted by its likeness beside the likest; and those of them with the value."""
    plain = Posterior.of(told.model, told.known, np.zeros_like(told.liking))
    counts = told.model.history.counts
    likeness = (plain.log_weights - told.model.log_counts)[PRIORS:]
    if not len(counts):
        return 0.0, 0.0
    weight = counts * np.exp(likeness - likeness.max())
    taking = weight[told.model.history.rows[:, variable] == value].sum()
    return float(weight.sum()), float(taking)
