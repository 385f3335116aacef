"""A physical quantity with its unit and tolerance."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """A value in a unit, true to within ± tolerance (same unit).

    Example:
        >>> str(Measure(84, "cm", 0.5)), str(Measure(2.5, "kg"))
        ('84 cm ± 0.5', '2.5 kg')
    """

    value: float
    unit: str
    tolerance: float = 0.0

    def __post_init__(self) -> None:
        # A whole number is the same measure, and must give a family the same digest once it was stored.
        object.__setattr__(self, "value", float(self.value))
        object.__setattr__(self, "tolerance", float(self.tolerance))

    def __str__(self) -> str:
        head = f"{self.value:g} {self.unit}".rstrip()
        return f"{head} ± {self.tolerance:g}" if self.tolerance else head
