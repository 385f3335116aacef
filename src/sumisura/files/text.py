"""Takes bytes from a file, and no more of them than agreed."""

from pathlib import Path

from sumisura.files.problems import BadFile, Problem


def read_bytes(path: Path, most: int, error: type[BadFile] = BadFile) -> bytes:
    """The bytes of a regular file of at most ``most`` bytes.

    Raises:
        BadFile: of the kind ``error``: it is absent, unreadable, no regular file, or too large.
    """
    try:
        if not path.is_file():
            raise error([Problem(path.name, "there is no such file", "Check its name and place.")])
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as problem:  # ValueError: a NUL in the path
        why = getattr(problem, "strerror", None) or "its name is not valid"
        raise error([Problem(path.name, f"the file cannot be read: {why}")]) from problem
    if len(data) > most:
        mend = "Split it, or raise the limit if you trust its author."
        raise error([Problem(path.name, f"the file is larger than {most:,} bytes", mend)])
    return data
