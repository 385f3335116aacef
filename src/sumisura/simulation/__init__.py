"""Simulated customers, frozen before any policy was tried on them: for the demo and for tests, and labelled so."""

from sumisura.simulation.consent import agree
from sumisura.simulation.designs import draw_designs
from sumisura.simulation.model import Columns, People, Reactions, Shelf
from sumisura.simulation.people import draw_people
from sumisura.simulation.shelf import columns, shelf
from sumisura.simulation.truth import relevance, utility
from sumisura.simulation.visits import meet, occasions

__all__ = [
    "Columns",
    "People",
    "Reactions",
    "Shelf",
    "agree",
    "columns",
    "draw_designs",
    "draw_people",
    "meet",
    "occasions",
    "relevance",
    "shelf",
    "utility",
]
