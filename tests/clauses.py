"""Feature models in DIMACS, as what a space is made of."""

from pathlib import Path

import numpy as np

from sumisura.kernel import Value, Variable
from sumisura.space.constraints import Constraint
from sumisura.space.structure import Structure


def family_of(path: Path) -> tuple[Structure, list[Constraint]]:
    """A feature model in DIMACS as yes/no variables and forbidden rows."""
    lines = [line.split() for line in path.read_text("utf-8").splitlines()]
    size = next(int(words[2]) for words in lines if words[:1] == ["p"])
    clauses = [[int(word) for word in words[:-1]] for words in lines if words and words[0] not in "cp"]
    values = (Value("no"), Value("yes"))
    structure = Structure(tuple(Variable(str(at), "", values) for at in range(size)), ())
    rules = []
    for clause in clauses:
        row = {abs(literal) - 1: literal < 0 for literal in clause}
        rules.append(Constraint(tuple(row), np.array([[*row.values()]], np.int32), forbids=True))
    return structure, rules
