"""Telling other systems of a merchant what happens, as it happens."""
