"""Sumisura: the one product that fits each customer, that can truly be made, priced while they look."""
