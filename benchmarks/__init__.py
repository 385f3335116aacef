"""Figures beside peers, measured in one run: ``python -m benchmarks [name …]``."""
