"""Numbers in bands: a measured choice has bands as values, and the exact number is written in its field.

A band is named by its least and greatest number, ``400-599``, or by its only one, ``400``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import floor

from sumisura.kernel import ABSENT, Family, Field, Value

MOST_STEPS = 20_000
"""Numbers that a measured choice may have."""
MOST_BANDS = 200
"""Bands it may fall into."""


def plain(number: Fraction | float) -> str:
    """A number in figures, without zeros that say nothing.

    Example:
        >>> plain(Fraction(1677, 2)), plain(2400.0), plain(Fraction(1, 10))
        ('838.5', '2400', '0.1')
    """
    return f"{float(number):.12g}"


def exact(number: float | str) -> Fraction:
    """The number that a decimal means.

    Example:
        >>> exact(0.1), exact("523.5")
        (Fraction(1, 10), Fraction(1047, 2))
    """
    return Fraction(number if isinstance(number, str) else repr(number))


def steps(field: Field) -> int:
    """How many numbers a field of kind ``number`` can hold; the last step may end before the maximum.

    Example:
        >>> steps(Field("width", "Width", kind="number", minimum=400, maximum=2400, step=5))
        401
    """
    return floor((exact(field.maximum) - exact(field.minimum)) / exact(field.step)) + 1


def number_at(field: Field, step: int) -> Fraction:
    """The number so many steps from the minimum."""
    return exact(field.minimum) + step * exact(field.step)


def step_of(field: Field, number: Fraction) -> Fraction:
    """How many steps from the minimum a number lies: whole where it can be written, else between two steps."""
    return (number - exact(field.minimum)) / exact(field.step)


def bands(field: Field, starts: Iterable[int] = ()) -> tuple[Value, ...]:
    """The bands of a field's numbers, upwards.

    Args:
        starts: steps at which a new band begins; those outside of the field say nothing.

    Example:
        >>> width = Field("width", "Width", kind="number", minimum=400, maximum=2400, unit="mm")
        >>> [(band.name, band.label) for band in bands(width, [200])]
        [('400-599', '400 to 599 mm'), ('600-2400', '600 to 2400 mm')]
    """
    end = steps(field)
    edges = sorted({0, *(start for start in starts if 0 < start < end), end})
    return tuple(_band(field, low, high - 1) for low, high in pairwise(edges))


def span(name: str) -> tuple[Fraction, Fraction]:
    """The least and the greatest number of a band.

    Example:
        >>> span("400-599") == (400, 599), span("12.5") == (Fraction(25, 2), Fraction(25, 2))
        (True, True)
    """
    low, _, high = name.partition("-")
    return Fraction(low), Fraction(high or low)


def spans(values: Sequence[Value]) -> Iterator[tuple[str, Fraction, Fraction]]:
    """Every value with its least and greatest number; an absent instance measures nothing."""
    for value in values:
        yield (value.name, *((Fraction(0),) * 2 if value.name == ABSENT else span(value.name)))


def band_of(values: Sequence[Value], number: Fraction) -> str | None:
    """The band in which a number lies; None where it lies in none.

    Example:
        >>> band_of((Value("400-599"), Value("600-2400")), Fraction(523))
        '400-599'
    """
    for value in values:
        if value.name != ABSENT and span(value.name)[0] <= number <= span(value.name)[1]:
            return value.name
    return None


def standing(family: Family, choices: Mapping[str, str], written: Mapping[str, str]) -> dict[str, Fraction]:
    """The exact numbers that stand, in the units of their fields: written, and within the band that is chosen."""
    found = {}
    for field in family.fields:
        number, band = written.get(field.name), choices.get(field.name)
        if number and band and band != ABSENT:
            low, high = span(band)
            if low <= Fraction(number) <= high:
                found[field.name] = Fraction(number)
    return found


def _band(field: Field, low: int, high: int) -> Value:
    least, most = plain(number_at(field, low)), plain(number_at(field, high))
    if low == high:
        return Value(least, f"{least} {field.unit}".rstrip())
    return Value(f"{least}-{most}", f"{least} to {most} {field.unit}".rstrip())
