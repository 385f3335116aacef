"""Where things stand, and how several are named in a sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sumisura.kernel import Family, Rule

NAMED = 6
"""Names that a sentence holds; of more it says how many there are."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a family's parts stand: a rule by its line, anything else by the file and its name.

    Args:
        file: the name of the file it was read from; "" takes that of its rules.
    """

    family: Family
    file: str = ""

    def rule(self, rule: Rule) -> str:
        """File and line."""
        return rule.where or self.named(f"rule {rule.name}")

    def named(self, name: str) -> str:
        """The file, and the name to look for in it."""
        known = self.file or next((rule.where.rpartition(":")[0] for rule in self.family.rules), "")
        return f"{known}: {name}" if known else name


def listed(names: Iterable[str]) -> str:
    """Names as a sentence holds them.

    Example:
        >>> listed(["a"]), listed(["a", "b", "c"]), listed("abcdefgh")
        ('"a"', '"a", "b" and "c"', '"a", "b", "c", "d", "e", "f" and 2 more')
    """
    quoted = [f'"{name}"' for name in names]
    if len(quoted) > NAMED:
        return f"{', '.join(quoted[:NAMED])} and {len(quoted) - NAMED} more"
    return joined(quoted)


def joined(parts: Sequence[str]) -> str:
    """Parts with commas, and an *and* before the last.

    Example:
        >>> joined(["one"]), joined(["one", "two", "three"])
        ('one', 'one, two and three')
    """
    *head, last = parts
    return f"{', '.join(head)} and {last}" if head else last


def many(number: int, noun: str) -> str:
    """So many of a thing.

    Example:
        >>> many(1, "rule"), many(1200, "rule")
        ('1 rule', '1,200 rules')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
