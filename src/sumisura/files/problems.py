"""What is wrong with a file: every problem, each with its place and its mend."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sumisura.kernel import BadInput

MOST = 100
"""Problems kept per file; a file with more is not being mended line by line."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Args:
        where: file and line: ``jeans.yaml:12``.
        what: what is wrong.
        mend: what would make it right.
        about: what it is about: ``variable wash``.

    Example:
        >>> print(Problem("jeans.yaml:12", '"rwa" is not a value', 'Did you mean "raw"?', "variable wash"))
        jeans.yaml:12, variable wash: "rwa" is not a value. Did you mean "raw"?
    """

    where: str
    what: str
    mend: str = ""
    about: str = ""

    def __str__(self) -> str:
        place = f"{self.where}, {self.about}" if self.about else self.where
        return f"{place}: {self.what}. {self.mend}".rstrip()


class BadFile(BadInput):
    """A file cannot be used as it is; ``problems`` lists everything that is wrong with it, in file order.

    Example:
        >>> bad = BadFile([Problem("a.yaml:1", "no title", "Add one."), Problem("a.yaml:3", "no values")])
        >>> print(bad)
        a.yaml:1: no title. Add one.
        a.yaml:3: no values.
    """

    code = "bad_file"

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(first.what, where=first.where, mend=first.mend)
        self.problems = tuple(problems)
        self.args = ("\n".join(map(str, problems)),)


@dataclass(slots=True)
class Problems:
    """Collects problems while a file is read, so that all of them can be mended in one go.

    Args:
        error: what `check` raises when there are any.

    Example:
        >>> problems = Problems()
        >>> problems.check()
        >>> problems.add("a.yaml:1", "no title", "Add one.")
        >>> problems.check()
        Traceback (most recent call last):
        sumisura.files.problems.BadFile: a.yaml:1: no title. Add one.
    """

    error: type[BadFile] = BadFile
    found: list[Problem] = field(default_factory=list)

    def add(self, where: str, what: str, mend: str = "", about: str = "") -> None:
        """Note a problem; beyond `MOST` only the first ones are kept."""
        if len(self.found) < MOST:
            self.found.append(Problem(where, what, mend, about))

    def check(self) -> None:
        """Go on if nothing is wrong.

        Raises:
            BadFile: of the kind ``error``, with every problem found so far.
        """
        if self.found:
            raise self.error(self.found)
