"""Opens a YAML file as the section it must be."""

from sumisura.files.problems import Problem, Problems
from sumisura.files.section import Section
from sumisura.files.tree import Bounds, Entries, read_tree


def open_section(data: bytes, file: str, problems: Problems, bounds: Bounds | None = None) -> Section:
    """The whole file as one section.

    Raises:
        BadFile: of the kind that ``problems`` raises: it cannot be parsed, or is no map.

    Example:
        >>> open_section(b"title: Jeans", "a.yaml", Problems()).text("title")
        'Jeans'
    """
    root = read_tree(data, file, problems, bounds or Bounds())
    if not isinstance(root, Entries):
        mend = "Begin with a name, a colon and a value: title: Jeans."
        raise problems.error([*problems.found, Problem(f"{file}:{root.line}", "the file is not a map", mend)])
    return Section(file, root, problems)
