"""Taste inside a product: what past sales and a customer's own liking say of each option."""

from sumisura.taste.designs.history import History
from sumisura.taste.designs.learn import learn
from sumisura.taste.designs.model import DesignModel
from sumisura.taste.designs.posterior import Posterior
from sumisura.taste.designs.reasons import CHOICES, Because, Part, Player, Reasons, resting_on

__all__ = [
    "CHOICES", "Because", "DesignModel", "History", "Part", "Player", "Posterior", "Reasons", "learn", "resting_on",
]  # fmt: skip
