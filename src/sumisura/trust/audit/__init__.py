"""A tamper-evident log of every decision and every grant, without anything personal in it."""

from sumisura.trust.audit.log import Audit
from sumisura.trust.audit.model import Entry, Proof, Report

__all__ = ["Audit", "Entry", "Proof", "Report"]
