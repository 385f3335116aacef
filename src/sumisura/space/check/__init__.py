"""The maker's check: what in a family's options, rules and prices a customer would stumble over, and how to mend it."""

from sumisura.space.check.checking import check
from sumisura.space.check.model import Code, Finding, Report, Severity

__all__ = ["Code", "Finding", "Report", "Severity", "check"]
