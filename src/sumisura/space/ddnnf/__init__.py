"""Circuits by knowledge compilation: deterministic decomposable negation normal form, made by d4."""

from sumisura.space.ddnnf.compiling import Budget, Untaken, circuit_by_d4

__all__ = ["Budget", "Untaken", "circuit_by_d4"]
