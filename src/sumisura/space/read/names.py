"""What a variable, a value, a rule may be called: names that stand in addresses, rules and files alike."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sumisura.files import Section
from sumisura.trust.never import NeverKept, check_token

NAME = re.compile(r"[A-Za-z0-9_]+(?:[-.][A-Za-z0-9_]+)*")
BELOW_ZERO = re.compile(r"-\d{1,15}", re.ASCII)
"""A value may be a whole number below zero, as networks of constraints have it."""
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "Ø": "O", "Ł": "L"})
"""Letters that are not a plain one with a mark on it."""
UNFIT = re.compile(r"[^A-Za-z0-9_]+")
UNFIT_BUT_POINTS = re.compile(r"[^A-Za-z0-9_.]+|\.(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])\.")
WORDS_OF_RULES = frozenset({"and", "or", "xor", "not", "in", "implies", "count", "sum"})
ANY = "any"
RESERVED = WORDS_OF_RULES | {ANY}
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
    if not _shaped(name, dots=dots):
        mend = "Use up to 60 letters, figures, - and _; put other words in its label."
        section.note(key, f'"{shown}" cannot be a name', mend)
    elif name in RESERVED:
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


def fitted(names: Iterable[str], *, dots: bool = False) -> list[str]:
    """Names made to fit, in the same order and all different; a name that fits already is kept.

    Args:
        names: as another format has them.
        dots: whether they may have points in them, as values may.

    Example:
        >>> fitted(["Intel Core i3", "Intel-Core-i3", "Große (M)", "in", "颜色"])
        ['Intel-Core-i3-2', 'Intel-Core-i3', 'Grosse-M', 'in_', 'x']
        >>> fitted(["1.5", "-1", "1,5"], dots=True)
        ['1.5', '-1', '1-5']
    """
    given = list(names)
    taken = {name for name in given if _shaped(name, dots=dots) and name not in RESERVED}
    kept, tried, made = set(taken), Counter[str](), []
    for name in given:
        fit = name if name in kept else _apart(_fit(name, dots=dots), taken, tried)
        kept.discard(name)  # the second of two equal names is another one
        made.append(fit)
    return made


def family_name(*texts: str) -> str:
    """The name of a family as it stands in addresses: of the first text that gives one.

    Example:
        >>> family_name("", "Busybox 1.18.0"), family_name("…")
        ('busybox-1-18-0', 'family')
    """
    slugs = (re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST].strip("-") for text in texts)
    return next((slug for slug in slugs if slug and slug not in RESERVED), "family")


def title_of(file: str) -> str:
    """What a family is called where only its file has a name.

    Example:
        >>> title_of("busybox-1.18.0.dimacs")
        'busybox-1.18.0'
    """
    return " ".join(Path(file).stem.split()) or "family"


def _shaped(name: str, *, dots: bool) -> bool:
    if dots and BELOW_ZERO.fullmatch(name):
        return True
    return bool(NAME.fullmatch(name)) and len(name) <= LONGEST and (dots or "." not in name)


def _fit(name: str, *, dots: bool) -> str:
    plain = unicodedata.normalize("NFKD", name.translate(LETTERS)).encode("ascii", "ignore").decode()
    joined = (UNFIT_BUT_POINTS if dots else UNFIT).sub("-", plain)
    short = re.sub(r"-+", "-", joined).strip("-")[:LONGEST].rstrip("-.") or "x"
    return f"{short}_" if short in RESERVED else short


def _apart(name: str, taken: set[str], tried: Counter[str]) -> str:
    """The name, with the first number behind it that nobody has."""
    fit = name
    while fit in taken:
        tried[name] += 1
        ending = f"-{tried[name] + 1}"
        fit = name[: LONGEST - len(ending)].rstrip("-.") + ending
    taken.add(fit)
    return fit
