"""Bring a brand in from its folder: ``brand.yaml``, its families, ``prices.yaml``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sumisura.kernel import BadInput, Brand, Family
from sumisura.pricing import repo as prices
from sumisura.pricing.model import Prices, TaxTable
from sumisura.pricing.rates import standard_rates
from sumisura.pricing.read import read_prices
from sumisura.space import repo
from sumisura.space.read import read_family
from sumisura.space.read.brand import read_brand
from sumisura.space.space import Space
from sumisura.usecases import brands
from sumisura.usecases.services import Services

BRAND, PRICES, PRESETS = "brand.yaml", "prices.yaml", "presets.yaml"


@dataclass(frozen=True, slots=True)
class Folder:
    """A brand as it was read: nothing is written yet."""

    brand: Brand
    families: Sequence[Family]
    prices: Prices


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
    return Folder(brand, families, _prices(folder / PRICES, families))


def publish(
    services: Services, folder: Folder, *, each: Callable[[Family], object] = lambda _: None
) -> Published:
    """Compile every family, then write the brand in one unit of work: all of it is offered, or none.

    Args:
        each: told of each family before it is compiled, for a progress bar.

    Raises:
        Contradiction: a family's rules leave nothing to make.
    """
    spaces = []
    for family in folder.families:
        each(family)
        spaces.append(services.shelf.compile(family))
    with services.store.write() as tx:
        brands.save(tx, folder.brand)
        prices.save(tx, folder.brand.id, folder.prices)
        changed = [one.name for one in folder.families if repo.publish(tx, folder.brand.id, one)]
    return Published(folder.brand, spaces, changed)


def publish_family(services: Services, brand: Brand, family: Family) -> Published:
    """Offer one more family in a brand, new or known; its prices are the family's own.

    A new brand reckons with the standard rates of tax.

    Raises:
        BadInput: the family is priced in another currency than the brand.
        Contradiction: its rules leave nothing to make.
    """
    _fits(brand, family, family.name)
    space = services.shelf.compile(family)
    with services.store.write() as tx:
        if brands.find(tx, brand.id) is None:
            brands.save(tx, brand)
            prices.save(tx, brand.id, Prices((), standard_rates()))
        changed = [family.name] if repo.publish(tx, brand.id, family) else []
    return Published(brand, [space], changed)


def _prices(path: Path, families: Sequence[Family]) -> Prices:
    """What the file says, where there is one; standard rates of tax where it names none."""
    found = read_prices(path, families) if path.exists() else Prices((), TaxTable(()))
    return found if found.taxes.rates else replace(found, taxes=standard_rates())


def _fits(brand: Brand, family: Family, where: str) -> None:
    if family.currency != brand.currency:
        raise BadInput(
            f"its prices are in {family.currency}, the brand's in {brand.currency}",
            where=where,
            mend="Use one currency.",
        )
