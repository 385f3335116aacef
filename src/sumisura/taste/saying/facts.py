"""What is believed of a customer: stated, observed or inferred, how strongly and how surely; stated always wins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.special import ndtr

from sumisura.taste.model import Item, ItemId, Signal
from sumisura.taste.saying.wording import quality
from sumisura.taste.state import Taste
from sumisura.trust.sources import SOURCES


class Label(StrEnum):
    """Where a belief comes from."""

    STATED = "stated"
    """They said so themselves."""
    OBSERVED = "observed"
    """They did something with it, or with things that are like that."""
    INFERRED = "inferred"
    """It follows from other things alone: tentative until they confirm or correct it."""


SURE: Final = (
    (0.975, "quite sure"),
    (0.9, "fairly sure"),
    (0.75, "a guess"),
    (0.6, "hardly more than a guess"),
)
"""From which probability on what is said; below the last nothing is believed."""
INFERRED: Final = 0.75
"""From which probability on something is believed that was never observed."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something believed of a customer.

    Args:
        token: ``attribute=value``.
        label: where it comes from.
        strength: from -1 (not at all) to 1 (very much), against what people like on average.
        probability: that they like it more (or, below 0, less) than people do on average; 1 when stated.
        sure: the same in words.
        words: one sentence to the customer.
        differs: they said one thing and did the other; what they said holds.
        matters: how much it moves what is proposed now, in the unit of scores.
    """

    token: str
    label: Label
    strength: float
    probability: float
    sure: str
    words: str
    differs: bool = False
    matters: float = 0.0

    @property
    def tentative(self) -> bool:
        """Whether it waits to be confirmed or corrected."""
        return self.label is Label.INFERRED


def believed(
    taste: Taste,
    signals: Iterable[Signal],
    tokens: Sequence[str],
    *,
    items: Mapping[ItemId, Item] | None = None,
    proposals: Iterable[Item] = (),
) -> list[Fact]:
    """What is believed, by what matters most to the present proposals, then the strongest.

    The belief about a token with row x is the Gaussian of x·(θ - μ₀): how much more they like it than people do on
    average, with the posterior's mean and standard deviation. What they stated about the token itself replaces it, the
    last word first; nothing inferred outweighs that, however much there is of it.

    Args:
        taste: the customer's.
        signals: what the taste was folded from.
        tokens: what to look at; those without a row are believed only where they were stated.
        items: by id: a signal about an item is an observation of each of its tokens.
        proposals: what is proposed now.
    """
    told = list(signals)
    stated, observed = _stated(told), _observed(told, items or {})
    weight = _carried(proposals)
    strength, probability, moved = _gaussian(taste, tokens)
    facts = []
    for at, token in enumerate(tokens):
        label = _label(token, stated, observed)
        fact = _fact(token, label, float(strength[at]), float(probability[at]), stated.get(token))
        if fact.probability >= (INFERRED if label is Label.INFERRED else SURE[-1][0]):
            facts.append(replace(fact, matters=weight.get(token, 0.0) * abs(float(moved[at]))))
    return sorted(facts, key=lambda fact: (-fact.matters, -abs(fact.strength) * fact.probability, fact.token))


def _stated(signals: Iterable[Signal]) -> Mapping[str, float]:
    """The last word about each token: its value. A refusal taken back says no more than that."""
    last: dict[str, Signal] = {}
    for signal in signals:
        known = SOURCES.get(signal.source)
        earlier = last.get(signal.item)
        if "=" in signal.item and known and known.stated and (earlier is None or signal.at >= earlier.at):
            last[signal.item] = signal
    lifted = {token for token, signal in last.items() if signal.what == "refused" and signal.value > 0}
    return {token: signal.value for token, signal in last.items() if token not in lifted}


def _observed(signals: Iterable[Signal], items: Mapping[ItemId, Item]) -> frozenset[str]:
    """The tokens that something was done with, directly or through an item that bears them."""
    found: set[str] = set()
    for signal in signals:
        item = items.get(signal.item)
        found.update(item.tokens if item else (signal.item,))
    return frozenset(found)


def _carried(proposals: Iterable[Item]) -> Mapping[str, float]:
    """How many of the proposals bear each token."""
    number: dict[str, float] = {}
    for item in proposals:
        for token in item.tokens:
            number[token] = number.get(token, 0.0) + 1.0
    return number


def _gaussian(taste: Taste, tokens: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Strength, probability of its sign, and the mean itself in the unit of scores, for each token."""
    population = taste.population
    rows = np.array([population.row.get(token, -1) for token in tokens], dtype=np.int64)
    known = rows >= 0
    mean, spread, usual = (np.zeros(len(tokens)), np.ones(len(tokens)), np.ones(len(tokens)))
    if known.any():
        mean[known] = taste.rescored(rows[known], taste.mean - population.mean)
        spread[known] = taste.unsure(rows[known])
        usual[known] = taste.without(*taste.evidence.sums).unsure(rows[known])
    tiny = np.finfo(np.float64).tiny
    return np.tanh(mean / np.maximum(usual, tiny)), ndtr(np.abs(mean) / np.maximum(spread, tiny)), mean


def _label(token: str, stated: Mapping[str, float], observed: frozenset[str]) -> Label:
    if token in stated:
        return Label.STATED
    return Label.OBSERVED if token in observed else Label.INFERRED


def _fact(token: str, label: Label, strength: float, probability: float, value: float | None) -> Fact:
    if value is not None:
        differs = value * strength < 0 and probability >= INFERRED
        return Fact(token, label, value, 1.0, "you told us", _words(token, label, value), differs)
    sure = next((words for least, words in SURE if probability >= least), "")
    return Fact(token, label, strength, probability, sure, _words(token, label, strength))


def _words(token: str, label: Label, strength: float) -> str:
    name = quality(token)
    yes = strength > 0
    if label is Label.STATED:
        return f"You told us that you {'like' if yes else 'do not like'} {name}."
    if label is Label.OBSERVED:
        return f"You tend to {'choose' if yes else 'pass over'} {name}."
    return f"It may be that {name} {'suits' if yes else 'does not suit'} you."
