"""A customer of an example shop, at the use cases: agrees, tells, looks, and is served."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from time import monotonic, sleep

from sumisura.kernel import Brand, BrandId, DesignId
from sumisura.orders.testpay import OK
from sumisura.taste.model import ItemId
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import bag, checkout, configure, goods
from sumisura.usecases.shop.checkout import ADDRESS, Wish
from sumisura.usecases.tasting import agreeing, guests, ranking, recommend, wishes
from sumisura.usecases.tasting.signals import signal, tell

NOON = datetime(2026, 11, 22, 11, tzinfo=UTC)
"""Midday where the shop is: no quiet hour."""
MEASURES = {"waist": "84", "hip": "100", "inseam": "82"}
"""What must be written in a pair of jeans before it can be ordered."""
_NUMBERS = count(1)


@dataclass
class Customer:
    """One person before one shop, with a taste of their own."""

    services: Services
    visitor: Visitor

    @property
    def brand(self) -> Brand:
        return self.visitor.brand

    def agree(self, *sources: str, improve: bool = False) -> "Customer":
        agreeing.grant_many(self.services, self.visitor, sources or ("stated",), improve)
        return self

    def withdraw(self, *sources: str) -> None:
        for source in sources:
            agreeing.grant(self.services, self.visitor, source, on=False)

    def say(self, what: str, item: str, source: str = "stated", **more: float) -> tuple:
        return tell(self.services, self.visitor, signal(self.services, what, ItemId(item), source, **more))

    def refuse(self, item: str) -> None:
        wishes.tell(self.services, self.visitor, item, "refused")

    def home(self):
        return recommend.home(self.services, self.visitor)

    def seen(self) -> list[str]:
        """What the main row of the home shows."""
        return ids(self.home().rows[0].cards)

    def found(self, words: str, *, personal: bool | None = None) -> list[str]:
        return [hit.card.item.id for hit in self.search(words, personal=personal).hits]

    def search(self, words: str, *, personal: bool | None = None):
        return recommend.search(self.services, self.visitor, words, personal)

    def proof(self, item: str):
        return recommend.proof(self.services, self.visitor, ItemId(item))

    def ranking(self) -> list[str]:
        """Every proposal in their order."""
        who = self.guest()
        return [who.cloth.rows[row].id for row in ranking.ranked(who)]

    def guest(self):
        with self.services.store.read() as tx:
            return guests.guest(self.services, tx, self.visitor)

    def taste(self, as_of=None):
        return wishes.taste(self.services, self.visitor, as_of)

    def design(self, family: str = "jeans", preset: str = "") -> DesignId:
        return configure.start(self.services, self.visitor, family, preset)

    def options(self, design: DesignId | None = None, family: str = "jeans") -> dict[str, list[str]]:
        """Variable → its options in the order they are shown, of a new design unless one is given."""
        view = configure.show(self.services, self.visitor, design or self.design(family))
        return order_of(view)

    def buy(self, country: str = "IT"):
        address = dict.fromkeys(ADDRESS, "ada@example.org")
        wish = Wish(f"form-{next(_NUMBERS)}", address, country, OK, understood=True)
        return checkout.order(self.services, self.visitor, wish)

    def put(self, good: str) -> str:
        return goods.put_in_bag(self.services, self.visitor, ItemId(good))

    def bag(self):
        return bag.show(self.services, self.visitor)

    def look(self, item: str) -> list[str]:
        """What is proposed to complete a look."""
        look = recommend.item(self.services, self.visitor, ItemId(item)).look
        return ids(look.cards) if look else []

    def every_list(self, *, pieces: Sequence[str] = ("jeans",), words: Sequence[str] = ("black", "weekend")):
        """Everything that is proposed to them anywhere, list by list."""
        page = self.home()
        lists = [ids(row.cards) for row in page.rows]
        lists += [[page.ahead.item.id]] if page.ahead else []
        lists += [self.found(text) for text in words]
        lists += [self.look(piece) for piece in pieces]
        return [*lists, self.ranking(), ids(self.taste().top)]


def kept(services: Services, brand: str, kind: str, many: int = 1) -> list:
    """The events of a kind, once so many are kept: what is only noted is kept in batches."""
    until = monotonic() + 20
    while monotonic() < until:
        with services.store.read() as tx:
            found = [
                one.event for one in tx.ledger.read(BrandId(brand), limit=99_999) if one.event.kind == kind
            ]
        if len(found) >= many:
            return found
        sleep(0.05)
    raise AssertionError(f"{kind} was not kept {many} times")


def ids(cards) -> list[str]:
    return [str(card.item.id) for card in cards]


def order_of(view) -> dict[str, list[str]]:
    """Variable → its options in the order they are shown."""
    return {
        variable.name: [option.name for option in variable.options]
        for group in view.groups
        for variable in group.variables
    }
