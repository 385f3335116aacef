"""Bring a brand in from its folder: ``brand.yaml``, its families, ``prices.yaml``, ``presets.yaml`` and ``goods.csv``."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sumisura.files import BadFile, Problems
from sumisura.files.rows import Spoiled, open_table
from sumisura.kernel import BadInput, Brand, BrandId, Family
from sumisura.pricing import repo as prices
from sumisura.pricing.model import Prices, TaxTable
from sumisura.pricing.rates import standard_rates
from sumisura.pricing.read import read_prices
from sumisura.space import repo
from sumisura.space.errors import Unavailable
from sumisura.space.history import Deed
from sumisura.space.read import read_family
from sumisura.space.read.brand import read_brand
from sumisura.space.space import Space
from sumisura.store.ports import Transaction
from sumisura.taste import repo as tastes
from sumisura.taste.catalogue import family_item, options, preset_item
from sumisura.taste.goods import good
from sumisura.taste.model import Item, Kind
from sumisura.usecases import brands
from sumisura.usecases.bringing_in.offering import By, offer
from sumisura.usecases.bringing_in.presets import Preset, read_presets
from sumisura.usecases.services import Services

BRAND, PRICES, PRESETS, GOODS = "brand.yaml", "prices.yaml", "presets.yaml", "goods.csv"
_NOBODY = By()


class BadGoods(BadFile):
    """A brand's list of finished goods cannot be used; ``problems`` names every row that needs mending."""

    code = "bad_goods"


@dataclass(frozen=True, slots=True)
class Folder:
    """A brand as it was read: nothing is written yet."""

    brand: Brand
    families: Sequence[Family]
    prices: Prices
    presets: Sequence[Preset] = ()
    goods: Sequence[Item] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """What was brought in.

    Args:
        spaces: each family compiled.
        changed: names of families that became another revision.
    """

    brand: Brand
    spaces: Sequence[Space] = ()
    changed: Sequence[str] = field(default_factory=list)


def read_folder(folder: Path) -> Folder:
    """All that a brand's folder says: ``brand.yaml``, every family, and ``prices.yaml`` where there is one.

    Raises:
        BadInput: something in it is wrong; says what, where, and what would mend it.
    """
    if not (folder / BRAND).is_file():
        raise BadInput(f"there is no {BRAND}", where=str(folder), mend="Give the folder that holds it.")
    brand = read_brand(folder / BRAND)
    files = sorted(path for path in folder.glob("*.yaml") if path.name not in {BRAND, PRICES, PRESETS})
    families = [read_family(path) for path in files]
    for path, family in zip(files, families, strict=True):
        _fits(brand, family, path.name)
    presets = read_presets(folder / PRESETS, families)
    return Folder(
        brand,
        families,
        _prices(folder / PRICES, brand, families),
        presets,
        _goods(folder / GOODS, brand, families),
    )


def publish(
    services: Services, folder: Folder, *, each: Callable[[Family], object] = lambda _: None
) -> Published:
    """Compile every family, then write the brand in one unit of work: all of it is offered, or none.

    Args:
        each: told of each family before it is compiled, for a progress bar.

    Raises:
        Contradiction: a family's rules leave nothing to make.
        NeverKept: something in it sorts people; logged as refused.
    """
    spaces = []
    for family in folder.families:
        each(family)
        spaces.append(services.shelf.compile(family))
    with services.gate.watching(folder.brand.id, "brand.import"), services.store.write() as tx:
        brands.save(tx, folder.brand)
        prices.save(tx, folder.brand.id, folder.prices)
        items = _dated(tx, folder.brand.id, _items(spaces), services.clock.now())
        changed = [one.name for one in folder.families if offer(services, tx, folder.brand.id, one, By())]
        tastes.save_items(tx, folder.brand.id, [*items, *_presets(spaces, folder.presets), *folder.goods])
    return Published(folder.brand, spaces, changed)


def publish_family(
    services: Services, brand: Brand, family: Family, who: By = _NOBODY, deed: Deed = Deed.PUBLISHED
) -> Published:
    """Offer one more family in a brand, new or known; its prices are the family's own.

    A new brand reckons with the standard rates of tax.

    Args:
        who: does it, and why.
        deed: what it is called in the family's history.

    Raises:
        BadInput: the family is priced in another currency than the brand.
        Contradiction: its rules leave nothing to make.
    """
    _fits(brand, family, family.name)
    space = services.shelf.compile(family)
    with services.gate.watching(brand.id, "brand.import"), services.store.write() as tx:
        if brands.find(tx, brand.id) is None:
            brands.save(tx, brand)
            prices.save(tx, brand.id, Prices((), standard_rates()))
        items = _dated(tx, brand.id, _items([space]), services.clock.now())
        changed = [family.name] if offer(services, tx, brand.id, family, who, deed) else []
        tastes.save_items(tx, brand.id, items)
    return Published(brand, [space], changed)


def _prices(path: Path, brand: Brand, families: Sequence[Family]) -> Prices:
    """What the file says, where there is one; standard rates of tax where it names none."""
    found = read_prices(path, families, brand.zone) if path.exists() else Prices((), TaxTable(()))
    return found if found.taxes.rates else replace(found, taxes=standard_rates())


def _goods(path: Path, brand: Brand, families: Sequence[Family]) -> Sequence[Item]:
    """The finished goods in a brand's own list; here every row must be right, as everything in the folder."""
    if not path.exists():
        return ()
    problems, found, names = Problems(BadGoods), [], [family.name for family in families]
    for row in open_table(path):
        if isinstance(row, Spoiled):
            problems.found.append(row.problem(path.name))
            continue
        try:
            found.append(good(row, brand.currency, brand.zone, names))
        except BadInput as problem:
            problems.found.append(row.spoiled(problem).problem(path.name))
    problems.check()
    return found


def _items(spaces: Sequence[Space]) -> Iterator[Item]:
    """Each family as an item, priced as its cheapest variant, and each of its options."""
    for space in spaces:
        yield replace(family_item(space.family), price=space.start().price)
        yield from options(space.family)


def _dated(tx: Transaction, brand: BrandId, items: Iterable[Item], now: datetime) -> Sequence[Item]:
    """Items with the date since when they are on offer: of an option that joins a family on offer already, now."""
    offered = set(repo.names(tx, brand))
    found = []
    for item in items:
        before = tastes.find(tx, brand, item.id)
        joins = item.kind is Kind.OPTION and item.family in offered
        since = before.since if before else now if joins else None
        found.append(replace(item, since=since))
    return found


def _presets(spaces: Sequence[Space], presets: Sequence[Preset]) -> Iterator[Item]:
    """Each preset as an item, at the price of its cheapest completion.

    Raises:
        BadInput: a rule forbids it.
    """
    named = {space.family.name: space for space in spaces}
    for preset in presets:
        space = named[preset.family]
        try:
            cost = space.start().choose_all(preset.choices).price
        except Unavailable as error:
            raise BadInput(
                f"{preset.title} cannot be made: {error}", where=PRESETS, mend="Change its choices."
            ) from error
        item = preset_item(
            space.family, preset.name, preset.title, preset.choices, words=preset.words, price=cost
        )
        yield replace(item, tokens=tuple(dict.fromkeys((*item.tokens, *preset.tags))))


def _fits(brand: Brand, family: Family, where: str) -> None:
    if family.currency != brand.currency:
        raise BadInput(
            f"its prices are in {family.currency}, the brand's in {brand.currency}",
            where=where,
            mend="Use one currency.",
        )
