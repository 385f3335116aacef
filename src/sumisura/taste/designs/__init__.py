"""Taste inside a product: what past sales and a customer's own liking say of each option."""

from sumisura.taste.designs.history import History
from sumisura.taste.designs.learn import learn
from sumisura.taste.designs.model import DesignModel
from sumisura.taste.designs.posterior import Posterior
from sumisura.taste.designs.reasons import TASTE, Because, Part, because

__all__ = [
    "TASTE", "Because", "DesignModel", "History", "Part", "Posterior", "because", "learn",
]  # fmt: skip
