"""Progress bars for long work; where nobody looks, nothing is drawn."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sumisura.kernel import Family


def bars(out: Console) -> Progress:
    """Spinners with a word and a clock each, gone when the work is done."""
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    return Progress(*columns, console=out, transient=True, disable=not out.is_terminal)


@contextmanager
def compiling(out: Console, family: Family) -> Iterator[None]:
    """Show that a family is being compiled, and for how long."""
    with bars(out) as progress:
        progress.add_task(f"Compiling {family.title}", total=None)
        yield
