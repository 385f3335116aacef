"""Which form a file has: by the ending of its name, or by what stands in it."""

import re

NAME = re.compile(r"[^\w.-]+", re.ASCII)
LONGEST = 80
SIGNS = (
    (re.compile(rb"\s*<"), ".xml"),
    (re.compile(rb"(?:^|\n)p[ \t]+cnf[ \t]"), ".dimacs"),
    (re.compile(rb"(?:^|\n)(?:features|namespace|constraints)\b"), ".uvl"),
    (re.compile(rb"(?:^|\n)(?:family|choices):"), ".yaml"),
)
"""What tells a form where no ending does; a table is what has none of them."""
TABLE = ".csv"


def file_name(name: str, data: bytes) -> str:
    r"""A name that the file can be kept and spoken of under; one without an ending, or .txt, gets that of its form.

    Example:
        >>> file_name("C:\\rules\\my cups.uvl", b""), file_name("", b"features\n  cup"), file_name("../../a", b"x,y")
        ('my-cups.uvl', 'pasted.uvl', 'a.csv')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = NAME.sub("-", last).strip("-.")[-LONGEST:] or "pasted"
    stem, dot, ending = plain.rpartition(".")
    if dot and ending.lower() != "txt":
        return plain
    return (stem or ending) + _guessed(data)


def _guessed(data: bytes) -> str:
    return next((ending for sign, ending in SIGNS if sign.search(data[:100_000])), TABLE)
