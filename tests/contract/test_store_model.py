"""Any sequence of calls leaves the store as it leaves a dictionary."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sumisura.kernel import BrandId, Event, Stale
from sumisura.store.ports import Keys, Record, Store, Transaction

Events = Callable[..., Event]
KINDS = st.sampled_from(["design", "order"])
IDS = st.sampled_from(["a", "b", "c", "é", "Z"])
VALUES = st.sampled_from(["", "1", "2", "ß"])
KEYS = st.builds(
    Keys,
    st.dictionaries(st.sampled_from(["token", "slug"]), VALUES, max_size=2),
    st.dictionaries(st.sampled_from(["party", "token"]), VALUES, max_size=2),
)
PUTS = st.tuples(KINDS, IDS, st.binary(max_size=4), st.sampled_from([-1, 0, 0, 0, 1]), KEYS)
_fresh = count()


class Oops(Exception):
    """What ends a unit of work in the midst."""


@dataclass
class Model:
    """What a store with one brand is to its callers."""

    rows: dict[tuple[str, str], tuple[Record, Keys]] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)

    def copy(self) -> "Model":
        return Model(dict(self.rows), list(self.events))

    def version(self, kind: str, id_: str) -> int:
        return self.rows[kind, id_][0].version if (kind, id_) in self.rows else 0

    def put(self, kind: str, id_: str, body: bytes, version: int, keys: Keys) -> bool:
        others = [kept.unique for (k, i), (_, kept) in self.rows.items() if k == kind and i != id_]
        taken = any(pair in other.items() for other in others for pair in keys.unique.items())
        if version != self.version(kind, id_) or taken:
            return False
        self.rows[kind, id_] = (Record(id_, body, version + 1), keys)
        return True

    def append(self, id_: str) -> int:
        new = id_ not in self.events
        self.events += [id_] * new
        return int(new)

    def found(self, kind: str, key: str, value: str) -> list[Record]:
        pair = (key, value)
        of_kind = sorted((i.encode(), row) for (k, i), row in self.rows.items() if k == kind)
        return [row for _, (row, keys) in of_kind if pair in {*keys.unique.items(), *keys.index.items()}]


def machine(store: Store, event: Events) -> type[RuleBasedStateMachine]:  # noqa: C901 - a class per store
    class Against(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.brand, self.neighbour = BrandId(f"one-{next(_fresh)}"), BrandId(f"two-{next(_fresh)}")
            self.model = Model()

        @rule(puts=st.lists(PUTS, max_size=3), gone=st.lists(IDS, max_size=1), ids=st.lists(IDS, max_size=2))
        def keep(self, puts: list, gone: list[str], ids: list[str]) -> None:
            with store.write(durable=False) as tx:
                self._work(tx, self.model, puts, gone, ids)

        @rule(puts=st.lists(PUTS, max_size=3), gone=st.lists(IDS, max_size=1), ids=st.lists(IDS, max_size=2))
        def take_back(self, puts: list, gone: list[str], ids: list[str]) -> None:
            try:
                with store.write(durable=False) as tx:
                    self._work(tx, self.model.copy(), puts, gone, ids)
                    raise Oops  # noqa: TRY301 - the unit of work is left by it
            except Oops:
                pass

        def _work(self, tx: Transaction, model: Model, puts: list, gone: list[str], ids: list[str]) -> None:
            for kind, id_, body, off, keys in puts:
                version = max(0, model.version(kind, id_) + off)
                try:
                    tx.records.put(self.brand, kind, id_, body, version=version, keys=keys)
                    done = True
                except Stale:
                    done = False
                assert done == model.put(kind, id_, body, version, keys)
            for id_ in gone:
                tx.records.delete(self.brand, "design", id_)
                model.rows.pop(("design", id_), None)
            for id_ in ids:
                assert tx.ledger.append([event(id_, self.brand)]) == model.append(id_)

        @rule(kind=KINDS, key=st.sampled_from(["token", "slug", "party"]), value=VALUES)
        def find(self, kind: str, key: str, value: str) -> None:
            with store.read() as tx:
                assert tx.records.find(self.brand, kind, key, value) == self.model.found(kind, key, value)
                assert tx.records.find(self.neighbour, kind, key, value) == []

        @invariant()
        def same(self) -> None:
            with store.read() as tx:
                for kind in ("design", "order"):
                    kept = [(i.encode(), row) for (k, i), (row, _) in self.model.rows.items() if k == kind]
                    expected = [row for _, row in sorted(kept, reverse=True)]
                    assert tx.records.page(self.brand, kind) == expected
                    assert tx.records.page(self.neighbour, kind) == []
                assert [entry.event.id for entry in tx.ledger.read(self.brand)] == self.model.events
                assert tx.ledger.read(self.neighbour) == []

    return Against


def test_a_store_is_a_dictionary_that_lasts(store: Store, event: Events) -> None:
    run_state_machine_as_test(
        machine(store, event),
        settings=settings(
            max_examples=40,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
