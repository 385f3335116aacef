"""Writing down what happened."""

from sumisura.journal.append.durable import record

__all__ = ["record"]
