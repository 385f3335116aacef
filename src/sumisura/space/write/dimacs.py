"""Writes DIMACS CNF with feature names in comments, as feature-model tools and model counters read it.

A choice of yes and no is one variable, and so is any other choice of two values; every other value is a variable
of its own, exactly one of which holds. There is one model for each variant (see `sumisura.space.clauses`).
"""

from collections.abc import Iterator
from dataclasses import replace

from sumisura.kernel import BadInput, Family, Variable
from sumisura.space.clauses import Cnf, encoded
from sumisura.space.constraints import constraints_of
from sumisura.space.read.features import NO, YES
from sumisura.space.read.names import fitted
from sumisura.space.structure import structure_of
from sumisura.space.write.errors import Unwritable
from sumisura.space.write.model import Written


def write_dimacs(family: Family, file: str) -> Written:
    """The family's choices and rules as clauses.

    Raises:
        Unwritable: a rule is wrong, or too wide for clauses.

    Example:
        >>> from sumisura.kernel import Rule, Value
        >>> lid = Variable("lid", "Lid", (Value("yes"), Value("no")))
        >>> size = Variable("size", "Size", (Value("S"), Value("M"), Value("L")))
        >>> rule = Rule("r", "No lid fits.", ("size", "lid"), (("S", "yes"),), forbids=True)
        >>> print(write_dimacs(Family("cup", "Cup", "EUR", (lid, size), (rule,)), "c.cnf").files["c.cnf"], end="")
        c 1 lid
        c 2 size=S
        c 3 size=M
        c 4 size=L
        p cnf 4 5
        2 3 4 0
        -2 -3 0
        -2 -4 0
        -3 -4 0
        -2 -1 0
    """
    ready = replace(family, variables=tuple(map(_yes_last, family.variables)), surcharges=())
    try:
        structure = structure_of(ready)
        cnf = encoded(structure, range(structure.size), constraints_of(ready, structure))
    except BadInput as bad:
        raise Unwritable(bad.what, where=bad.where, mend=bad.mend) from None
    names = dict(_names(ready, cnf))
    lines = [f"c {literal} {name}" for literal, name in sorted(names.items())]
    lines.append(f"p cnf {cnf.top} {len(cnf.clauses)}")
    lines += [f"{' '.join(map(str, clause))} 0" for clause in cnf.clauses]
    return Written({file: "\n".join([*lines, ""])}, tuple(_notes(family, cnf, names)))


def _yes_last(variable: Variable) -> Variable:
    """A variable's literal is true for its second value, and yes shall be what is true."""
    names = [value.name for value in variable.values]
    return replace(variable, values=variable.values[::-1]) if names == [YES, NO] else variable


def _names(family: Family, cnf: Cnf) -> Iterator[tuple[int, str]]:
    """The name of each literal that stands for a value: a label, where reading it gives the name again."""
    labels = {variable.name: " ".join(variable.label.split()) for variable in family.variables}
    labelled = fitted(labels.values()) == list(labels)
    columns = ((variable, value.name) for variable in family.variables for value in variable.values)
    for literal, (variable, value) in zip(cnf.literals.tolist(), columns, strict=True):
        if literal > 0:
            feature = [each.name for each in variable.values] == [NO, YES]
            named = (labels if labelled else {}).get(variable.name, variable.name)
            yield literal, named if feature else f"{variable.name}={value}"


def _notes(family: Family, cnf: Cnf, names: dict[int, str]) -> Iterator[str]:
    values = [value for variable in family.variables for value in variable.values]
    lost = {
        "prices": family.base_price or family.surcharges or any(value.price for value in values),
        "fields": family.fields,
        "steps": family.groups,
        "defaults": any(variable.default for variable in family.variables),
        "attributes": any(value.attributes for value in values),
        "the reasons of rules": family.rules,
        "the drawing": family.preview,
    }
    left = [what for what, there in lost.items() if there]
    if left:
        yield f"left out, since DIMACS has no place for them: {', '.join(left)}"
    if cnf.top > len(names):
        yield f"{cnf.top - len(names):,} variables without a name follow from the others; the count stays the same"
    if any("=" in name for name in names.values()):
        yield "choices that are not of yes and no became a variable for each value, named choice=value"
