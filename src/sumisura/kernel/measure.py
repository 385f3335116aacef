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

    def __str__(self) -> str:
        head = f"{self.value:g} {self.unit}".rstrip()
        return f"{head} ± {self.tolerance:g}" if self.tolerance else head
