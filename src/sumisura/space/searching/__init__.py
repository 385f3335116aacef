"""Answers by search, question by question, for what does not compile."""

from sumisura.space.searching.searching import Least, Searching

__all__ = ["Least", "Searching"]
