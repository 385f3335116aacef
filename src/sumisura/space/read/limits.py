"""How large a family file may be: what stops a file bomb long before it hurts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; the defaults hold the largest known real families several times over.

    Args:
        yaml_bytes, xml_bytes, text_bytes: size of the file; the last is of DIMACS and CSV.
        depth: how deep elements may be nested.
        nodes: how many scalars, lists and maps a YAML file may have.
        elements: how many elements an XML file may have that is read as a tree.
        variables: how many choices a family may have.
        values: how many values one variable may have.
        rules: how many rules a family may have.
        rows: how many rows all its tables may have together.
        arity: how many variables one table may relate; a clause is a table of one row.
        cells: how many values all rows may have together, what they cost in memory.
    """

    yaml_bytes: int = 32_000_000
    xml_bytes: int = 64_000_000
    text_bytes: int = 64_000_000
    depth: int = 12
    nodes: int = 4_000_000
    elements: int = 500_000
    variables: int = 20_000
    values: int = 5_000
    rules: int = 100_000
    rows: int = 2_000_000
    arity: int = 1_000
    cells: int = 20_000_000


LIMITS = Limits()
