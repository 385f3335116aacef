"""What the maker asks of their own families: is one well, what would a revision change, what was wanted and not offered."""
