"""A partial or complete assignment in one family revision."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Configuration(Mapping[str, str]):
    """Choices by variable name; equal by value, with a digest that is stable across machines.

    Args:
        family: the digest of the family revision the choices were made in.
        chosen: (variable, value) pairs sorted by variable.

    Example:
        >>> one = Configuration.of("f" * 64, {"wash": "raw", "cut": "slim"})
        >>> two = Configuration.of("f" * 64, {"cut": "slim", "wash": "raw"})
        >>> one == two, one.digest == two.digest, dict(one)
        (True, True, {'cut': 'slim', 'wash': 'raw'})
    """

    family: str
    chosen: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, family: str, choices: Mapping[str, str]) -> "Configuration":
        """The configuration with these choices, in canonical order."""
        return cls(family, tuple(sorted(choices.items())))

    @property
    def digest(self) -> str:
        """SHA-256 over the family's digest and every choice."""
        parts = [self.family, *(part for pair in self.chosen for part in pair)]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    def __getitem__(self, variable: str) -> str:
        for name, value in self.chosen:
            if name == variable:
                return value
        raise KeyError(variable)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.chosen)

    def __len__(self) -> int:
        return len(self.chosen)
