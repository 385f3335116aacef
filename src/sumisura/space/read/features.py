"""What feature models and clauses are made of: choices of yes and no, and rules among them in plain words."""

from collections.abc import Mapping, Sequence

from sumisura.kernel import Rule, Value, Variable

YES, NO = "yes", "no"
SHOWN = 6
"""Features that a reason names before it says how many more there are."""


def feature(name: str, label: str) -> Variable:
    """A choice of yes or no.

    Example:
        >>> [value.name for value in feature("lid", "Lid").values]
        ['yes', 'no']
    """
    return Variable(name, label, (Value(YES, "Yes"), Value(NO, "No")))


def clause(name: str, literals: Mapping[str, bool], labels: Mapping[str, str], where: str = "") -> Rule:
    """A rule that at least one literal must meet: the one row in which none does is forbidden.

    Args:
        name: of the rule.
        literals: feature → whether it is to be there.
        labels: feature → what a person reads.
        where: file and line.

    Example:
        >>> rule = clause("r", {"lid": False, "cork": True}, {"lid": "Lid", "cork": "Cork"})
        >>> rule.rows, rule.reason
        ((('yes', 'no'),), 'Lid needs Cork.')
    """
    row = tuple(NO if wanted else YES for wanted in literals.values())
    given = [labels[each] for each, wanted in literals.items() if not wanted]
    needed = [labels[each] for each, wanted in literals.items() if wanted]
    return Rule(name, _reason(given, needed), tuple(literals), (row,), forbids=True, where=where)


def _reason(given: Sequence[str], needed: Sequence[str]) -> str:
    match given, needed:
        case [], [one]:
            return f"{one} is always there."
        case [one], []:
            return f"{one} is never there."
        case [], _:
            return f"At least one is there of {_listed(needed, 'and')}."
        case _, []:
            return f"{_listed(given, 'and')} do not go together."
    verb = "needs" if len(given) == 1 else "together need"
    return f"{_listed(given, 'and')} {verb} {_listed(needed, 'or')}."


def _listed(names: Sequence[str], word: str) -> str:
    shown = list(names[:SHOWN])
    if len(names) > SHOWN:
        shown.append(f"{len(names) - SHOWN} more")
    return f" {word} ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
