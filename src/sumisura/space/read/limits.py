"""How large a family file may be: what stops a file bomb long before it hurts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; the defaults hold the largest known real families several times over.

    Args:
        yaml_bytes, xml_bytes: size of the file.
        depth: how deep elements may be nested.
        nodes: how many scalars, lists and maps a YAML file may have.
        variables: how many choices a family may have.
        values: how many values one variable may have.
        rules: how many rules a family may have.
        rows: how many rows all its tables may have together.
        arity: how many variables one table may relate.
    """

    yaml_bytes: int = 4_000_000
    xml_bytes: int = 64_000_000
    depth: int = 12
    nodes: int = 400_000
    variables: int = 5_000
    values: int = 5_000
    rules: int = 20_000
    rows: int = 2_000_000
    arity: int = 100


LIMITS = Limits()
