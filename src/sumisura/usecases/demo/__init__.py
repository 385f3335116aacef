"""Simulated customers, and the life they lead in the example shops."""
