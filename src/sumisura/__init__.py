"""Sumisura: the one product that fits each customer, that can truly be made, priced while they look."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sumisura.space.compiling import compile  # noqa: A004 - the public name, as re.compile
    from sumisura.space.design import Design
    from sumisura.space.errors import Contradiction, NotCompiled, TooLarge, Unavailable
    from sumisura.space.model import Bounds, Conflict, Option, Sweep
    from sumisura.space.read import read_family
    from sumisura.space.space import Bests, Space

_HOMES = {
    "Bests": "space.space",
    "Bounds": "space.model",
    "Conflict": "space.model",
    "Contradiction": "space.errors",
    "Design": "space.design",
    "NotCompiled": "space.errors",
    "Option": "space.model",
    "Space": "space.space",
    "Sweep": "space.model",
    "TooLarge": "space.errors",
    "Unavailable": "space.errors",
    "compile": "space.compiling",
    "read_family": "space.read",
}

__all__ = [
    "Bests", "Bounds", "Conflict", "Contradiction", "Design", "NotCompiled", "Option", "Space", "Sweep", "TooLarge",
    "Unavailable", "compile", "read_family",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: commands that need no space start without numba."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
