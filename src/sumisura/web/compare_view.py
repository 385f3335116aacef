"""Two revisions side by side, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sumisura.kernel import Brand, Family
from sumisura.space.revisions import Difference, Example
from sumisura.space.revisions.model import Counted
from sumisura.usecases.maker.comparing import Pair
from sumisura.web import words

LONGEST = 160
"""Characters of a part that are told."""
SHOWN = 8
"""Choices of an example that are told, those that are not the maker's own first."""


@dataclass(frozen=True, slots=True)
class View:
    """A comparison as its page shows it.

    Args:
        lead: what became possible and impossible, in a sentence.
        over: what exactly was counted.
        examples: a design that became impossible, and one that became possible, in words.
    """

    pair: Pair
    lead: str
    over: str
    examples: Sequence[str]

    @property
    def groups(self) -> Mapping[str, Sequence[Difference]]:
        """The differences by part, in the order they were found, each as far as a line holds it."""
        found: dict[str, list[Difference]] = {}
        for one in self.pair.found.differences:
            short = replace(one, before=_cut(one.before), after=_cut(one.after))
            found.setdefault(one.part, []).append(short)
        return found


def view(pair: Pair, brand: Brand) -> View:
    """A comparison in words."""
    found = pair.found
    if found.counted is None:
        return View(pair, f"Not counted. {found.uncounted}", "", ())
    return View(pair, _lead(found.counted, brand), _over(found.counted), tuple(_examples(pair)))


def said(one: Difference) -> str:
    """A difference in a line.

    Example:
        >>> from sumisura.space.revisions import Change
        >>> said(Difference("price", Change.CHANGED, "wash.stone", "12.00", "15.00"))
        'price wash.stone: 12.00 → 15.00'
        >>> said(Difference("option", Change.REMOVED, "wash.acid", "Acid"))
        'option wash.acid: Acid'
    """
    both = " → ".join(_cut(text) for text in (one.before, one.after) if text)
    return f"{one.part} {one.name}{f': {both}' if both else ''}"


def _cut(text: str) -> str:
    """A text as far as a line holds it: a table may have thousands of rows."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"


def _lead(counted: Counted, brand: Brand) -> str:
    def many(number: int) -> str:
        return words.count(number, brand)

    if not counted.lost and not counted.won:
        return f"The same {many(counted.both)} designs can be made."
    return (
        f"{words.capfirst(many(counted.won))} {'design' if counted.won == 1 else 'designs'} became possible, "
        f"{many(counted.lost)} impossible; "
        f"{many(counted.both)} can be made as before."
    )


def _over(counted: Counted) -> str:
    """What exactly was counted."""
    aside = [
        f"{', '.join(names)}, which only the {which} revision has, may be anything there"
        for names, which in ((counted.only_old, "old"), (counted.only_new, "new"))
        if names
    ]
    if not aside:
        return "Counted exactly, over all their choices."
    return f"Counted exactly, over the {len(counted.choices)} choices that both have: {'; '.join(aside)}."


def _examples(pair: Pair) -> Iterator[str]:
    lost, won = pair.found.lost, pair.found.won
    if lost:
        yield f"No longer: {_design(lost, pair.old)}. Because of {lost.because}."
    if won:
        yield f"Now: {_design(won, pair.new)}. Before, {won.because} stood against it."


def _design(example: Example, family: Family) -> str:
    """What of a design is not the maker's own choice, else its first choices."""
    own = [variable for variable in family.variables if variable.name in example.choices]
    apart = [one for one in own if example.choices[one.name] != one.default] or own
    named = [f"{one.label}: {_label(one.name, example, family)}" for one in apart[:SHOWN]]
    return ", ".join(named) + (f" and {len(apart) - SHOWN} more" if len(apart) > SHOWN else "")


def _label(name: str, example: Example, family: Family) -> str:
    value = family.variable(name).value(example.choices[name])
    return value.label or value.name
