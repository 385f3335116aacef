"""Measures the engine beside its peers on anyone's interactions."""
