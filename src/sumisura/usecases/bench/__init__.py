"""Measures on anybody's data, from the command line."""
