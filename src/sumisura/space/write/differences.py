"""Says in words where two families differ."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import islice

from sumisura.kernel import Family

MOST = 20
SHOWN = 60
UNSEEN = frozenset({"digest", "where"})


def differences(one: Family, other: Family) -> Iterator[str]:
    """What became another thing, at most `MOST` of them.

    Example:
        >>> from dataclasses import replace
        >>> from sumisura.kernel import Value, Variable
        >>> mug = Family("mug", "Mug", "EUR", (Variable("glaze", "", (Value("blue"),)),))
        >>> list(differences(mug, replace(mug, title="A mug")))
        ['title: "Mug" became "A mug"']
    """
    yield from islice(_parts(one, other, ""), MOST)


def _parts(one: object, other: object, path: str) -> Iterator[str]:
    if one == other:
        return
    left, right = _inside(one), _inside(other)
    if left is None or right is None or left.keys() != right.keys():
        yield f"{path}: {_shown(one)} became {_shown(other)}"
        return
    for key, value in left.items():
        yield from _parts(value, right[key], f"{path} {key}".lstrip())


def _inside(noun: object) -> Mapping[str, object] | None:
    """Its parts by name; None for what has none."""
    if is_dataclass(noun):
        return {slot.name: getattr(noun, slot.name) for slot in fields(noun) if slot.name not in UNSEEN}
    if isinstance(noun, tuple):
        return {str(getattr(part, "name", number)): part for number, part in enumerate(noun, 1)}
    return noun if isinstance(noun, Mapping) else None


def _shown(noun: object) -> str:
    words = f'"{noun}"' if isinstance(noun, str) else str(noun)
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
