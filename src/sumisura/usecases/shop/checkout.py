"""From the bag to an order: placed once for each form, whatever is cut off on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sumisura.kernel import Order, OrderId, OrderState, SumisuraError
from sumisura.orders import cart as carting
from sumisura.orders import repo as orders
from sumisura.orders.model import Cart
from sumisura.orders.placing import order_from
from sumisura.orders.ports import Declined, PaymentState, PaymentUnknown
from sumisura.pricing import repo as prices
from sumisura.pricing.quoting import delivered_to
from sumisura.store.gathered import gathered
from sumisura.store.ports import Transaction
from sumisura.taste import repo as tastes
from sumisura.taste.model import ItemId
from sumisura.trust import grants
from sumisura.usecases.again import again
from sumisura.usecases.noticing import decided
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import priced, settling
from sumisura.usecases.shop.as_it_is import AS_IT_IS
from sumisura.usecases.shop.bag import custom_made
from sumisura.usecases.shop.settling import fact

ADDRESS = {
    "name": "Name",
    "street": "Street and number",
    "postcode": "Postcode",
    "town": "Town",
    "email": "E-mail",
}
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Wish:
    """What the checkout form says.

    Args:
        key: the form's idempotency key: sent again, it places nothing twice.
        address: by the names in ``ADDRESS``.
        understood: the notice on custom-made goods was read; it is shown only where there are some.
    """

    key: str
    address: Mapping[str, str]
    country: str
    method: str
    understood: bool


class Unfinished(SumisuraError):
    """The form cannot be accepted yet; nothing was ordered.

    Args:
        problems: field → what is wrong with it.
    """

    code = "unfinished"
    status = 422

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


def order(services: Services, visitor: Visitor, wish: Wish) -> Order:
    """Place the order and have it paid; the same key again gives the same order.

    Raises:
        Unfinished: the form has gaps, a good is sold out, or the payment was declined; nothing was ordered.
    """
    _check(services, visitor, wish)
    placed, new = _place(services, visitor, wish)
    if placed.state is not OrderState.PLACED:
        _refuse_declined(services, placed)
        return placed
    try:
        if new:
            return settling.take(services, placed, wish.method)
        return settling.settle(services, visitor.brand.id, placed.id)
    except Declined as error:
        raise Unfinished({"method": str(error)}) from error
    except PaymentUnknown:
        return placed


def _refuse_declined(services: Services, earlier: Order) -> None:
    """What was refused is refused again when it is sent again under its key."""
    if earlier.state is OrderState.CANCELLED:
        payment = services.payments.find(earlier.brand, earlier.id)
        if payment is not None and payment.state is PaymentState.DECLINED:
            raise Unfinished({"method": str(Declined(payment))})


def _check(services: Services, visitor: Visitor, wish: Wish) -> None:
    problems = {
        name: f"{label}: please fill this in."
        for name, label in ADDRESS.items()
        if not wish.address.get(name, "").strip()
    }
    problems |= {
        name: f"{ADDRESS[name]}: {LONGEST} characters fit."
        for name, text in wish.address.items()
        if len(text) > LONGEST
    }
    if "email" not in problems and "@" not in wish.address["email"]:
        problems["email"] = "E-mail: this is no address. Write it like ada@example.org."
    if wish.country not in visitor.brand.destinations:
        problems["country"] = "Country: we do not deliver there yet. Choose one of the list."
    if wish.method not in services.payments.methods:
        known = " or ".join(services.payments.methods)
        problems["method"] = f'Payment: there is no way to pay "{wish.method[:40]}". Use {known}.'
    if not wish.understood and _custom_made(services, visitor):
        problems["understood"] = "Please read what holds for goods made for you alone."
    if problems:
        raise Unfinished(problems)


def _custom_made(services: Services, visitor: Visitor) -> bool:
    with services.store.read() as tx:
        cart, _ = orders.cart(tx, visitor.brand.id, visitor.party)
    return custom_made(cart)


@again
def _place(services: Services, visitor: Visitor, wish: Wish) -> tuple[Order, bool]:
    """The order of this form, and whether it was placed just now."""
    brand = visitor.brand.id
    address = {**{name: wish.address[name].strip() for name in ADDRESS}, "country": wish.country}
    with services.store.write() as whole, gathered(whole) as tx:
        tx.foresee_all(
            brand,
            [(orders.CART, visitor.party), (grants.KIND, visitor.party), (prices.KIND, prices.ONLY)],
        )
        # The cart first: found empty, another press of the same button has placed the order by then.
        cart, version = orders.cart(tx, brand, visitor.party)
        earlier = orders.placed(tx, brand, visitor.party, wish.key)
        if earlier is not None:
            return earlier, False
        _refuse_sold_out(tx, cart)
        made = order_from(
            _delivered(services, tx, cart, wish.country),
            id_=OrderId(services.ids.new("ord")),
            recipient=services.vault.put(tx, brand, visitor.party, "recipient", address),
            destination=wish.country,
            keys=services.keyring,
            at=services.clock.now(),
        )
        digest = services.vault.digest(brand, repr(sorted(address.items())))
        placed = orders.place(tx, made, wish.key, recipient=digest)
        orders.save_cart(tx, replace(cart, lines=()), version)
        settling.intend(tx, placed, wish.method)
        services.gate.collect(
            tx,
            fact(services, placed, "order.placed", total=placed.total.amount, lines=len(placed.lines)),
            decided(priced.ordered(placed), "purchases", "order"),
        )
    return placed, True


def _refuse_sold_out(tx: Transaction, cart: Cart) -> None:
    """Nobody pays for a finished good of which there are fewer than they want."""
    problems = {}
    for line in cart.lines:
        if AS_IT_IS not in line.claims.configuration:
            continue
        item = tastes.find(tx, cart.brand, ItemId(line.claims.family_name))
        left = 0 if item is None else item.stock
        if left is not None and left < line.quantity:
            title = item.title if item else line.claims.family_name
            problems[line.id] = f"{title}: {left or 'none'} left. Change the bag."
    if problems:
        raise Unfinished(problems)


def _delivered(services: Services, tx: Transaction, cart: Cart, country: str) -> Cart:
    taxes, now = services.shelf.prices(tx, cart.brand).taxes, services.clock.now()
    quotes = {line.id: delivered_to(line.quote, country, taxes=taxes, at=now) for line in cart.lines}
    return carting.delivered(cart, quotes)
