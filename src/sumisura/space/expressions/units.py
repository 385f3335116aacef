"""Units of measures: which can be compared, and what one of each is in its base unit.

Exact by definition (SI Brochure, 9th edition; international yard and pound, 1959). A unit that is not listed
("stitches", "carat") is its own dimension and goes only with itself.
"""

from fractions import Fraction

UNITS: dict[str, tuple[str, Fraction]] = {
    unit: (dimension, Fraction(factor))
    for dimension, units in {
        "mass": {"mg": "1/1000", "g": "1", "kg": "1000", "oz": "28.349523125", "lb": "453.59237"},
        "length": {
            "µm": "1/1000",
            "mm": "1",
            "cm": "10",
            "m": "1000",
            "km": "1000000",
            "in": "25.4",
            "inch": "25.4",
        },
        "time": {"s": "1", "min": "60", "h": "3600", "day": "86400", "days": "86400"},
        "volume": {"ml": "1", "cl": "10", "dl": "100", "l": "1000", "L": "1000"},
        "area": {
            "mm²": "1",
            "cm²": "100",
            "m²": "1000000",
            "mm2": "1",
            "cm2": "100",
            "m2": "1000000",
        },
        "energy": {"J": "1", "kJ": "1000", "cal": "4.184", "kcal": "4184", "Wh": "3600", "kWh": "3600000"},
        "power": {"W": "1", "kW": "1000", "PS": "735.49875"},
        "EUR": {"€": "1", "EUR": "1"},
        "USD": {"$": "1", "USD": "1"},
        "GBP": {"£": "1", "GBP": "1"},
        "": {"": "1", "%": "1/100"},
    }.items()
    for unit, factor in units.items()
}


def dimension(unit: str) -> str:
    """What a unit measures.

    Example:
        >>> dimension("kg"), dimension("carat"), dimension("%")
        ('mass', 'carat', '')
    """
    return UNITS.get(unit, (unit, Fraction(1)))[0]


def in_base(value: float | Fraction, unit: str) -> Fraction:
    """The value in its dimension's base unit, exactly; a float means its shortest decimal.

    Example:
        >>> in_base(0.45, "kg"), in_base(2, "cm")
        (Fraction(450, 1), Fraction(20, 1))
    """
    exact = value if isinstance(value, Fraction) else Fraction(repr(value))
    return exact * UNITS.get(unit, (unit, Fraction(1)))[1]
