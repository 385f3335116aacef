"""Whether an installation is well: what is found, and what would mend it."""
