"""Compiled spaces within reach: by family revision, and by the price book in force."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from sumisura.kernel import WORKBENCH, BrandId, Clock, Family
from sumisura.pricing import repo as prices
from sumisura.pricing.books import in_force, priced
from sumisura.pricing.model import PriceBook, Prices
from sumisura.space import repo as families
from sumisura.space.cache import SpaceCache
from sumisura.space.compiling import compile as compile_family
from sumisura.space.space import Space
from sumisura.space.ways import Choice
from sumisura.store.ports import Transaction
from sumisura.telemetry.figures import Figures
from sumisura.usecases.workbench.model import Workbench

T = TypeVar("T")
KEPT = 256
"""Families and spaces kept in memory by one process; the arrays behind spaces are memory-mapped, and shared by all."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A space with the prices in force.

    Args:
        book: what quotes cite: the price book's revision, or the family's own.
    """

    space: Space
    book: str


@dataclass(slots=True)
class Latest(Generic[T]):
    """What was asked for last, up to `KEPT` of it.

    Any thread may ask; two that ask at once for what is not there may both make it, and get equal ones.
    """

    _kept: OrderedDict[tuple[str, ...], T] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """What stands under the key; made where nothing does."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    def forget(self, key: tuple[str, ...]) -> None:
        """Let what stands under the key go, so that it is made anew; no error when nothing does."""
        with self._lock:
            self._kept.pop(key, None)


@dataclass(slots=True)
class Shelf:
    """Spaces by brand, family revision and price book: compiled once, bound to prices cheaply.

    Args:
        way: how families are compiled.
        workbench: how those are compiled that visitors bring, and where they are until their time is over.
    """

    cache: SpaceCache
    clock: Clock
    workbench: Workbench
    figures: Figures
    way: Choice = "auto"
    _families: Latest[Family] = field(default_factory=Latest)
    _spaces: Latest[Shelved] = field(default_factory=Latest)

    def take(self, tx: Transaction, brand: BrandId, digest: str) -> Shelved:
        """The space of a family revision, under the book in force now."""
        self.figures.took_space()
        plain = self._spaces.get((brand, digest), lambda: self._plain(tx, brand, digest))
        family = plain.space.family
        book = in_force(self.prices(tx, brand).books, family.name, self.clock.now())
        if book is None:
            return plain
        return self._spaces.get((brand, digest, book.revision), lambda: _under(plain.space, book))

    def family(self, tx: Transaction, brand: BrandId, digest: str) -> Family:
        """A family revision as it was published, with its own prices; compiles nothing."""
        return self._families.get((brand, digest), lambda: families.revision(tx, brand, digest))

    def prices(self, tx: Transaction, brand: BrandId) -> Prices:
        """The brand's price books and tax table."""
        return prices.load(tx, brand)

    def compile(self, family: Family) -> Space:
        """A family's space, from the cache on disk where it is there."""
        with self.figures.making_space():
            return compile_family(family, way=self.way, cache=self.cache)

    def _plain(self, tx: Transaction, brand: BrandId, digest: str) -> Shelved:
        family = self.family(tx, brand, digest)
        space = self.workbench.compile(family) if brand == WORKBENCH else self.compile(family)
        return Shelved(space, f"{family.name}@{digest[:12]}")


def _under(space: Space, book: PriceBook) -> Shelved:
    return Shelved(space.priced(priced(space.family, book)), book.revision)
