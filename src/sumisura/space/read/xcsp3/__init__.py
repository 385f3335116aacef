"""Reads XCSP3-core networks of constraints: tables, formulas, allDifferent and sums over finite domains."""

from sumisura.space.read.xcsp3.network import read_xcsp3

__all__ = ["read_xcsp3"]
