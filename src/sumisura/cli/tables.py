"""Tables whose ids can be copied: a narrow terminal wraps their lines, and cuts nothing off."""

from typing import Final

from rich.console import Console
from rich.table import Table

WIDEST: Final = 400
"""Columns that a table may take."""


def show(out: Console, table: Table) -> None:
    """Print a table in full, whatever the width of what it is printed to."""
    Console(file=out.file, width=WIDEST, highlight=False).print(table, no_wrap=True)
