"""Writes product families into files: Sumisura's own form, and those of others."""

from sumisura.space.write.errors import Unwritable
from sumisura.space.write.model import Written
from sumisura.space.write.saving import write_family

__all__ = ["Unwritable", "Written", "write_family"]
