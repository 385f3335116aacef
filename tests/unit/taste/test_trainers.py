"""S107: what makes item factors can be replaced; every trainer keeps the same promises."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from sumisura.taste import checks
from sumisura.taste.dataset import Histories
from sumisura.taste.errors import MissingExtra
from sumisura.taste.learning import implicit_als
from sumisura.taste.learning.factors import Factors, OwnAls
from sumisura.taste.learning.fit import learn, settings_for
from sumisura.taste.learning.implicit_als import ImplicitAls


@pytest.fixture(params=["own", "implicit"])
def trainer(request):
    if request.param == "own":
        return OwnAls()
    pytest.importorskip("implicit", reason="the extra `implicit` is not installed")
    return ImplicitAls()


@pytest.mark.parametrize("promise", checks.CHECKS, ids=lambda it: it.__name__)
def test_every_trainer_keeps_every_promise(trainer, promise):
    promise(trainer)


@dataclass
class Careless:
    """A trainer with one fault."""

    fault: str
    name: str = "careless"

    def factorise(self, histories, table, rng, settings, step=lambda _done, _all: None):
        found = getattr(self, self.fault)(histories, table, rng, settings, step)
        return Factors(*found) if isinstance(found, tuple) else found

    def draws_by_itself(self, *given):
        histories, table, _, settings, step = given
        return OwnAls().factorise(histories, table, np.random.default_rng(), settings, step)

    def ignores_the_seed(self, *given):
        histories, table, _, settings, step = given
        return OwnAls().factorise(histories, table, np.random.default_rng(1), settings, step)

    def forgets_tokens(self, *given):
        found = OwnAls().factorise(*given)
        return replace(found, items=found.items[: len(given[1])])

    def spreads_what_is_no_number(self, histories, table, rng, settings, step):
        bare = replace(histories, weight=np.nan_to_num(histories.weight), pull=np.nan_to_num(histories.pull))
        return OwnAls().factorise(bare, table, rng, settings, step)

    def knows_nothing(self, histories, table, rng, settings, step):
        for epoch in range(settings.epochs):
            step(epoch + 1, settings.epochs)
        histories.require_finite()
        vectors = rng.normal(size=(histories.width, settings.dimension))
        return np.zeros((histories.size, settings.dimension)), vectors, 0.1

    def says_nothing(self, *given):
        return OwnAls().factorise(*given[:-1])

    def writes_into_what_it_is_given(self, *given):
        found = OwnAls().factorise(*given)
        given[0].weight[:] = 0.0
        return found


FAULTS = [name for name in vars(Careless) if "_" in name and not name.startswith("_")]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_careless_trainer_is_found_out(fault):
    with pytest.raises(checks.Breaks) as broken:
        checks.check(Careless(fault))
    assert broken.value.promise in str(broken.value)


def test_a_trainer_needs_a_name():
    with pytest.raises(checks.Breaks, match="name"):
        checks.has_a_name(Careless("knows_nothing", name=" "))


def test_the_library_is_named_with_its_version_or_missed_with_what_would_mend_it(monkeypatch):
    monkeypatch.setattr(implicit_als, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra, match=r"pip install sumisura\[implicit\]") as missing:
        ImplicitAls()
    assert (missing.value.code, missing.value.status, missing.value.extra) == (
        "missing_extra",
        500,
        "implicit",
    )


def test_whoever_makes_the_factors_items_that_nobody_has_seen_are_what_they_are_like(trainer):
    histories, _ = checks.planted()
    table = np.eye(2)[np.arange(histories.width + 1) % 2]
    wide = Histories.of(histories.rows, histories.columns, (histories.size, len(table) + 2))
    found = learn(wide, table, np.random.default_rng(1), settings_for(wide, table), factoriser=trainer)
    tokens = found.vectors[len(table) :]
    alike = [cosine(found.vectors[row], table[row] @ tokens) for row in range(len(table))]
    assert alike[-1] > 0.999
    assert max(alike[:-1]) < 0.99, "those that were seen have left their tokens"


def cosine(one, other):
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))
