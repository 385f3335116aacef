"""Simulated customers, frozen before any policy was tried on them: for the demo and for tests, and labelled so."""
