"""A walk meets every record once, whatever the page's size, also when they go meanwhile."""

import pytest

from sumisura.kernel import BrandId
from sumisura.store.sqlite import open_sqlite
from sumisura.store.walk import walk

INDIGO, LUCIA = BrandId("indigo"), BrandId("lucia")


@pytest.fixture
def store(tmp_path):
    opened = open_sqlite(tmp_path / "shop.sqlite")
    with opened.write() as tx:
        for number in range(7):
            tx.records.put(INDIGO, "note", f"n{number}", b"{}", version=0)
        tx.records.put(INDIGO, "other", "n9", b"{}", version=0)
        tx.records.put(LUCIA, "note", "n8", b"{}", version=0)
    yield opened
    opened.close()


@pytest.mark.parametrize("size", [1, 2, 7, 8])
def test_each_record_of_the_kind_and_brand_comes_once(store, size):
    with store.read() as tx:
        assert [record.id for record in walk(tx, INDIGO, "note", size=size)] == [
            f"n{number}" for number in reversed(range(7))
        ]


def test_what_was_handed_out_may_go(store):
    with store.write() as tx:
        for record in walk(tx, INDIGO, "note", size=3):
            tx.records.delete(INDIGO, "note", record.id)
        assert not list(walk(tx, INDIGO, "note"))
