"""What the orders ask of a payment provider. ``orders.checks`` holds every provider to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from sumisura.kernel import BrandId, Money, SumisuraError


class PaymentState(StrEnum):
    """What became of a payment."""

    CHARGED = "charged"
    DECLINED = "declined"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Payment:
    """One attempt to take money, as the provider knows it.

    Args:
        key: the idempotency key it was asked under.
        reference: the provider's own name for it; what an order keeps.
        amount: what was, or would have been, taken.
        method: the provider's token for a card or an account; never a card number.
        state: what became of it.
    """

    key: str
    reference: str
    amount: Money
    method: str
    state: PaymentState


class Declined(SumisuraError):
    """The bank said no; nothing was taken."""

    code: ClassVar[str] = "payment_declined"
    status: ClassVar[int] = 402

    def __init__(self, payment: Payment) -> None:
        self.payment = payment
        super().__init__("The payment was declined and nothing was taken. Try another way to pay.")


class PaymentUnknown(SumisuraError):
    """The provider did not answer in time: the money may have been taken, or not.

    Ask again with ``find``, or ``charge`` again under the same key: neither charges twice.
    """

    code: ClassVar[str] = "payment_unknown"
    status: ClassVar[int] = 503

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            "The payment provider has not answered yet. Your order is kept; nothing is ever charged twice. "
            "Try again in a moment."
        )


class KeyReused(SumisuraError):
    """An idempotency key came back with another body than the first time; nothing was done.

    Args:
        kind: what the key was first used for.
    """

    code: ClassVar[str] = "key_reused"
    status: ClassVar[int] = 422

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(
            f"This {kind} was already sent with other contents. Open the page again and repeat it."
        )


class Payments(Protocol):
    """Takes money and gives it back; idempotent by key within a brand.

    Call it outside any unit of work: it may wait for a network.
    """

    @property
    def methods(self) -> Sequence[str]:
        """The ways to pay that it knows."""

    def charge(self, brand: BrandId, key: str, amount: Money, method: str) -> Payment:
        """Take ``amount``. The same key, amount and method again give the same answer and take nothing more.

        Raises:
            Declined: nothing was taken; another try needs another key.
            PaymentUnknown: it may have been taken: ``find`` or repeat.
            KeyReused: the key was used with another amount or method.
        """

    def find(self, brand: BrandId, key: str) -> Payment | None:
        """What became of a key; None when nothing was ever taken or declined under it."""

    def refund(self, brand: BrandId, key: str) -> Payment:
        """Give back all that was taken under a key; again is the same.

        Raises:
            NotFound: nothing was taken under it.
        """
