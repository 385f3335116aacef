"""The bag: signed offers waiting to be ordered, each at the price it was shown with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sumisura.kernel import BadInput, DesignId, Family, Money, Quote
from sumisura.orders import cart as carting
from sumisura.orders import repo as orders
from sumisura.orders.model import Cart, CartLine, Claims, Personal
from sumisura.orders.token import offer, sign
from sumisura.space import measuring, repo
from sumisura.space.draft import Draft, Step, design_of
from sumisura.store.ports import Transaction
from sumisura.usecases.again import again
from sumisura.usecases.noticing import note, note_decision
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import as_it_is, priced, viewing
from sumisura.usecases.shop.as_it_is import AS_IT_IS
from sumisura.usecases.shop.configure import own_words
from sumisura.usecases.shop.page import quoted
from sumisura.usecases.tasting import deeds


@dataclass(frozen=True, slots=True)
class LineView:
    """One line: what it is, what it costs, and whether the price still binds.

    Args:
        facts: (label, words) of every choice and every written field; private words are not among them.
        today: what one would cost today, where the price has run out.
        entry: names the decision behind its price, in the audit log.
    """

    id: str
    family: Family
    choices: dict[str, str]
    facts: Sequence[tuple[str, str]]
    quantity: int
    quote: Quote
    total: Money
    expired: bool
    today: Money | None
    entry: str


@dataclass(frozen=True, slots=True)
class BagView:
    """The bag's page.

    Args:
        orderable: there is something in it, and every price still binds.
        custom_made: some of it is made for whoever orders it, so that the notice on such goods is shown.
    """

    lines: Sequence[LineView]
    total: Money
    orderable: bool
    custom_made: bool


def add(services: Services, visitor: Visitor, design: DesignId) -> str:
    """Seal the design at the price it shows, and put it in the bag; returns the token.

    Raises:
        BadInput: something is still open or unwritten; names it.
        Misfit: a number breaks a rule together with the rest.
    """
    return put(services, visitor, lambda tx: repo.draft(tx, visitor.brand.id, design)[0])


@again
def put(services: Services, visitor: Visitor, drafted: Callable[[Transaction], Draft]) -> str:
    """Seal a draft, read or made in the same unit of work, and put it in the bag; returns the token.

    Raises:
        BadInput: as ``add``.
    """
    with services.store.write() as tx:
        draft = drafted(tx)
        claims, quote = offered(services, tx, visitor, draft)
        token = sign(claims, services.keyring)
        cart, version = orders.cart(tx, visitor.brand.id, visitor.party)
        filled = carting.add(cart, token, quote, keys=services.keyring, at=services.clock.now())
        orders.save_cart(tx, filled, version)
        deeds.designed(services, tx, visitor, draft.family_name, draft.choices)
    note(services, visitor, "bag.added", draft.id, price=quote.total.amount)
    note_decision(services, priced.offered(claims, quote.lines, visitor.party))
    return token


def show(services: Services, visitor: Visitor) -> BagView:
    """What is in the bag."""
    with services.store.read() as tx:
        cart, _ = orders.cart(tx, visitor.brand.id, visitor.party)
        return view(services, tx, visitor, cart)


def count(services: Services, visitor: Visitor) -> int:
    """How many pieces are in the bag; none for who has only looked so far."""
    if not visitor.party:
        return 0
    with services.store.read() as tx:
        cart, _ = orders.cart(tx, visitor.brand.id, visitor.party)
    return sum(line.quantity for line in cart.lines)


@again
def change(services: Services, visitor: Visitor, line: str, quantity: int) -> None:
    """So many of a line; 0 takes it out."""
    with services.store.write() as tx:
        cart, version = orders.cart(tx, visitor.brand.id, visitor.party)
        orders.save_cart(tx, carting.change(cart, line, quantity), version)
    note(services, visitor, "bag.changed", line, quantity=quantity)


@again
def requote(services: Services, visitor: Visitor, line: str) -> None:
    """Take today's price for a line whose own has run out."""
    with services.store.write() as tx:
        cart, version = orders.cart(tx, visitor.brand.id, visitor.party)
        draft = _draft_of(_there(cart, line), visitor)
        draft = as_it_is.renewed(tx, draft, visitor.brand.currency) if as_it_is.is_good(draft) else draft
        claims, quote = offered(services, tx, visitor, draft)
        token = sign(claims, services.keyring)
        fresh = carting.requote(cart, line, token, quote, keys=services.keyring, at=services.clock.now())
        orders.save_cart(tx, fresh, version)
    note(services, visitor, "bag.requoted", line, price=quote.total.amount)
    note_decision(services, priced.offered(claims, quote.lines, visitor.party))


@again
def reopen(services: Services, visitor: Visitor, line: str) -> DesignId:
    """A new draft with everything a line holds, to go on from."""
    with services.store.write(durable=False) as tx:
        cart, _ = orders.cart(tx, visitor.brand.id, visitor.party)
        design = DesignId(services.ids.new("dsn"))
        repo.save_draft(tx, replace(_draft_of(_there(cart, line), visitor), id=design), 0)
    note(services, visitor, "design.reopened", design, line=line)
    return design


def view(services: Services, tx: Transaction, visitor: Visitor, cart: Cart) -> BagView:
    """A cart as its page shows it."""
    lines = [_line(services, tx, visitor, line) for line in cart.lines]
    ready = bool(lines) and not any(line.expired for line in lines)
    return BagView(lines, carting.total(cart, visitor.brand.currency), ready, custom_made(cart))


def custom_made(cart: Cart) -> bool:
    """Whether some of it is made to order: all that is not a finished good."""
    return any(AS_IT_IS not in line.claims.configuration for line in cart.lines)


def _line(services: Services, tx: Transaction, visitor: Visitor, line: CartLine) -> LineView:
    claims = line.claims
    family = services.shelf.take(tx, visitor.brand.id, claims.configuration.family).space.family
    expired = line.expired(services.clock.now())
    today = _today(services, tx, visitor, line) if expired else None
    return LineView(
        id=line.id,
        family=family,
        choices=dict(claims.configuration),
        facts=viewing.facts(family, claims.configuration, claims.fields, claims.personal),
        quantity=line.quantity,
        quote=line.quote,
        total=line.total,
        expired=expired,
        today=today,
        entry=claims.id,
    )


def _today(services: Services, tx: Transaction, visitor: Visitor, line: CartLine) -> Money:
    draft = _draft_of(line, visitor)
    good = as_it_is.find(tx, draft) if as_it_is.is_good(draft) else None
    if good is not None:
        return Money(good.price, visitor.brand.currency)
    return quoted(services, tx, draft, visitor.brand.home).total


def offered(services: Services, tx: Transaction, visitor: Visitor, draft: Draft) -> tuple[Claims, Quote]:
    """What a token of this draft says, and its price; raises as ``add``."""
    brand, now = visitor.brand.id, services.clock.now()
    space = services.shelf.take(tx, brand, draft.family).space
    family = space.family
    draft = own_words(services, tx, visitor, draft)
    refuse_open(family, draft)
    design_of(space, draft)  # Unavailable: nothing is sealed against a rule, whatever way it came here
    measuring.check(space, draft)
    quote = quoted(services, tx, draft, visitor.brand.home)
    personal = {
        name: Personal(ref, services.vault.digest(brand, services.vault.get(tx, brand, ref)))
        for name, ref in viewing.applying(family, draft.choices, draft.personal).items()
    }
    claims = offer(
        family,
        viewing.configuration(draft),
        quote,
        id_=services.ids.new("tok"),
        brand=brand,
        at=now,
        fields=viewing.applying(family, draft.choices, draft.fields),
        personal=personal,
    )
    return claims, quote


def refuse_open(family: Family, draft: Draft) -> None:
    """Let only what is whole be priced.

    Raises:
        BadInput: something is still open or unwritten; names it.
    """
    open_ = viewing.missing(family, draft)
    if open_:
        raise BadInput(
            f"not finished yet: {', '.join(open_)}",
            where=family.title,
            mend="Choose or write these, or have the rest finished for you.",
        )


def _there(cart: Cart, line: str) -> CartLine:
    found = cart.line(line)
    if found is None:
        raise BadInput("that line is no longer in the bag", where="bag", mend="Open the bag again.")
    return found


def _draft_of(line: CartLine, visitor: Visitor) -> Draft:
    claims = line.claims
    return Draft(
        id=DesignId(claims.id),
        brand=claims.brand,
        party=visitor.party,
        family_name=claims.family_name,
        family=claims.configuration.family,
        now=Step(dict(claims.configuration)),
        fields=claims.fields,
        personal={name: value.ref for name, value in claims.personal.items()},
    )
