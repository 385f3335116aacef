"""The shelf: what is kept at hand, and what is made only when it is asked for."""

from sumisura.space import repo
from sumisura.space.cache import SpaceCache
from sumisura.usecases.shelf import KEPT, Latest, Shelf


def test_a_title_is_read_without_compiling_anything(services, shop, tmp_path, monkeypatch):
    shelf = Shelf(SpaceCache(tmp_path / "empty"), services.clock, services.workbench, services.figures)
    monkeypatch.setattr(Shelf, "compile", lambda *_: (_ for _ in ()).throw(AssertionError("compiled")))
    with services.store.read() as tx:
        assert shelf.family(tx, shop.id, repo.current(tx, shop.id, "rings")).title == "Rings"


def test_the_latest_are_kept_and_no_more():
    made = []
    latest = Latest[int]()
    for number in [*range(KEPT), 0, KEPT, 0, 1]:
        latest.get((str(number),), lambda number=number: made.append(number) or number)
    assert made == [*range(KEPT), KEPT, 1], "the one not asked for longest made room"
