"""Numbers as family files have them: a point, no exponent, no more digits than needed."""

from decimal import Decimal

from sumisura.kernel import Measure
from sumisura.kernel.money import digits

FINEST = Decimal("1e-9")


def price(amount: int, currency: str) -> str:
    """Minor units as a price; "" for nothing.

    Example:
        >>> price(1250, "EUR"), price(-5, "EUR"), price(900, "JPY"), price(0, "EUR")
        ('12.50', '-0.05', '900', '')
    """
    return f"{Decimal(amount).scaleb(-digits(currency)):f}" if amount else ""


def number(value: float) -> str:
    """A number, exactly as long as nine decimals are enough.

    Example:
        >>> number(28.0), number(0.25), number(1e-7), number(1e11)
        ('28', '0.25', '0.0000001', '100000000000')
    """
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return str(exact)
    written = f"{exact if exact % FINEST == 0 else exact.quantize(FINEST):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def measure(measured: Measure) -> str:
    """A measure with its unit, and its tolerance where it has one.

    Example:
        >>> measure(Measure(84, "cm", 0.5)), measure(Measure(1240, "°C"))
        ('84 cm ± 0.5', '1240 °C')
    """
    head = f"{number(measured.value)} {measured.unit}".rstrip()
    return f"{head} ± {number(measured.tolerance)}" if measured.tolerance else head
