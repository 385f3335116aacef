"""A payment provider for the demo and the tests: no money moves, everything else is as in life.

It keeps a ledger of its own, as a real provider would, so that a retry after a crash never charges twice.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from sumisura.kernel import BadInput, BrandId, Money, NotFound, Stale
from sumisura.orders.ports import Declined, KeyReused, Payment, PaymentState, PaymentUnknown
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Record, Store, Transaction

KIND: Final = "test-payment"
OK: Final = "test-ok"
DECLINED: Final = "test-declined"
SLOW: Final = "test-slow"
"""The money is taken, and the answer is lost on its way back: the first call times out."""
LOST: Final = "test-lost"
"""The request is lost on its way there: the first call times out and nothing is taken until it is repeated."""
METHODS: Final = (OK, DECLINED, SLOW, LOST)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the provider knows about a key; ``payment.state`` counts once ``settled``."""

    payment: Payment
    settled: bool


class TestPayments:
    """Deterministic payments: the method token decides what happens.

    Args:
        store: where its ledger rests: the one that orders rest in. A refund is a durable unit of work; a charge
            becomes durable with the next one, in which the order says that it was paid, declined or called off.

    Raises:
        BadInput: from ``charge``, when the method is none of ``METHODS`` or nothing would be taken.
    """

    __test__: ClassVar[bool] = False
    """Tells pytest that this is no test, whatever its name begins with."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def methods(self) -> Sequence[str]:
        """The ways to pay that it knows; see ``ports.Payments.methods``."""
        return METHODS

    def charge(self, brand: BrandId, key: str, amount: Money, method: str) -> Payment:
        """Take ``amount``; see ``ports.Payments.charge``."""
        if method not in METHODS:
            raise BadInput(
                f'there is no way to pay "{method}"', where="method", mend=f"Use {' or '.join(METHODS)}."
            )
        if amount.amount <= 0:
            raise BadInput("there is nothing to pay", where="amount")
        first, heard = self._hear(brand, _asked(brand, key, amount, method))
        if first and method in {SLOW, LOST}:
            raise PaymentUnknown(key)
        if heard.payment.state is PaymentState.DECLINED:
            raise Declined(heard.payment)
        return heard.payment

    def find(self, brand: BrandId, key: str) -> Payment | None:
        """What became of a key; see ``ports.Payments.find``."""
        with self._store.read() as tx:
            record = tx.records.get(brand, KIND, key)
        if record is None:
            return None
        heard = decode(record.body, _Heard)
        return heard.payment if heard.settled else None

    def refund(self, brand: BrandId, key: str) -> Payment:
        """Give back what was taken; see ``ports.Payments.refund``."""
        try:
            with self._store.write() as tx:
                return _given_back(tx, brand, key)
        except Stale:
            return self.refund(brand, key)

    def _hear(self, brand: BrandId, asked: Payment) -> tuple[bool, _Heard]:
        """Whether the key is new, and what the ledger says of it by now."""
        try:
            # Lost with the machine before the order says so durably, it never was: the intent has it asked for again.
            with self._store.write(durable=False) as tx:
                record = tx.records.get(brand, KIND, asked.key)
                heard = _answer(record, asked)
                body = encode(heard)
                if record is None or record.body != body:
                    version = record.version if record else 0
                    tx.records.put(brand, KIND, asked.key, body, version=version)
                return record is None, heard
        except Stale:
            # Another caller wrote under this key between our read and our write: now it is there to be read.
            return self._hear(brand, asked)


def _given_back(tx: Transaction, brand: BrandId, key: str) -> Payment:
    record = tx.records.get(brand, KIND, key)
    heard = decode(record.body, _Heard) if record else None
    if record is None or heard is None or not _taken(heard):
        raise NotFound("payment", key)
    back = replace(heard.payment, state=PaymentState.REFUNDED)
    tx.records.put(brand, KIND, key, encode(_Heard(back, settled=True)), version=record.version)
    return back


def _answer(record: Record | None, asked: Payment) -> _Heard:
    if record is None:
        return _Heard(asked, settled=asked.method != LOST)
    known = decode(record.body, _Heard).payment
    if (known.amount, known.method) != (asked.amount, asked.method):
        raise KeyReused("payment")
    return _Heard(known, settled=True)


def _taken(heard: _Heard) -> bool:
    return heard.settled and heard.payment.state is not PaymentState.DECLINED


def _asked(brand: BrandId, key: str, amount: Money, method: str) -> Payment:
    state = PaymentState.DECLINED if method == DECLINED else PaymentState.CHARGED
    reference = hashlib.sha256(f"{brand}\x1f{key}".encode()).hexdigest()[:16]
    return Payment(key, f"test_{reference}", amount, method, state)
