"""Compiled loops of taste: a customer's posterior, and the training of item factors."""
