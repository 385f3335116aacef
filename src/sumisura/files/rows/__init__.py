"""Tables that others export: CSV, JSON lines, CloudEvents, Parquet, product feeds; row by row, however many.

A row that cannot be read is handed out as `Spoiled`, with its line, its column and what would mend it, and the
rest goes on. Only what makes the whole file unusable raises ``BadFile``.
"""

from sumisura.files.rows.model import Row, Spoiled, Table, needed
from sumisura.files.rows.opening import open_table
from sumisura.files.rows.rejects import Rejects
from sumisura.files.rows.writing import writing

__all__ = ["Rejects", "Row", "Spoiled", "Table", "needed", "open_table", "writing"]
