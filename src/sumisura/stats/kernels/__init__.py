"""Compiled loops of statistics."""
