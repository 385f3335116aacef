"""Fits a population: item factors, item-item weights, the prior, how much each source weighs, and their blend."""
