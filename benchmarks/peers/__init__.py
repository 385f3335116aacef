"""Peers that run in processes, and environments, of their own."""
