"""Background work: whose turn a duty is, when it is due again, and what became of it."""
