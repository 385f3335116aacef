"""Writing down what happened."""

from sumisura.journal.append.durable import record
from sumisura.journal.append.navigation import Navigation

__all__ = ["Navigation", "record"]
