"""What numbers can be wrong in, and where."""

from typing import ClassVar

from sumisura.kernel import BadInput


class UnusableNumbers(BadInput):
    """Numbers that nothing can be estimated from: missing, not finite, of unequal length, or none at all.

    Args:
        what: what is wrong, in plain words.
        row: the first row it is wrong in, from 0; -1 where it is wrong as a whole.
        mend: what would make it right.
    """

    code: ClassVar[str] = "unusable_numbers"

    def __init__(self, what: str, *, row: int = -1, mend: str) -> None:
        self.row = row
        super().__init__(what, where=f"row {row}" if row >= 0 else "", mend=mend)


class BadPropensity(UnusableNumbers):
    """A probability that a policy cannot have shown something with."""

    code: ClassVar[str] = "bad_propensity"
