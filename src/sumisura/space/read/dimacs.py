"""Reads DIMACS CNF: clauses over yes/no features, whose names stand in comments as feature-model tools write them.

Source: "Satisfiability: Suggested Format", DIMACS Challenge (1993); names as ``c 12 NAME`` by FeatureIDE's export and
the benchmarks of Sundermann et al., "Evaluating State-of-the-Art #SAT Solvers on Industrial Configuration Spaces" (2023).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sumisura.files import Problem, Problems
from sumisura.kernel import Family, Rule
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.features import clause, feature
from sumisura.space.read.limits import LIMITS, Limits
from sumisura.space.read.names import family_name, fitted, title_of
from sumisura.space.read.reading import Reading

NAMED = re.compile(r"c\s+(\d{1,9})\$?\s+(\S.*)", re.ASCII)
HEAD = re.compile(r"p\s+cnf\s+(\d{1,9})\s+(\d{1,9})\s*", re.ASCII)
LITERAL = re.compile(r"-?\d{1,9}", re.ASCII)
END_OF_OLD_FILES = "%"
CURRENCY = "EUR"


def read_dimacs(data: bytes, file: str, limits: Limits = LIMITS) -> Reading:
    r"""The family of a CNF: a choice of yes and no for each variable, a rule for each clause.

    Raises:
        BadFamily: it is no DIMACS CNF, breaks a limit, or its clauses are not those that its head promises.

    Example:
        >>> family = read_dimacs(b"c 1 Lid\nc 2 Cork\np cnf 2 1\n-1 2 0\n", "cups.dimacs").family
        >>> [variable.name for variable in family.variables], family.rules[0].reason, family.rules[0].where
        (['Lid', 'Cork'], 'Lid needs Cork.', 'cups.dimacs:4')
    """
    formula = _Formula(file, limits, Problems(BadFamily))
    formula.read(_lines(data, file))
    formula.problems.check()
    return formula.reading()


@dataclass(slots=True)
class _Formula:
    """Takes the lines one after the other.

    Args:
        variables, promised: what the head says; no variables before it was met.
        named: variable → its name in a comment.
        clauses: (line, literals) of each.
        open: literals of the clause that no 0 has closed yet.
    """

    file: str
    limits: Limits
    problems: Problems
    variables: int = 0
    promised: int = 0
    head: int = 0
    named: dict[int, str] = field(default_factory=dict)
    clauses: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def read(self, lines: Iterable[tuple[int, str]]) -> None:
        """Every line, to the end of the file or to a ``%``."""
        last = 1
        for last, line in lines:
            if line.startswith("c"):
                self.comment(last, line)
            elif line.startswith("p"):
                self.heading(last, line)
            elif line.startswith(END_OF_OLD_FILES):
                break
            else:
                self.literals(last, line)
        self.close(last)

    def comment(self, line: int, text: str) -> None:
        """A name, or words that mean nothing here."""
        found = NAMED.fullmatch(text)
        if not found:
            return
        number, name = int(found[1]), " ".join(found[2].split())
        if len(self.named) > self.limits.variables:
            self.stop(line, f"there are more than {self.limits.variables:,} names")
        if self.named.setdefault(number, name) != name:
            self.note(line, f"variable {number} has two names", f'It is called "{self.named[number]}".')

    def heading(self, line: int, text: str) -> None:
        """``p cnf VARIABLES CLAUSES``, once."""
        found = HEAD.fullmatch(text)
        if not found or self.head:
            self.stop(line, "this is no second head" if self.head else "this is not the head of a CNF", _HEAD)
        else:
            self.head, self.variables, self.promised = line, int(found[1]), int(found[2])
            if not 0 < self.variables <= self.limits.variables:
                what = f"a family has 1 to {self.limits.variables:,} variables"
                self.stop(line, what, "Keep the features that somebody chooses.")
            if self.promised > self.limits.rules:
                self.stop(
                    line, f"there are more than {self.limits.rules:,} clauses", "Leave out what follows."
                )

    def literals(self, line: int, text: str) -> None:
        """Numbers; each 0 closes a clause."""
        if text and not self.head:
            self.stop(line, "there is no head before this", _HEAD)
        for token in text.split():
            number = int(token) if LITERAL.fullmatch(token) else self.variables + 1
            if abs(number) > self.variables:
                what = f'"{token[:40]}" is no literal'
                mend = f"Write numbers from 1 to {self.variables}, with a - for no."
                self.problems.add(f"{self.file}:{line}", what, mend)
            elif number:
                self.open.append(number)
            else:
                self.clause(line)

    def clause(self, line: int) -> None:
        """The clause that a 0 closes."""
        literals, self.open = tuple(dict.fromkeys(self.open)), []
        if not literals:
            mend = "Take the lone 0 out, or write the clause before it."
            self.problems.add(f"{self.file}:{line}", "an empty clause can never be met", mend)
        elif len(literals) > self.limits.arity:
            what = f"a clause has more than {self.limits.arity:,} literals"
            self.problems.add(f"{self.file}:{line}", what, "Split it with a variable of its own.")
        self.clauses.append((line, literals))
        if len(self.clauses) > self.promised:
            self.stop(line, f"there are more clauses than the {self.promised:,} promised", _COUNT)

    def close(self, line: int) -> None:
        """The file is over."""
        if not self.head:
            self.stop(line, "there is no head", _HEAD)
        if self.open:
            self.stop(line, "the last clause is not closed", "Write a 0 behind it.")
        if len(self.clauses) < self.promised:
            what = f"there are {len(self.clauses):,} clauses, and {self.promised:,} are promised"
            self.stop(line, what, _COUNT)

    def reading(self) -> Reading:
        """The family, once all is read."""
        title = title_of(self.file)
        labels = [self.named.get(number, f"x{number}") for number in range(1, self.variables + 1)]
        names = fitted(labels)
        variables = tuple(map(feature, names, labels))
        rules = tuple(self.rules(names, dict(zip(names, labels, strict=True))))
        self.renamed(names, labels)
        return Reading(Family(family_name(title), title, CURRENCY, variables, rules), tuple(self.notes))

    def rules(self, names: list[str], labels: dict[str, str]) -> Iterator[Rule]:
        """A rule for each clause that says something."""
        empty = []
        for number, (line, literals) in enumerate(self.clauses, 1):
            wanted = {names[abs(each) - 1]: each > 0 for each in literals}
            if len(wanted) < len(literals):
                empty.append(line)
            else:
                yield clause(f"clause-{number}", wanted, labels, f"{self.file}:{line}")
        if empty:
            self.note(
                empty[0], f"{len(empty):,} clauses hold a feature and its opposite", "They became no rules."
            )

    def renamed(self, names: list[str], labels: list[str]) -> None:
        """Note what names had to change, and what was never named."""
        unnamed = self.variables - len(self.named.keys() & range(1, self.variables + 1))
        changed = [(label, name) for label, name in zip(labels, names, strict=True) if label != name]
        if unnamed:
            words = "They are called x and their number. To name one, write a comment: c 12 Cork."
            self.note(self.head, f"{unnamed:,} of {self.variables:,} variables have no name", words)
        if changed:
            label, name = changed[0]
            words = f'"{label}" became {name}, and so on; labels keep the names as they were.'
            self.note(self.head, f"{len(changed):,} names do not fit into rules", words)

    def note(self, line: int, what: str, instead: str) -> None:
        self.notes.append(Problem(f"{self.file}:{line}", what, instead))

    def stop(self, line: int, what: str, mend: str = "") -> None:
        """End here: reading on could only do harm."""
        raise BadFamily([*self.problems.found, Problem(f"{self.file}:{line}", what, mend)])


_HEAD = "Write before the clauses how many variables and clauses there are: p cnf 117 417."
_COUNT = "Write the true number into the head, or bring back what was cut off."


def _lines(data: bytes, file: str) -> Iterator[tuple[int, str]]:
    for number, raw in enumerate(data.splitlines(), 1):
        try:
            yield number, raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError:
            problem = Problem(
                f"{file}:{number}", "the line is not written in UTF-8", "Save the file as UTF-8."
            )
            raise BadFamily([problem]) from None
