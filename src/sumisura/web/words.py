"""Numbers, money and dates as a brand writes them."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from math import floor, log10

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency, format_decimal

from sumisura.kernel import Brand, Money
from sumisura.kernel.money import digits
from sumisura.space.model import Bounds

MANY = 10**9
"""From here on a count is written as a power of ten: nobody reads twenty digits."""
YEAR = 365
"""Days."""
NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def money(amount: Money, brand: Brand) -> str:
    """An amount, without decimals when there are none.

    Example:
        >>> from sumisura.kernel import BrandId
        >>> shop = Brand(BrandId("indigo"), "Indigo", "EUR", locale="en")
        >>> money(Money(12400, "EUR"), shop), money(Money(12450, "EUR"), shop)
        ('€124', '€124.50')
    """
    return _money(amount.amount, amount.currency, brand.locale)


def delta(amount: Money, brand: Brand, *, exact: bool = True) -> str:
    r"""A difference in price: ``+ €12``, ``− €5``, or ``included``; its parts never part at the end of a line.

    What is not ``exact`` is the least it can be.

    Example:
        >>> from sumisura.kernel import BrandId
        >>> shop = Brand(BrandId("indigo"), "Indigo", "EUR", locale="en")
        >>> [delta(Money(amount, "EUR"), shop) for amount in (1200, -300, 0)]
        ['+\xa0€12', '−\xa0€3', 'included']
        >>> delta(Money(1200, "EUR"), shop, exact=False)
        'from +\xa0€12'
    """
    if amount.amount == 0:
        return "included"
    sign = "+" if amount.amount > 0 else MINUS
    return f"{'' if exact else 'from '}{sign}{NO_BREAK}{money(Money(abs(amount.amount), amount.currency), brand)}"


def count(number: int | Bounds, brand: Brand) -> str:
    r"""An exact count, about how many when it is astronomical, or how many at least when only bounds are known.

    Example:
        >>> from sumisura.kernel import BrandId
        >>> shop = Brand(BrandId("volta"), "Volta", "EUR", locale="en")
        >>> count(1482600, shop), count(24567 * 10**18, shop)
        ('1,482,600', 'about 2.5\xa0×\xa010²²')
        >>> count(Bounds(400, 10**12), shop)
        'at least 400'
    """
    if isinstance(number, Bounds):
        return f"at least {count(number.low, brand).removeprefix('about ')}"
    if number < MANY:
        return format_decimal(number, locale=_locale(brand))
    power = floor(log10(number))
    head = format_decimal(round(number / 10**power, 1), locale=_locale(brand))
    return f"about {head}{NO_BREAK}×{NO_BREAK}10{str(power).translate(SUPERSCRIPT)}"


def percent(rate: object, brand: Brand) -> str:
    """A rate as a percentage.

    Example:
        >>> from fractions import Fraction
        >>> from sumisura.kernel import BrandId
        >>> percent(Fraction(22, 100), Brand(BrandId("indigo"), "Indigo", "EUR", locale="en"))
        '22%'
    """
    return f"{format_decimal(round(float(rate) * 100, 1), locale=_locale(brand))}%"  # type: ignore[arg-type]


def day(at: datetime, brand: Brand) -> str:
    """A date in the brand's time zone."""
    return calendar(brand.local(at).date(), brand)


def calendar(on: date, brand: Brand) -> str:
    """A day of the calendar.

    Example:
        >>> from sumisura.kernel import BrandId
        >>> calendar(date(2026, 11, 3), Brand(BrandId("indigo"), "Indigo", "EUR", locale="en"))
        '3 Nov 2026'
    """
    return str(format_date(on, format="d MMM y", locale=_locale(brand)))


def span(days: int) -> str:
    """So many days, in the unit one thinks in.

    Example:
        >>> span(1), span(30), span(90), span(365), span(3653)
        ('1 day', '30 days', '90 days', '1 year', '10 years')
    """
    years, left = divmod(days, YEAR)
    if years and left <= (years + 3) // 4:  # leap days
        return _many(years, "year")
    return _many(days, "day")


def lasting(minutes: int) -> str:
    """So many minutes, in hours where they are whole.

    Example:
        >>> lasting(60), lasting(1440), lasting(45)
        ('an hour', '24 hours', '45 minutes')
    """
    hours, rest = divmod(minutes, 60)
    if rest or not hours:
        return _many(minutes, "minute")
    return "an hour" if hours == 1 else _many(hours, "hour")


def signed(number: float, places: int, brand: Brand) -> str:
    """A part of a sum, with its sign and so many decimals.

    Example:
        >>> from sumisura.kernel import BrandId
        >>> shop = Brand(BrandId("indigo"), "Indigo", "EUR", locale="en")
        >>> signed(0.5, 2, shop), signed(-0.25, 3, shop), signed(-1e-9, 2, shop)
        ('+0.50', '−0.250', '0.00')
    """
    rounded = round(number, places)
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    pattern = f"0.{'0' * places}" if places else "0"
    return sign + str(format_decimal(abs(rounded), format=pattern, locale=_locale(brand)))


def tiny(number: float) -> str:
    r"""What rounding leaves over, as a power of ten.

    Example:
        >>> tiny(-3.6e-15), tiny(0.0)
        ('−4\xa0×\xa010⁻¹⁵', '0')
    """
    if number == 0:
        return "0"
    head, power = f"{number:.0e}".replace("-", MINUS, number < 0).split("e")
    return f"{head}{NO_BREAK}×{NO_BREAK}10{str(int(power)).translate(SUPERSCRIPT)}"


def capfirst(text: str) -> str:
    """A sentence's first letter large, the rest as it is.

    Example:
        >>> capfirst("rests on 12 customers of Indigo")
        'Rests on 12 customers of Indigo'
    """
    return text[:1].upper() + text[1:]


def moment(at: datetime, brand: Brand) -> str:
    """A date and time in the brand's time zone."""
    return format_datetime(at, format="d MMM y, HH:mm", tzinfo=brand.zone, locale=_locale(brand))


def clock(at: datetime, brand: Brand) -> str:
    """A time of the day, with its zone, as nobody knows where a reader is.

    Example:
        >>> from datetime import UTC
        >>> from sumisura.kernel import BrandId
        >>> clock(datetime(2026, 11, 3, 14, 5, tzinfo=UTC), Brand(BrandId("indigo"), "Indigo", "EUR"))
        '14:05 UTC'
    """
    return format_time(at, format="HH:mm z", tzinfo=brand.zone, locale=_locale(brand))


def country(code: str, brand: Brand) -> str:
    """A country's name in the brand's language."""
    return str(_locale(brand).territories.get(code, code))


@lru_cache(maxsize=10_000)
def _money(minor: int, currency: str, tag: str) -> str:
    """Amounts recur on every page: each is written once."""
    locale, places = _parsed(tag), digits(currency)
    whole = minor % 10**places == 0
    pattern: str = locale.currency_formats["standard"].pattern
    written = format_currency(
        Decimal(minor).scaleb(-places),
        currency,
        format=pattern.replace(".00", "" if whole else f".{'0' * places}"),
        locale=locale,
        currency_digits=False,  # ours are those the amount was counted in
    )
    return written.replace("-", MINUS)


@cache
def _parsed(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


def _many(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _locale(brand: Brand) -> Locale:
    return _parsed(brand.locale)
