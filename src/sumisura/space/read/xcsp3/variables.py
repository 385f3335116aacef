"""The variables of an XCSP3 network: single ones, arrays of them, and the short ways to name many."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from math import prod

from sumisura.files import Problems, did_you_mean
from sumisura.kernel import BadInput, Value, Variable
from sumisura.space.read.elements import Element
from sumisura.space.read.limits import Limits
from sumisura.space.read.names import fitted

RANGE = re.compile(r"([+-]?\d{1,9})\.\.([+-]?\d{1,9})", re.ASCII)
WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)
REFERENCE = re.compile(r"([A-Za-z_]\w*)((?:\[[\d.]*\])*)", re.ASCII)
INDEX = re.compile(r"\[(?:(\d{1,9})(?:\.\.(\d{1,9}))?)?\]", re.ASCII)
Domain = tuple[str, ...]
OTHERS = "others"


@dataclass(slots=True)
class Variables:
    """Collects variables as they are met.

    Args:
        file: for messages.
        limits: how many there may be.
        problems: where problems go.
        domains: id → values; of an array's cell ``x[0][1]``.
        arrays: id → (first index, sizes).
    """

    file: str
    limits: Limits
    problems: Problems
    domains: dict[str, Domain] = field(default_factory=dict)
    arrays: dict[str, tuple[int, tuple[int, ...]]] = field(default_factory=dict)

    def read(self, section: Element) -> None:
        """Every ``<var>`` and ``<array>``."""
        for each in section.parts:
            try:
                self.one(each)
            except BadInput as problem:
                about = f"{each.tag} {each.attributes.get('id', '')}"[:80]
                self.problems.add(f"{self.file}:{each.line}", problem.what, problem.mend, about)

    def one(self, element: Element) -> None:
        """One element. Raises BadInput when it cannot be used."""
        name = element.attributes.get("id", "")
        if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) or name in self.domains or name in self.arrays:
            raise BadInput(f'the id "{name[:40]}" is missing or taken', mend="Give each its own, such as x1.")
        if element.tag == "var":
            self.take(name, self.domain(element))
        elif element.tag == "array":
            self.array(element, name)
        else:
            raise BadInput(f"<{element.tag[:40]}> is no variable", mend="Write <var> or <array>.")

    def array(self, element: Element, name: str) -> None:
        """All cells of an array."""
        sizes = tuple(map(int, re.findall(r"\[(\d{1,9})\]", element.attributes.get("size", ""), re.ASCII)))
        start = element.attributes.get("startIndex", "0")
        if not sizes or not start.isdecimal() or len(start) > 9:  # noqa: PLR2004 - as many digits as a size
            raise BadInput(
                "the size of the array is not said", mend='Write it as size="[3]" or size="[3][4]".'
            )
        if not 0 < prod(sizes) <= self.limits.variables - len(self.domains):
            raise _too_many(self.limits)
        self.arrays[name] = (int(start), sizes)
        parts = list(element.all("domain"))
        for part in [each for each in parts if each.attributes.get("for") != OTHERS]:
            own = self.domain(part)
            for cell in [
                cell for token in part.attributes.get("for", "").split() for cell in self.cells(token)
            ]:
                self.take(cell, own)
        rest = [each for each in parts if each.attributes.get("for") == OTHERS] or (
            [] if parts else [element]
        )
        for part in rest:
            own = self.domain(part)
            for cell in self.cells(name + "[]" * len(sizes)):
                if cell not in self.domains:
                    self.take(cell, own)

    def take(self, name: str, domain: Domain) -> None:
        """One more variable."""
        if len(self.domains) >= self.limits.variables:
            raise _too_many(self.limits)
        self.domains[name] = domain

    def domain(self, element: Element) -> Domain:
        """The values in an element, or those of another variable."""
        like = element.attributes.get("as")
        if like is not None:
            found = self.domains.get(like) or next(
                (domain for cell, domain in self.domains.items() if cell.startswith(f"{like}[")), None
            )
            if found is None:
                raise BadInput(f'there is no variable "{like[:40]}"', mend=did_you_mean(like, self.domains))
            return found
        symbols = element.attributes.get("type") == "symbolic"
        values = tuple(dict.fromkeys(element.text.split() if symbols else self.integers(element.text)))
        if not 0 < len(values) <= self.limits.values:
            raise BadInput(f"a domain has 1 to {self.limits.values:,} values", mend="Write them: 0 1 5..9.")
        return values

    def integers(self, text: str) -> Iterator[str]:
        """Whole numbers and ranges of them, ``0 2..5``. Raises BadInput on anything else, and on too many."""
        count = 0
        for token in text.split():
            span = RANGE.fullmatch(token)
            low, high = map(int, span.groups()) if span else (0, 0)
            count += max(0, high - low) + 1
            if count > self.limits.values:
                raise BadInput(f"there are more than {self.limits.values:,} values", mend="Narrow the range.")
            if not span and not WHOLE.fullmatch(token):
                raise BadInput(
                    f'"{token[:40]}" is not a whole number', mend='Write 0 2..5, or type="symbolic".'
                )
            yield from map(str, range(low, high + 1) if span else [int(token)])

    def cells(self, reference: str) -> Iterator[str]:
        """The ids a reference stands for: ``x``, ``x[2]``, ``x[]``, ``x[0..2][]``. Raises BadInput when there are none."""
        found = REFERENCE.fullmatch(reference)
        name, brackets = found.groups() if found else ("", "")
        indices = INDEX.findall(brackets)
        if (
            name in self.arrays
            and len(indices) == len(self.arrays[name][1])
            and INDEX.sub("", brackets) == ""
        ):
            start, sizes = self.arrays[name]
            spans = [_span(index, start, size) for index, size in zip(indices, sizes, strict=True)]
            yield from (name + "".join(f"[{at}]" for at in cell) for cell in product(*spans))
        elif name in self.domains and not brackets:
            yield name
        else:
            mend = did_you_mean(name, [*self.domains, *self.arrays])
            raise BadInput(f'there is no variable "{reference[:40]}"', mend=mend)

    def listed(self, text: str) -> list[str]:
        """The variables of a list, short ways written out. Raises BadInput on one that is not there."""
        found = [cell for token in text.split() for cell in self.cells(token)]
        for cell in found:
            if cell not in self.domains:
                raise BadInput(f'"{cell}" has no domain', mend="Give it one in its array.")
        return found

    def family(self) -> tuple[Variable, ...]:
        """The variables with names that fit, in their order."""
        names = fitted(self.domains)
        return tuple(
            Variable(name, label, tuple(map(Value, fitted(domain, dots=True), domain)))
            for name, (label, domain) in zip(names, self.domains.items(), strict=True)
        )


def _span(index: tuple[str, str], start: int, size: int) -> range:
    low = int(index[0]) if index[0] else start
    high = int(index[1] or index[0]) if index[0] else start + size - 1
    if not start <= low <= high < start + size:
        raise BadInput(f"an index is not within {start} to {start + size - 1}", mend="Correct it.")
    return range(low, high + 1)


def _too_many(limits: Limits) -> BadInput:
    return BadInput(f"there are not 1 to {limits.variables:,} variables", mend="Split the network.")
