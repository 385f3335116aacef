"""One unit of work on a driver's connection."""

from dataclasses import dataclass

from sumisura.store.sql.ledger import SqlLedger
from sumisura.store.sql.records import SqlRecords


@dataclass(frozen=True, slots=True)
class SqlTransaction:
    """Fills ``store.ports.Transaction``; its engine opened the transaction and ends it."""

    records: SqlRecords
    ledger: SqlLedger
