"""Every statement of the store, written once in SQLAlchemy Core and compiled once for each engine.

They run as plain text on the driver: a record is then read in microseconds, where Core's own
execution would cost ten times the work of SQLite itself (see ``docs/decisions``).
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Select,
    Update,
    any_,
    bindparam,
    cast,
    delete,
    func,
    literal_column,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import JSON, BigInteger, Boolean, Integer, Text

from sumisura.store.sql.tables import events, record_keys, records

Insert = postgresql.Insert | sqlite.Insert


@dataclass(frozen=True, slots=True)
class Statements:
    """Statements as text for one driver, with named parameters."""

    get: str
    get_many: str
    get_all: str
    insert: str
    update: str
    update_keyed: str
    forget_keys: str
    insert_keys: str
    find: str
    page: str
    page_top: str
    delete: str
    append: str
    read: str
    ahead: str
    forget: str
    of_party: str
    of_party_top: str
    erase: str
    rewrite: str
    over: str
    event: str


@dataclass(frozen=True, slots=True)
class Positions:
    """How an engine numbers events.

    Args:
        new: the position of an event being added; None where the table hands it out.
        below: the first position a reader may not see yet.
    """

    new: ColumnElement[int] | None
    below: ColumnElement[int]


def statements(dialect: Dialect, positions: Positions) -> Statements:
    """All statements for that dialect."""

    def text(statement: ClauseElement) -> str:
        return str(statement.compile(dialect=dialect))

    insert: Any = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    page, of_party = _page(), _of_party()
    return Statements(
        get=text(select(records.c.id, records.c.body, records.c.version).where(*_this())),
        get_many=text(_get_many(dialect)),
        get_all=text(_get_all(dialect)),
        insert=text(_add(insert(records), "brand", "kind", "id", "version", "body", "keyed")),
        update=text(_update().where(records.c.keyed == bindparam("same_keys"))),
        update_keyed=text(_update().values(keyed=bindparam("keyed"))),
        forget_keys=text(delete(record_keys).where(*_keys_of_this())),
        insert_keys=text(_add_keys(dialect, insert(record_keys))),
        find=text(_find(dialect)),
        page=text(page.where(records.c.id < bindparam("before"))),
        page_top=text(page),
        delete=text(delete(records).where(*_this())),
        append=text(_append(insert(events), positions)),
        read=text(_read(positions)),
        ahead=text(select(func.count()).select_from(_read(positions).subquery())),
        of_party=text(of_party.where(_earlier())),
        of_party_top=text(of_party),
        erase=text(delete(events).where(*_this_event())),
        rewrite=text(_rewrite()),
        forget=text(delete(events).where(*_over())),
        over=text(select(events.c.position).where(*_over()).order_by(events.c.position)),
        event=text(_event()),
    )


def _this() -> tuple[ColumnElement[bool], ...]:
    return tuple(records.c[name] == bindparam(f"the_{name}") for name in ("brand", "kind", "id"))


def _get_many(dialect: Dialect) -> Select[Any]:
    of_kind = [records.c[name] == bindparam(f"the_{name}") for name in ("brand", "kind")]
    columns = (records.c.id, records.c.body, records.c.version)
    return select(*columns).where(*of_kind, _among(dialect, "id")).order_by(records.c.id)


def _get_all(dialect: Dialect) -> Select[Any]:
    """Of each kind with each id: whoever asks for a few pairs sorts out the others."""
    of_brand = records.c.brand == bindparam("the_brand")
    columns = (records.c.kind, records.c.id, records.c.body, records.c.version)
    return select(*columns).where(of_brand, _among(dialect, "kind"), _among(dialect, "id"))


def _among(dialect: Dialect, name: str) -> ColumnElement[bool]:
    """Any of the texts in one parameter, a JSON array: a list of parameters would be another statement for each length."""
    texts = bindparam(f"the_{name}s", type_=Text)
    if dialect.name == "postgresql":
        return _one_of(
            dialect, name, select(func.json_array_elements_text(cast(texts, JSON)).column_valued())
        )
    return _one_of(dialect, name, select(func.json_each(texts).table_valued("value").c.value))


def _one_of(dialect: Dialect, name: str, texts: Select[Any]) -> ColumnElement[bool]:
    column: ColumnElement[str] = records.c[name]
    if dialect.name != "postgresql":
        return column.in_(texts)
    # As an array the index is asked for each; a sub-select is matched with every record of the brand
    # wherever the planner's statistics have not caught up with an import.
    return column == any_(func.array(texts.scalar_subquery()))


def _keys_of_this() -> tuple[ColumnElement[bool], ...]:
    return tuple(record_keys.c[name] == bindparam(f"the_{name}") for name in ("brand", "kind", "id"))


# SQLAlchemy writes an OFFSET for SQLite in any case; as a literal it needs no parameter.
NONE = literal_column("0", Integer)


def _add(insert: Insert, *columns: str) -> Insert:
    # A row that is there already is told by the row count: an error would end a transaction on Postgres.
    return insert.values({name: bindparam(name) for name in columns}).on_conflict_do_nothing()


def _add_keys(dialect: Dialect, insert: Insert) -> Insert:
    """All keys of a record at once, from the JSON that is kept with it: an array of name, value and whether it is single."""
    keys = bindparam("keyed", type_=Text)
    columns: tuple[ColumnElement[Any], ...]
    if dialect.name == "postgresql":
        pair: ColumnElement[Any] = func.json_array_elements(cast(keys, JSON)).column_valued("key")
        name, value, single = (pair.op("->>")(literal_column(str(at))) for at in range(3))
        columns = name, value, cast(single, Boolean)
    else:
        pair = func.json_each(keys).table_valued("value").c.value
        columns = tuple(func.json_extract(pair, literal_column(f"'$[{at}]'")) for at in range(3))
    brand, kind, id_ = (bindparam(one, type_=Text) for one in ("brand", "kind", "id"))
    # SQLite takes ON CONFLICT for a join's unless a condition comes before it.
    rows = select(brand, kind, id_, *columns).where(literal_column("1 = 1"))
    names = ["brand", "kind", "id", "name", "value", "single"]
    return insert.from_select(names, rows).on_conflict_do_nothing()


def _update() -> Update:
    known = records.c.version == bindparam("known")
    return update(records).where(*_this(), known).values(body=bindparam("body"), version=bindparam("version"))


def _find(dialect: Dialect) -> Select[Any]:
    """By the keys first, whatever the planner knows of the tables: a join would be begun from every record of the kind."""
    of_kind = [records.c[name] == bindparam(f"the_{name}") for name in ("brand", "kind")]
    key = [record_keys.c[name] == bindparam(f"the_{name}") for name in ("brand", "kind", "name", "value")]
    ids = select(record_keys.c.id).where(*key)
    among = _one_of(dialect, "id", ids)
    columns = (records.c.id, records.c.body, records.c.version)
    return select(*columns).where(*of_kind, among).order_by(records.c.id)


def _page() -> Select[Any]:
    of_kind = [records.c[name] == bindparam(f"the_{name}") for name in ("brand", "kind")]
    columns = (records.c.id, records.c.body, records.c.version)
    newest_first = select(*columns).where(*of_kind).order_by(records.c.id.desc())
    return newest_first.limit(bindparam("at_most", type_=Integer)).offset(NONE)


def _append(insert: Insert, positions: Positions) -> Insert:
    row: dict[str, Any] = {
        name: bindparam(name) for name in ("brand", "id", "purpose", "happened", "body", "party")
    }
    if positions.new is not None:
        row["position"] = positions.new
    return insert.values(row).on_conflict_do_nothing(index_elements=["brand", "id"]).inline()


def _read(positions: Positions) -> Select[Any]:
    past = events.c.position > bindparam("after", type_=BigInteger)
    seen = events.c.position < positions.below
    of_brand = events.c.brand == bindparam("the_brand")
    in_order = (
        select(events.c.position, events.c.body).where(of_brand, past, seen).order_by(events.c.position)
    )
    return in_order.limit(bindparam("at_most", type_=Integer)).offset(NONE)


def _of_party() -> Select[Any]:
    own = [events.c[name] == bindparam(f"the_{name}") for name in ("brand", "party")]
    latest_first = (events.c.happened.desc(), events.c.position.desc())
    found = select(events.c.position, events.c.body).where(*own).order_by(*latest_first)
    return found.limit(bindparam("at_most", type_=Integer)).offset(NONE)


def _earlier() -> ColumnElement[bool]:
    last = tuple_(bindparam("happened", type_=BigInteger), bindparam("position", type_=BigInteger))
    return tuple_(events.c.happened, events.c.position) < last


def _this_event() -> tuple[ColumnElement[bool], ...]:
    return tuple(events.c[name] == bindparam(f"the_{name}") for name in ("brand", "id"))


def _rewrite() -> Update:
    columns = ("purpose", "happened", "body", "party")
    return update(events).where(*_this_event()).values({name: bindparam(name) for name in columns})


def _over() -> tuple[ColumnElement[bool], ...]:
    of_purpose = [events.c[name] == bindparam(f"the_{name}") for name in ("brand", "purpose")]
    return (*of_purpose, events.c.happened < bindparam("before", type_=BigInteger))


def _event() -> Select[Any]:
    return select(events.c.position, events.c.body).where(*_this_event())
