"""Money as integer minor units of one ISO 4217 currency."""

from dataclasses import dataclass
from fractions import Fraction

from sumisura.kernel.errors import BadInput

_NOT_TWO = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS = {code: places for places, codes in _NOT_TWO.items() for code in codes.split()}


def digits(currency: str) -> int:
    """How many decimals of a currency its minor unit is (ISO 4217:2015, list one).

    What people print may be fewer: nobody pays in Serbian paras, and ISO 4217 counts them all the same.

    Example:
        >>> digits("EUR"), digits("JPY"), digits("KWD"), digits("RSD")
        (2, 0, 3, 2)
    """
    return _DIGITS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents for EUR, yen for JPY).

    Args:
        amount: integer minor units; negative is a deduction.
        currency: ISO 4217 code.

    Raises:
        BadInput: two currencies are mixed.

    Example:
        >>> Money(8400, "EUR") + Money(-300, "EUR")
        Money(amount=8100, currency='EUR')
        >>> Money(12000, "EUR").tax_within(Fraction(20, 100))
        Money(amount=2000, currency='EUR')
    """

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other).amount, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.amount * times, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def tax_within(self, rate: Fraction) -> "Money":
        """Tax contained in this gross amount, ``gross · rate / (1 + rate)``, halves away from zero."""
        exact = self.amount * rate / (1 + rate)
        rounded = int(abs(exact) + Fraction(1, 2))
        return Money(rounded if exact >= 0 else -rounded, self.currency)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise BadInput(
                f"{self.currency} and {other.currency} cannot be added",
                mend="Convert one of them first.",
            )
        return other
