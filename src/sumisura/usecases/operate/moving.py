"""Move a whole installation from one database to another, as from SQLite to Postgres, and hold the two together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sumisura.kernel import SumisuraError
from sumisura.store.archive.lines import Counting, tally
from sumisura.store.archive.model import Row, Tally
from sumisura.store.archive.ports import Bulk, Moment


class MovedOtherwise(SumisuraError):
    """What arrived in the other database is not what left; the first one is as it was.

    Args:
        tables: that differ.
    """

    code = "moved_otherwise"

    def __init__(self, tables: Sequence[str]) -> None:
        self.tables = tables
        super().__init__(
            f"What arrived differs in {', '.join(tables)}. Go on with the first database, empty the other, and report it."
        )


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved.

    Args:
        tables: what came to be in each.
        late: tables that were written to at the first database after the moment that was moved: what was written
            there stayed behind.
    """

    tables: Mapping[str, Tally]
    late: Sequence[str]


def move(source: Bulk, target: Bulk) -> Moved:
    """Copy one moment of a store into an empty one, and compare the two.

    Raises:
        NotEmpty: there is something in the other store; nothing was changed.
        MovedOtherwise: what arrived is not what left.
    """
    with source.moment() as moment:
        left = _fill(moment, target)
    if differs := _differing(left, _tallies(target)):
        raise MovedOtherwise(differs)
    return Moved(left, _differing(left, _tallies(source)))


def _fill(moment: Moment, target: Bulk) -> Mapping[str, Tally]:
    counts = {table: Counting() for table in moment.columns}

    def rows(table: str) -> Iterable[Row]:
        return counts[table].passing(moment.columns[table], moment.rows(table))

    target.fill(moment.columns, rows, revision=moment.revision, last=moment.last)
    return {table: count.tally() for table, count in counts.items()}


def _tallies(bulk: Bulk) -> Mapping[str, Tally]:
    with bulk.moment() as moment:
        return {table: tally(columns, moment.rows(table)) for table, columns in moment.columns.items()}


def _differing(one: Mapping[str, Tally], other: Mapping[str, Tally]) -> Sequence[str]:
    return [table for table in one if one[table] != other[table]]
