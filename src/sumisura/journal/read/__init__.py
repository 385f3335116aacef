"""Reading what happened. Trust alone may, and re-exports to others what their purposes allow."""

from sumisura.journal.read.cursor import ahead, entries, entries_of, entry

__all__ = ["ahead", "entries", "entries_of", "entry"]
