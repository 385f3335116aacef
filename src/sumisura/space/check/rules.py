"""Rules that say what others say already, that say nothing, or that do not say why."""

from collections.abc import Callable, Iterator, Sequence

from sumisura.kernel import Family
from sumisura.space.check.logic import Logic
from sumisura.space.check.model import Code, Finding
from sumisura.space.check.places import Places, listed

Hurry = Callable[[], bool]
"""Whether the time is up."""


def silent(family: Family, places: Places) -> Iterator[Finding]:
    """Rules without a reason."""
    for rule in family.rules:
        if not rule.reason.strip():
            yield Finding(
                Code.SILENT,
                rule.name,
                places.rule(rule),
                f'The rule "{rule.name}" does not say why.',
                "A customer whose wish it forbids is told that it cannot be, and not why.",
                "Give it a reason, in the words you would say across the counter.",
                (rule.name,),
            )


class Repeated:
    """Which rules the others say already, and which of those may all go at once.

    Two rules that say the same are each implied by the other, but only one may go: so rules are let go one after the
    other, from the last to the first, each as long as those that stay still say it.

    Args:
        looked: how many rules were looked at before the time was up.
    """

    def __init__(self, family: Family, logic: Logic, hurry: Hurry) -> None:
        self._family, self._logic = family, logic
        self.looked = 0
        self._kept = list(logic.rules_known)
        self._by: dict[int, list[int]] = {}
        for rule in reversed(logic.rules_known):
            if hurry():
                return
            self._look(rule)
            self.looked += 1

    def findings(self, places: Places) -> Iterator[Finding]:
        """One for each rule that may go, and one for each that might go in its place."""
        for rule in sorted(self._by):
            yield self._finding(rule, places)

    def _look(self, rule: int) -> None:
        others = [other for other in self._kept if other != rule]
        by = self._fewest(rule, others)
        if by is not None:
            self._kept = others
        elif self._by:
            by = self._fewest(rule, [other for other in self._logic.rules_known if other != rule])
        if by is not None:
            self._by[rule] = by

    def _fewest(self, rule: int, others: Sequence[int]) -> list[int] | None:
        """Those that say it: one alone where there is one, else a minimal set."""
        found = self._logic.implied(rule, others)
        if found is None or len(found) <= 1:
            return found
        near = set(self._logic.neighbours(rule))
        alone = (other for other in others if other in near and self._logic.says([other], rule))
        one = next(alone, None)
        return found if one is None else [one]

    def _finding(self, rule: int, places: Places) -> Finding:
        name = self._family.rules[rule].name
        by = [self._family.rules[other].name for other in self._by[rule]]
        code, what = _said(name, by)
        return Finding(
            code,
            name,
            places.rule(self._family.rules[rule]),
            what,
            _means(by),
            f'Remove "{name}"{_because(by)}.' if rule not in self._kept else self._instead(rule, name),
            tuple(by),
        )

    def _instead(self, rule: int, name: str) -> str:
        """Where it can only go in the place of another that is to go."""
        gone = [self._family.rules[other].name for other in self._by[rule] if other not in self._kept]
        return f'Keep "{name}" if you remove {listed(gone)}; not both can go.'


def _said(name: str, by: Sequence[str]) -> tuple[Code, str]:
    if not by:
        return Code.IDLE, f'The rule "{name}" forbids nothing.'
    if len(by) == 1:
        return (
            Code.SHADOWED,
            f'The rule "{name}" lies in the shadow of {listed(by)}, which forbids all that it does.',
        )
    return Code.REDUNDANT, f'The rule "{name}" follows from {listed(by)} together.'


def _means(by: Sequence[str]) -> str:
    if not by:
        return "A customer never meets it; whoever keeps the file wonders what it is for."
    return "A customer may read one reason or the other for the same thing, and a change to one of them changes nothing."


def _because(by: Sequence[str]) -> str:
    if not by:
        return ", or say in it what it should forbid"
    return f"; {listed(by)} already {'says' if len(by) == 1 else 'say'} it"
