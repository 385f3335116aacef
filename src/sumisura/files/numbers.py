"""Numbers as people write them: exact, and with a mend when they cannot be read."""

import re
from decimal import Decimal

from sumisura.kernel import BadInput, Measure
from sumisura.kernel.money import digits

DECIMAL = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,9})?", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(?:'\d{3})+|[+-]?[\d.]*,\d+|[+-]?\d+(?:,\d{3})+(?:\.\d+)?")
MEASURE = re.compile(
    r"(?P<value>[+-]?\d{1,12}(?:\.\d{1,9})?)\s*(?P<unit>[^\d\s±+.][^\s±]{0,19})?"
    r"(?:\s*(?:±|\+-)\s*(?P<tolerance>\d{1,12}(?:\.\d{1,9})?))?",
    re.ASCII,
)


def decimal(text: str) -> Decimal:
    """An exact decimal number.

    Raises:
        BadInput: it is none.

    Example:
        >>> decimal("12.50")
        Decimal('12.50')
        >>> decimal("12,50")
        Traceback (most recent call last):
        sumisura.kernel.errors.BadInput: "12,50" is not a number. Write it with a point and nothing else: 1234.50.
    """
    if not DECIMAL.fullmatch(text.strip()):
        mend = (
            "Write it with a point and nothing else: 1234.50."
            if GROUPED.fullmatch(text)
            else "Write it in figures: 12.50."
        )
        raise BadInput(f'"{text[:40]}" is not a number', mend=mend)
    return Decimal(text.strip())


def whole(text: str) -> int:
    """A whole number.

    Raises:
        BadInput: it is none.

    Example:
        >>> whole("14")
        14
    """
    number = decimal(text)
    if number != int(number):
        raise BadInput(f'"{text}" is not a whole number', mend="Leave off what stands after the point.")
    return int(number)


def minor_units(text: str, currency: str) -> int:
    """A price in the currency's minor units, exactly; a + before it is welcome.

    Raises:
        BadInput: it is no number, or finer than the currency.

    Example:
        >>> minor_units("12.5", "EUR"), minor_units("-3", "EUR"), minor_units("900", "JPY")
        (1250, -300, 900)
    """
    places = digits(currency)
    exact = decimal(text).scaleb(places)
    if exact != int(exact):
        raise BadInput(
            f'"{text}" is finer than {currency} can be paid', mend=f"Write at most {places} decimals."
        )
    return int(exact)


def measure(text: str) -> Measure:
    """A number with its unit and, where it is known, its tolerance.

    Raises:
        BadInput: it is none.

    Example:
        >>> measure("450 g"), measure("84 cm ± 0.5")
        (Measure(value=450.0, unit='g', tolerance=0.0), Measure(value=84.0, unit='cm', tolerance=0.5))
    """
    found = MEASURE.fullmatch(text.strip())
    if found is None:
        raise BadInput(f'"{text[:40]}" is not a measure', mend="Write a number and its unit: 450 g.")
    return Measure(float(found["value"]), found["unit"] or "", float(found["tolerance"] or 0))
