"""Reads product families, and the brands that make them, from files."""

from sumisura.space.read.brand import BadBrand, read_brand
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.limits import LIMITS, Limits
from sumisura.space.read.opening import read_family, read_noted
from sumisura.space.read.reading import Reading

__all__ = ["LIMITS", "BadBrand", "BadFamily", "Limits", "Reading", "read_brand", "read_family", "read_noted"]
