"""Taste inside a product: what past sales and a customer's own liking say of each option."""

from sumisura.taste.designs.history import History
from sumisura.taste.designs.learn import learn
from sumisura.taste.designs.model import DesignModel
from sumisura.taste.designs.posterior import Posterior

__all__ = ["DesignModel", "History", "Posterior", "learn"]
