"""Payments by the port's own conformance suite, and the suite by providers that break it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from sumisura.kernel import BadInput, BrandId, Money, NotFound
from sumisura.orders import testpay
from sumisura.orders.checks import CHECKS, Breaks, Provider, check
from sumisura.orders.ports import Declined, KeyReused, Payment, Payments, PaymentState, PaymentUnknown
from sumisura.store.ports import Store
from sumisura.store.sqlite import open_sqlite

BRAND = BrandId("indigo")
PRICE = Money(10100, "EUR")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_sqlite(tmp_path / "pay.db")
    yield opened
    opened.close()


def provider(store: Store) -> Provider:
    return Provider(
        lambda: testpay.TestPayments(store),
        ok=testpay.OK,
        declined=testpay.DECLINED,
        unanswered=(testpay.SLOW, testpay.LOST),
    )


@pytest.mark.parametrize("promise", CHECKS, ids=lambda each: each.__name__)
def test_the_test_provider_keeps_each_promise(promise: Callable[..., None], store: Store) -> None:
    promise(provider(store), "run")


def test_it_keeps_them_across_restarts(tmp_path: Path) -> None:
    with_file = tmp_path / "pay.db"
    first = open_sqlite(with_file)
    taken = testpay.TestPayments(first).charge(BRAND, "k", PRICE, testpay.OK)
    first.close()
    second = open_sqlite(with_file)
    payments = testpay.TestPayments(second)
    assert payments.charge(BRAND, "k", PRICE, testpay.OK) == payments.find(BRAND, "k") == taken
    second.close()


def test_a_slow_answer_hides_a_charge_and_a_lost_request_hides_none(store: Store) -> None:
    payments = testpay.TestPayments(store)
    for method in (testpay.SLOW, testpay.LOST):
        with pytest.raises(PaymentUnknown):
            payments.charge(BRAND, method, PRICE, method)
    slow, lost = (payments.find(BRAND, method) for method in (testpay.SLOW, testpay.LOST))
    assert slow is not None
    assert slow.state is PaymentState.CHARGED
    assert lost is None
    with pytest.raises(NotFound):
        payments.refund(BRAND, testpay.LOST)
    assert payments.charge(BRAND, testpay.LOST, PRICE, testpay.LOST).state is PaymentState.CHARGED
    assert payments.find(BRAND, testpay.LOST) is not None


def test_what_is_no_payment_is_refused_and_leaves_no_trace(store: Store) -> None:
    payments = testpay.TestPayments(store)
    with pytest.raises(BadInput, match="Use test-ok or"):
        payments.charge(BRAND, "k", PRICE, "4111111111111111")
    with pytest.raises(BadInput, match="nothing to pay"):
        payments.charge(BRAND, "k", Money(0, "EUR"), testpay.OK)
    assert payments.find(BRAND, "k") is None


def test_many_at_once_are_charged_once(store: Store) -> None:
    """A slow answer is lost on the first call: exactly one of many callers may be told that."""

    def attempt(_: int) -> str:
        try:
            return testpay.TestPayments(store).charge(BRAND, "k", PRICE, testpay.SLOW).reference
        except PaymentUnknown:
            return "unknown"

    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(attempt, range(16)))
    assert answers.pop("unknown") == 1
    assert list(answers.values()) == [15]


class Forgetful:
    """In memory and sloppy: each test spoils one thing."""

    methods: Sequence[str] = ("yes", "no", "slow")

    def __init__(self) -> None:
        self.kept: dict[tuple[BrandId, str], Payment] = {}

    def name(self, brand: BrandId, key: str) -> tuple[BrandId, str]:
        return brand, key

    def known(self, brand: BrandId, key: str, amount: Money) -> Payment | None:
        known = self.kept.get(self.name(brand, key))
        if known and known.amount != amount:
            raise KeyReused("payment")
        return known

    def charge(self, brand: BrandId, key: str, amount: Money, method: str) -> Payment:
        payment = self.known(brand, key, amount)
        if payment is None:
            state = PaymentState.DECLINED if method == "no" else PaymentState.CHARGED
            payment = Payment(key, f"ref_{len(self.kept)}", amount, method, state)
            self.kept[self.name(brand, key)] = payment
            if method == "slow":
                raise PaymentUnknown(key)
        if payment.state is PaymentState.DECLINED:
            raise Declined(payment)
        return payment

    def find(self, brand: BrandId, key: str) -> Payment | None:
        return self.kept.get(self.name(brand, key))

    def refund(self, brand: BrandId, key: str) -> Payment:
        known = self.kept.get(self.name(brand, key))
        if known is None or known.state is PaymentState.DECLINED:
            raise NotFound("payment", key)
        self.kept[self.name(brand, key)] = back = replace(known, state=PaymentState.REFUNDED)
        return back


def in_memory(payments: Payments) -> Provider:
    return Provider(lambda: payments, ok="yes", declined="no", unanswered=("slow",))


class ChargesTwice(Forgetful):
    def charge(self, brand: BrandId, key: str, amount: Money, method: str) -> Payment:
        self.kept.setdefault((brand, str(len(self.kept))), Payment("", "", amount, "", PaymentState.CHARGED))
        self.kept.pop((brand, key), None)
        return super().charge(brand, key, amount, method)


class MixesBrands(Forgetful):
    def name(self, brand: BrandId, key: str) -> tuple[BrandId, str]:
        return BrandId(""), key


class NamesTooFew(Forgetful):
    methods = ("yes",)


class TakesAnyAmount(Forgetful):
    def known(self, brand: BrandId, key: str, amount: Money) -> Payment | None:
        return self.kept.get((brand, key))


class NeverDeclines(Forgetful):
    def charge(self, brand: BrandId, key: str, amount: Money, method: str) -> Payment:
        return super().charge(brand, key, amount, "yes" if method == "no" else method)


class HidesSilence(Forgetful):
    def charge(self, brand: BrandId, key: str, amount: Money, method: str) -> Payment:
        try:
            return super().charge(brand, key, amount, method)
        except PaymentUnknown:
            return self.kept[brand, key]


class RefundsAnything(Forgetful):
    def refund(self, brand: BrandId, key: str) -> Payment:
        return self.kept.get((brand, key)) or Payment(key, "", Money(1, "EUR"), "", PaymentState.REFUNDED)


def test_the_suite_passes_an_honest_provider() -> None:
    check(in_memory(Forgetful()), "run")


@pytest.mark.parametrize(
    ("liar", "promise"),
    [
        (ChargesTwice, "a repeated key gives the same payment"),
        (MixesBrands, "every key of every brand has its own payment"),
        (NamesTooFew, "the methods in use are among those it names"),
        (TakesAnyAmount, "a key with another amount is refused"),
        (NeverDeclines, "a declined method is declined"),
        (HidesSilence, "no answer is told as no answer"),
        (RefundsAnything, "what was not taken cannot be given back"),
    ],
)
def test_the_suite_catches_a_liar(liar: type[Forgetful], promise: str) -> None:
    with pytest.raises(Breaks, match=promise):
        check(in_memory(liar()), "run")
