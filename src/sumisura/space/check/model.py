"""What a check finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import exp, log


class Code(StrEnum):
    """What is wrong with a part of a family."""

    CONTRADICTION = "contradiction"
    DEAD = "dead_option"
    FORCED = "forced_choice"
    REDUNDANT = "redundant_rule"
    SHADOWED = "shadowed_rule"
    IDLE = "idle_rule"
    SILENT = "rule_without_reason"
    HOLE = "price_hole"
    NEVER_DUE = "surcharge_never_due"
    CROWDED = "too_many_choices"


class Severity(StrEnum):
    """How bad it is: an error meets customers, a warning costs them nothing yet, a hint is a matter of taste."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


SEVERITY: Mapping[Code, Severity] = {
    Code.CONTRADICTION: Severity.ERROR,
    Code.DEAD: Severity.ERROR,
    Code.FORCED: Severity.WARNING,
    Code.REDUNDANT: Severity.WARNING,
    Code.SHADOWED: Severity.WARNING,
    Code.IDLE: Severity.WARNING,
    Code.SILENT: Severity.WARNING,
    Code.HOLE: Severity.HINT,
    Code.NEVER_DUE: Severity.WARNING,
    Code.CROWDED: Severity.HINT,
}
"""How bad each finding is; only errors end ``sumisura check`` with exit code 1."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend.

    Args:
        about: the name of the rule, surcharge or step, or ``variable.value``.
        where: file and line where the reader kept them, else the file and the name.
        what: what is wrong, in one sentence.
        means: what it means for a customer.
        mend: what would mend it.
        rules: the names of the rules behind it, a minimal set.
        values: the (variable, value) pairs it is about.
    """

    code: Code
    about: str
    where: str
    what: str
    means: str
    mend: str
    rules: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return SEVERITY[self.code]


@dataclass(frozen=True, slots=True)
class Freedom:
    """How free one choice is.

    Args:
        variable: its name.
        label: what a person reads.
        shares: per option, in the author's order: its label, and the share of all variants that have it.
    """

    variable: str
    label: str
    shares: tuple[tuple[str, Fraction], ...]

    @property
    def options(self) -> float:
        """As how many equally likely options it is: e to the power of the entropy of the shares (perplexity).

        Example:
            >>> half, none = Fraction(1, 2), Fraction(0)
            >>> round(Freedom("wash", "Wash", (("raw", half), ("stone", half), ("acid", none))).options, 6)
            2.0
        """
        shares = [float(share) for _, share in self.shares if share]
        return exp(-sum(share * log(share) for share in shares))


@dataclass(frozen=True, slots=True)
class Bite:
    """How often one rule bites.

    Args:
        rule: its name.
        reason: in the maker's words.
        share: of all combinations of options, those that the rule alone excludes; exact.
    """

    rule: str
    reason: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Report:
    """All that a check found.

    Args:
        title: the family's.
        combinations: of all options, were there no rules.
        variants: that meet every rule; None where they could not be counted.
        findings: errors first, then in the author's order.
        freedom: how free each choice is, the least free first; empty where it was not counted.
        bites: the rules by how much each excludes alone, most first.
        unfinished: what the time did not suffice for, in words.
    """

    title: str
    combinations: int
    variants: int | None
    findings: tuple[Finding, ...]
    freedom: tuple[Freedom, ...] = ()
    bites: tuple[Bite, ...] = ()
    unfinished: tuple[str, ...] = ()

    @property
    def errors(self) -> Sequence[Finding]:
        """The findings that meet customers."""
        return [one for one in self.findings if one.severity is Severity.ERROR]
