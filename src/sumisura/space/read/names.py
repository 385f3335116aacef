"""What a variable, a value, a rule may be called: names that stand in addresses, rules and files alike."""

import re

from sumisura.files import Section
from sumisura.trust.never import NeverKept, check_token

NAME = re.compile(r"[A-Za-z0-9_]+(?:[-.][A-Za-z0-9_]+)*")
WORDS_OF_RULES = frozenset({"and", "or", "xor", "not", "in", "implies", "count", "sum"})
ANY = "any"
LONGEST = 60


def check_name(section: Section, key: str, name: str, *, dots: bool = False) -> str:
    """The name; a problem is noted when it cannot be one.

    Args:
        section: the map the name stands in.
        key: what stands at its line.
        name: the name.
        dots: whether it may have points in it, as in the size 54.5.
    """
    shown = name[:LONGEST]
    if not NAME.fullmatch(name) or len(name) > LONGEST or ("." in name and not dots):
        mend = "Use up to 60 letters, figures, - and _; put other words in its label."
        section.note(key, f'"{shown}" cannot be a name', mend)
    elif name in WORDS_OF_RULES or name == ANY:
        section.note(key, f'"{shown}" has a meaning in rules and cannot be a name', "Choose another word.")
    return name


def check_sorts_no_people(section: Section, key: str, quality: str) -> None:
    """Note a quality, with a value or without, that sorts people (``trust.never``): it would be learned from."""
    try:
        check_token(quality)
    except NeverKept as problem:
        section.note(key, problem.what, problem.mend)


def label_of(name: str) -> str:
    """What a person reads where the author gave a name and no label.

    Example:
        >>> label_of("boot-cut"), label_of("W32")
        ('Boot cut', 'W32')
    """
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
