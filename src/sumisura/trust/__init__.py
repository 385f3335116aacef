"""Purposes, consent and the gate; the vault and its keys; staff, sessions and limits."""
