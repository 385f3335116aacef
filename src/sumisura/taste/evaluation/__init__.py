"""Measures rankings on what was held back: splits and metrics."""
