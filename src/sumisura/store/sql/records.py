"""Documents by brand, kind and id, on a driver's connection."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec

from sumisura.kernel import BrandId, Stale, SumisuraError
from sumisura.store.errors import ReadOnly
from sumisura.store.names import check_names
from sumisura.store.ports import Keys, Record
from sumisura.store.sql.connection import Batch, Connection
from sumisura.store.sql.statements import Statements

NO_KEYS = Keys()


@dataclass(frozen=True, slots=True)
class SqlRecords:
    """Fills ``store.ports.Records`` within one transaction."""

    connection: Connection
    batch: Batch
    sql: Statements
    writes: bool

    def get(self, brand: BrandId, kind: str, id_: str) -> Record | None:
        """The record, or None."""
        check_names(brand, kind, id_)
        found = self.connection.execute(self.sql.get, _the(brand, kind, id_)).fetchone()
        return Record(*found) if found else None

    def put(
        self, brand: BrandId, kind: str, id_: str, body: bytes, *, version: int, keys: Keys = NO_KEYS
    ) -> Record:
        """Write a record whose version was ``version`` when it was read (0: it is new)."""
        self._may_write()
        check_names(brand, kind, id_)
        for name, value in _pairs(keys):
            check_names(brand, kind, id_, name, value)
        keyed = _keyed(keys)
        if version == 0:
            self._insert(brand, kind, id_, body, keys, keyed)
        elif not self._same_keys(brand, kind, id_, body, version, keyed):
            self._rekey(brand, kind, id_, body, version, keys, keyed)
        return Record(id_, body, version + 1)

    def get_many(self, brand: BrandId, kind: str, ids: Iterable[str]) -> Sequence[Record]:
        """Of these records, those that are there, by id and each once."""
        wanted = list(ids)
        for id_ in wanted:
            check_names(brand, kind, id_)
        if not wanted:
            return []
        among = {"the_brand": brand, "the_kind": kind, "the_ids": _texts(wanted)}
        return [Record(*row) for row in self.connection.execute(self.sql.get_many, among).fetchall()]

    def get_all(self, brand: BrandId, wanted: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Record]:
        """Of these records, by kind and id, those that are there."""
        pairs = set(wanted)
        for kind, id_ in pairs:
            check_names(brand, kind, id_)
        if not pairs:
            return {}
        kinds, ids = (_texts(set(each)) for each in zip(*pairs, strict=True))
        among = {"the_brand": brand, "the_kinds": kinds, "the_ids": ids}
        rows = self.connection.execute(self.sql.get_all, among).fetchall()
        return {(kind, id_): Record(id_, *rest) for kind, id_, *rest in rows if (kind, id_) in pairs}

    def put_many(self, brand: BrandId, kind: str, records: Iterable[Record]) -> None:
        """As ``put`` of each without keys, in their order: all are written, or none."""
        self._may_write()
        told = list(records)
        for one in told:
            check_names(brand, kind, one.id)
        try:
            with _all_or_nothing(self.connection):
                self._put_at_once(brand, kind, told)
        except Stale:
            with _all_or_nothing(
                self.connection
            ):  # one by one: it finds which it was, or gives up their keys
                for one in told:
                    self.put(brand, kind, one.id, one.body, version=one.version - 1)

    def find(self, brand: BrandId, kind: str, key: str, value: str) -> Sequence[Record]:
        """All records with that value under that key (unique or index), by id."""
        check_names(brand, kind, key, value)
        wanted = {"the_brand": brand, "the_kind": kind, "the_name": key, "the_value": value}
        return [Record(*row) for row in self.connection.execute(self.sql.find, wanted).fetchall()]

    def page(self, brand: BrandId, kind: str, *, before: str = "", limit: int = 50) -> Sequence[Record]:
        """Records by descending id (newest first), from just below ``before`` ("" is the top)."""
        check_names(brand, kind, before)
        wanted: dict[str, object] = {"the_brand": brand, "the_kind": kind, "at_most": limit}
        statement = self.sql.page_top
        if before:
            wanted["before"], statement = before, self.sql.page
        return [Record(*row) for row in self.connection.execute(statement, wanted).fetchall()]

    def delete(self, brand: BrandId, kind: str, id_: str) -> None:
        """Forget the record and its keys; no error when there is none."""
        self._may_write()
        check_names(brand, kind, id_)
        self.connection.execute(self.sql.delete, _the(brand, kind, id_))

    def _may_write(self) -> None:
        if not self.writes:
            raise ReadOnly

    def _put_at_once(self, brand: str, kind: str, records: Sequence[Record]) -> None:
        new = [_row(brand, kind, one.id, one.body) for one in records if one.version == 1]
        changed = [
            {**_change(brand, kind, one.id, one.body, one.version - 1), "same_keys": ""}
            for one in records
            if one.version > 1
        ]
        # What is new here comes before what changes it once more.
        done = sum(
            self.batch(sql, rows)
            for sql, rows in ((self.sql.insert, new), (self.sql.update, changed))
            if rows
        )
        self._expect(done == len(records), kind, "")

    def _insert(self, brand: BrandId, kind: str, id_: str, body: bytes, keys: Keys, keyed: str) -> None:
        row = _row(brand, kind, id_, body, keyed)
        self._expect(self.connection.execute(self.sql.insert, row).rowcount == 1, kind, id_)
        try:
            self._add_keys(brand, kind, id_, keys, keyed)
        except Stale:
            self.delete(brand, kind, id_)
            raise

    def _same_keys(self, brand: str, kind: str, id_: str, body: bytes, version: int, keyed: str) -> bool:
        row = {**_change(brand, kind, id_, body, version), "same_keys": keyed}
        return self.connection.execute(self.sql.update, row).rowcount == 1

    def _rekey(
        self, brand: BrandId, kind: str, id_: str, body: bytes, version: int, keys: Keys, keyed: str
    ) -> None:
        row = {**_change(brand, kind, id_, body, version), "keyed": keyed}
        with _all_or_nothing(self.connection):
            self._expect(self.connection.execute(self.sql.update_keyed, row).rowcount == 1, kind, id_)
            self.connection.execute(self.sql.forget_keys, _the(brand, kind, id_))
            self._add_keys(brand, kind, id_, keys, keyed)

    def _add_keys(self, brand: BrandId, kind: str, id_: str, keys: Keys, keyed: str) -> None:
        if not keyed:
            return
        row = {"brand": brand, "kind": kind, "id": id_, "keyed": keyed}
        if self.connection.execute(self.sql.insert_keys, row).rowcount != len(_pairs(keys)):
            raise Stale(
                kind,
                id_,
                f"needs a {self._taken(brand, kind, id_, keys)} of its own, and another has this one",
            )

    def _taken(self, brand: BrandId, kind: str, id_: str, keys: Keys) -> str:
        """Which of these keys another record has."""
        others = (
            name
            for name, value in keys.unique.items()
            if any(one.id != id_ for one in self.find(brand, kind, name, value))
        )
        return next(others, "key")

    def _expect(self, written: bool, kind: str, id_: str) -> None:
        if not written:
            raise Stale(kind, id_, "was changed meanwhile")


@contextmanager
def _all_or_nothing(connection: Connection) -> Iterator[None]:
    """Takes back what was written inside when it is refused, and only that."""
    connection.execute("SAVEPOINT put")
    try:
        yield
    except SumisuraError:
        connection.execute("ROLLBACK TO SAVEPOINT put")
        connection.execute("RELEASE SAVEPOINT put")
        raise
    connection.execute("RELEASE SAVEPOINT put")


def _texts(texts: Iterable[str]) -> str:
    return msgspec.json.encode(list(texts)).decode()


def _the(brand: str, kind: str, id_: str) -> dict[str, object]:
    return {"the_brand": brand, "the_kind": kind, "the_id": id_}


def _row(brand: str, kind: str, id_: str, body: bytes, keyed: str = "") -> dict[str, object]:
    return {"brand": brand, "kind": kind, "id": id_, "version": 1, "body": body, "keyed": keyed}


def _change(brand: str, kind: str, id_: str, body: bytes, version: int) -> dict[str, object]:
    return {**_the(brand, kind, id_), "body": body, "known": version, "version": version + 1}


def _pairs(keys: Keys) -> dict[tuple[str, str], bool]:
    shared = dict.fromkeys(keys.index.items(), False)
    return shared | dict.fromkeys(keys.unique.items(), True)


def _keyed(keys: Keys) -> str:
    pairs = _pairs(keys)
    rows = sorted((*pair, single) for pair, single in pairs.items())
    return msgspec.json.encode(rows).decode() if rows else ""
