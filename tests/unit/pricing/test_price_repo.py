"""A brand's prices at rest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from sumisura.kernel import BadInput, BrandId, Span
from sumisura.pricing import PriceBook, Prices, TaxRate, TaxTable, repo
from sumisura.store.ports import Store
from sumisura.store.sqlite import open_sqlite

INDIGO, LUCIA = BrandId("indigo"), BrandId("lucia")
START = datetime(2026, 1, 1, tzinfo=UTC)
BOOK = PriceBook(
    "2026",
    "jeans",
    Span(START),
    8900,
    {("wash", "stone"): 1200, ("wash", "raw"): 0, ("a=b", "c.d"): -5},
    {"selvedge": 800},
)
RATES = TaxTable((TaxRate("FI", Fraction(51, 200), Span(START, START.replace(year=2027)), "AVL 84 §"),))
PRICES = Prices((BOOK, PriceBook("rings", "rings", Span(START))), RATES)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_sqlite(tmp_path / "shop.db")
    yield opened
    opened.close()


def test_prices_come_back_as_they_were_to_their_brand_alone(store: Store) -> None:
    with store.write() as tx:
        assert repo.save(tx, INDIGO, PRICES)
        assert not repo.save(tx, INDIGO, PRICES)
    with store.read() as tx:
        assert repo.load(tx, INDIGO) == PRICES
        assert repo.load(tx, LUCIA) == Prices((), TaxTable(()))


def test_a_cited_revision_keeps_its_amounts_and_may_be_closed(store: Store) -> None:
    with store.write() as tx:
        repo.save(tx, INDIGO, PRICES)
    for changed in (
        replace(BOOK, base=1),
        replace(BOOK, options={}),
        replace(BOOK, surcharges={"selvedge": 1}),
        replace(BOOK, family="rings", valid=Span(START.replace(month=2))),
    ):
        with pytest.raises(BadInput, match='price book "2026": its prices changed'), store.write() as tx:
            repo.save(tx, INDIGO, replace(PRICES, books=(changed,)))
    closed = replace(PRICES, books=(replace(BOOK, valid=Span(START, START.replace(month=9))),))
    with store.write() as tx:
        assert repo.save(tx, INDIGO, closed)
    with store.read() as tx:
        assert repo.load(tx, INDIGO) == closed
