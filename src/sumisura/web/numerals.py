"""Whole numbers as large as they come: in figures, and in English words."""

from babel import Locale
from babel.numbers import get_group_symbol

from sumisura.kernel import Brand

SMALL = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *(
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion")


def figures(number: int, brand: Brand) -> str:
    """Every figure of a whole number, however many.

    Example:
        >>> from sumisura.kernel import BrandId
        >>> figures(10**12 + 1, Brand(BrandId("indigo"), "Indigo", "EUR"))
        '1,000,000,000,001'
    """
    return f"{number:,}".replace(",", get_group_symbol(Locale.parse(brand.locale, sep="-")))


def spelled(number: int) -> str:
    """A whole number in English words; of one with more figures than there are words for, how many figures it has.

    Example:
        >>> spelled(0), spelled(21), spelled(1_482_600)
        ('none', 'twenty-one', 'one million four hundred and eighty-two thousand six hundred')
        >>> spelled(10**30)
        'a number of 31 figures'
    """
    if number >= 1000 ** len(SCALES):
        return f"a number of {len(str(number))} figures"
    threes = [(number // 1000**power % 1000, power) for power in reversed(range(len(SCALES)))]
    parts = [f"{_hundreds(three)} {SCALES[power]}".strip() for three, power in threes if three]
    return " ".join(parts) or "none"


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    head = [f"{SMALL[hundreds]} hundred"] if hundreds else []
    return " and ".join([*head, _tens(rest)] if rest else head)


def _tens(number: int) -> str:
    if number < len(SMALL):
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return "-".join([TENS[tens - 2], *([SMALL[ones]] if ones else [])])
