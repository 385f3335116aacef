"""Positions that a cursor can trust: transaction id, then order within the transaction.

A sequence would not do: numbers are drawn before commits, so a reader can see 8 while 7 is still
to come, and never look back. Here an event's position starts with its transaction's id, and a reader
stops below the oldest transaction that is still open: every position it has passed is final.

A dump restored elsewhere meets a server whose transactions count from low numbers again; ``origin``
lifts them above what is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import BigInteger, ColumnElement, Text, bindparam, cast, func, literal_column

from sumisura.kernel import BadInput
from sumisura.store.sql.statements import Positions

ORDINAL_BITS = 20
"""A transaction adds at most 2**20 events; 2**43 transactions are left for the rest of a bigint."""
ORIGIN_KIND = "ledger-origin"
"""The record that keeps how far transaction ids are lifted."""
LAST_KIND = "ledger-last"
"""The record that keeps how far positions had come when events were last forgotten."""
REMEMBER_LAST = (
    b"INSERT INTO records (brand, kind, id, version, body, keyed) "
    b"SELECT '', 'ledger-last', '', 1, convert_to(max(position)::text, 'UTF8'), '' FROM events "
    b"HAVING max(position) IS NOT NULL "
    b"ON CONFLICT (brand, kind, id) DO UPDATE SET body = excluded.body, version = records.version + 1"
)


def _number(transaction: ColumnElement[object]) -> ColumnElement[int]:
    lifted = cast(cast(transaction, Text), BigInteger) + bindparam("origin", type_=BigInteger)
    return lifted.bitwise_lshift(literal_column(str(ORDINAL_BITS)))


POSITIONS = Positions(
    new=_number(func.pg_current_xact_id()).bitwise_or(bindparam("ordinal", type_=BigInteger)),
    below=_number(func.pg_snapshot_xmin(func.pg_current_snapshot())),
)


@dataclass(slots=True)
class Numbering:
    """Counts the events of one transaction.

    Args:
        session: the transaction's connection.
        origin: what is added to every transaction id.
        count: events added so far.
    """

    session: psycopg.Connection[tuple[Any, ...]]
    origin: int
    count: int = 0

    def number(self, rows: list[dict[str, object]], /) -> None:
        """Give each row its place in the transaction."""
        if self.count + len(rows) > 2**ORDINAL_BITS:
            raise BadInput("too many events for one unit of work", mend="Append them in several.")
        for row in rows:
            row["ordinal"], row["origin"] = self.count, self.origin
            self.count += 1

    def bounds(self) -> Mapping[str, object]:
        """How far transaction ids are lifted."""
        return {"origin": self.origin}

    def forgetting(self) -> None:
        """Keep how far positions have come: a restored dump must go on above events that are no longer in it."""
        self.session.execute(REMEMBER_LAST)


def lift(origin: int, last_position: int, next_transaction: int) -> int:
    """The origin that puts the next transaction above every position there is.

    Example:
        >>> lift(0, last_position=(900 << 20) + 3, next_transaction=901)
        0
        >>> lift(0, last_position=(900 << 20) + 3, next_transaction=740)
        161
    """
    return max(origin, (last_position >> ORDINAL_BITS) + 1 - next_transaction)
