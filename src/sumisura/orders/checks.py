"""What every payment provider is held to: run ``check`` against a plugin before trusting it with money.

Example (in a plugin's own tests, with its sandbox's method tokens)::

    @pytest.mark.parametrize("check", CHECKS)
    def test_my_provider(check):
        check(Provider(open=lambda: MyPayments(SANDBOX), ok="tok_visa", declined="tok_chargeDeclined"), "run-17")
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sumisura.kernel import BrandId, Money, NotFound, SumisuraError
from sumisura.orders.ports import Declined, KeyReused, Payment, Payments, PaymentState, PaymentUnknown

BRAND: Final = BrandId("conformance")
OTHER: Final = BrandId("conformance-other")
AMOUNT: Final = Money(12_34, "EUR")


class Breaks(SumisuraError):
    """A provider does not keep a promise of ``ports.Payments``.

    Args:
        promise: what it should have done.
        found: what it did.
    """

    code = "payments_break"

    def __init__(self, promise: str, found: object) -> None:
        self.promise, self.found = promise, found
        super().__init__(f"The provider breaks a promise: {promise}. It gave {found!r}.")


@dataclass(frozen=True, slots=True)
class Provider:
    """A payment provider under test.

    Args:
        open: a fresh client of the same account: what a restarted process would make.
        ok: a method token that is charged.
        declined: one that is declined.
        unanswered: those whose first call times out, whether the money was taken or not.
    """

    open: Callable[[], Payments]
    ok: str
    declined: str
    unanswered: tuple[str, ...] = ()


def charges_once(provider: Provider, run: str) -> None:
    """The same key again, even from another process, gives the same payment."""
    first = provider.open().charge(BRAND, f"{run}-once", AMOUNT, provider.ok)
    _promise("a charge is charged, in full", first, _is(first, PaymentState.CHARGED))
    for payments in (provider.open(), provider.open()):
        again = payments.charge(BRAND, f"{run}-once", AMOUNT, provider.ok)
        _promise("a repeated key gives the same payment", again, again == first)
    found = provider.open().find(BRAND, f"{run}-once")
    _promise("find gives the same payment", found, found == first)


def names_its_methods(provider: Provider, run: str) -> None:  # noqa: ARG001 - as all are called
    """Every way to pay that it takes is among those it names."""
    methods = provider.open().methods
    used = {provider.ok, provider.declined, *provider.unanswered}
    _promise("the methods in use are among those it names", methods, used <= set(methods))


def tells_keys_and_brands_apart(provider: Provider, run: str) -> None:
    """Another key, or the same key of another brand, is another payment."""
    payments = provider.open()
    asked = ((BRAND, f"{run}-a"), (BRAND, f"{run}-b"), (OTHER, f"{run}-a"))
    found = [payments.charge(brand, key, AMOUNT, provider.ok).reference for brand, key in asked]
    _promise("every key of every brand has its own payment", found, len(set(found)) == len(asked))
    nothing = payments.find(OTHER, f"{run}-b")
    _promise("a brand does not see another's payments", nothing, nothing is None)


def refuses_a_reused_key(provider: Provider, run: str) -> None:
    """A key that comes back with another amount is refused, and nothing more is taken."""
    payments = provider.open()
    first = payments.charge(BRAND, f"{run}-reused", AMOUNT, provider.ok)
    try:
        found: object = payments.charge(BRAND, f"{run}-reused", AMOUNT * 2, provider.ok)
    except KeyReused as error:
        found = error
    _promise("a key with another amount is refused", found, isinstance(found, KeyReused))
    kept = payments.find(BRAND, f"{run}-reused")
    _promise("the first payment stands", kept, kept == first)


def declines(provider: Provider, run: str) -> None:
    """A decline takes nothing, stays a decline under its key, and cannot be refunded."""
    for payments in (provider.open(), provider.open()):
        try:
            found: object = payments.charge(BRAND, f"{run}-declined", AMOUNT, provider.declined)
        except Declined as error:
            found = error
        _promise("a declined method is declined, each time", found, isinstance(found, Declined))
    kept = provider.open().find(BRAND, f"{run}-declined")
    _promise("find tells of the decline", kept, kept is not None and _is(kept, PaymentState.DECLINED))
    _refuses_refund(provider, f"{run}-declined")


def survives_silence(provider: Provider, run: str) -> None:
    """After a time-out the truth can be found, and repeating the key charges exactly once."""
    for method in provider.unanswered:
        key = f"{run}-silent-{method}"
        try:
            found: object = provider.open().charge(BRAND, key, AMOUNT, method)
        except PaymentUnknown as error:
            found = error
        _promise("no answer is told as no answer", found, isinstance(found, PaymentUnknown))
        before = provider.open().find(BRAND, key)
        after = provider.open().charge(BRAND, key, AMOUNT, method)
        _promise("a repeated key charges", after, _is(after, PaymentState.CHARGED))
        _promise("what was taken before the silence is not taken again", after, before in {None, after})
        _promise("find agrees", after, provider.open().find(BRAND, key) == after)


def refunds_once(provider: Provider, run: str) -> None:
    """A refund gives everything back, again is the same, and what was never taken cannot be given back."""
    provider.open().charge(BRAND, f"{run}-refund", AMOUNT, provider.ok)
    first = provider.open().refund(BRAND, f"{run}-refund")
    again = provider.open().refund(BRAND, f"{run}-refund")
    _promise("a refund gives it all back", first, _is(first, PaymentState.REFUNDED))
    _promise("a repeated refund is the same", again, again == first)
    found = provider.open().find(BRAND, f"{run}-refund")
    _promise("find tells of the refund", found, found == first)
    _refuses_refund(provider, f"{run}-never")


CHECKS: Final = (
    charges_once,
    names_its_methods,
    tells_keys_and_brands_apart,
    refuses_a_reused_key,
    declines,
    survives_silence,
    refunds_once,
)
"""Every promise, to be run one by one."""


def check(provider: Provider, run: str) -> None:
    """Hold a provider to every promise.

    Args:
        provider: what to test, on a sandbox account.
        run: a word that no earlier run used, so that its keys are fresh.

    Raises:
        Breaks: the first promise that is not kept.
    """
    for one in CHECKS:
        one(provider, run)


def _refuses_refund(provider: Provider, key: str) -> None:
    try:
        found: object = provider.open().refund(BRAND, key)
    except NotFound as error:
        found = error
    _promise("what was not taken cannot be given back", found, isinstance(found, NotFound))


def _is(payment: Payment, state: PaymentState) -> bool:
    return payment.state is state and payment.amount == AMOUNT


def _promise(words: str, found: object, kept: bool) -> None:
    if not kept:
        raise Breaks(words, found)
