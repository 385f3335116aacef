"""A model is used once it is promoted, can be rolled back, and costs nothing but itself when its file is gone."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from sumisura.kernel import BadInput, BrandId
from sumisura.taste.population import Population
from sumisura.usecases.learning.models import KEPT, POPULATION, Models

BRAND = BrandId("lucia")


def population(version, now, size=3):
    rng = np.random.default_rng(size)
    return Population(
        version,
        tuple(f"item-{row}" for row in range(size)),
        rng.normal(size=(size, 2)),
        np.zeros(2),
        np.eye(2),
        now,
    )


def promote(services, version):
    made = population(version, services.clock.now())
    services.models.save(BRAND, version, made.to_bytes())
    with services.store.write() as tx:
        services.models.promote(tx, BRAND, version, f"because {version}")


def current(services):
    with services.store.read() as tx:
        found = services.models.current(tx, BRAND)
    return found and found.version


def test_what_is_promoted_is_used_from_then_on_and_kept_in_memory(services):
    assert current(services) is None
    promote(services, "one")
    with services.store.read() as tx:
        assert services.models.current(tx, BRAND) is services.models.current(tx, BRAND)
    promote(services, "two")
    assert current(services) == "two"


def test_one_can_go_back_until_there_is_nothing_earlier(services):
    for version in ("one", "two", "three"):
        promote(services, version)
    for expected in ("two", "one"):
        with services.store.write() as tx:
            services.models.roll_back(tx, BRAND)
        assert current(services) == expected
    with services.store.write() as tx, pytest.raises(BadInput, match="no earlier model"):
        services.models.roll_back(tx, BRAND)
    with services.store.read() as tx:
        history = services.models.history(tx, BRAND)
    assert [one.version for one in history] == ["one", "two", "three", "two", "one"]
    assert history[-1].why == "rolled back from two"


def test_what_was_never_saved_cannot_be_promoted(services):
    with services.store.write() as tx, pytest.raises(BadInput, match="no model ghost"):
        services.models.promote(tx, BRAND, "ghost", "")


def test_a_promotion_that_is_not_committed_changes_nothing(services):
    promote(services, "one")
    services.models.save(BRAND, "two", population("two", services.clock.now()).to_bytes())
    with suppress(InterruptedError), services.store.write() as tx:
        services.models.promote(tx, BRAND, "two", "")
        raise InterruptedError
    assert current(services) == "one"


def damage_nothing(path):
    path.unlink()


def damage_half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damage_bytes(path):
    body = bytearray(path.read_bytes())
    body[len(body) // 3 : len(body) // 3 + 40] = b"\xff" * 40
    path.write_bytes(body)


def damage_all(path):
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [damage_nothing, damage_half, damage_bytes, damage_all])
def test_a_missing_or_damaged_file_is_none_until_it_is_mended(services, damage):
    promote(services, "one")
    path = services.models.path(BRAND, POPULATION, "one")
    whole = path.read_bytes()
    damage(path)
    fresh = replace(services, models=Models(services.models.folder, services.clock))
    assert current(fresh) is None
    assert current(fresh) is None
    path.write_bytes(whole)
    assert current(fresh) == "one"


def test_only_what_one_can_go_back_to_is_kept(services):
    for number in range(KEPT + 2):
        promote(services, f"v{number}")
    with services.store.read() as tx:
        assert services.models.prune(tx, BRAND) == 2
        kept = services.models.versions(tx, BRAND)
    folder = services.models.path(BRAND, POPULATION, "").parent
    assert sorted(path.stem for path in folder.iterdir()) == sorted(kept)
    assert len(kept) == KEPT


def test_names_from_outside_stay_inside_the_folder(services):
    path = services.models.path(BrandId(".."), "../x", "../../y")
    assert services.models.folder in path.parents
    assert ".." not in path.relative_to(services.models.folder).parts
