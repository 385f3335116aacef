"""Feature models: a tree of features in groups, with constraints across it, and the family it stands for."""

from sumisura.space.read.tree.model import Feature, Group, Model
from sumisura.space.read.tree.reading import family_of

__all__ = ["Feature", "Group", "Model", "family_of"]
