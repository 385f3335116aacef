"""Which variable order? Race several and their reverses under a growing node budget."""

from collections.abc import Callable, Sequence

from sumisura.space.diagram import Diagram
from sumisura.space.errors import TooLarge

FIRST_LIMIT = 1 << 12
KEPT = 0.5
"""The share of unfinished orders that goes on after each round: those that conjoined most."""


def race(diagrams: Sequence[Diagram], budget: int, too_large: Callable[[], TooLarge]) -> Diagram:
    """The smallest finished diagram, or the first that shows a contradiction.

    Nobody starts again: a paused diagram goes on where it stopped. Once one has finished, the others
    may not outgrow it.

    Raises:
        TooLarge: every order outgrew the budget.
    """
    racing, limit = list(diagrams), min(FIRST_LIMIT, budget)
    while True:
        best, racing = _round(racing, limit)
        if best is not None:
            return best
        if limit >= budget:
            raise too_large()
        racing.sort(key=lambda diagram: -diagram.progress)
        del racing[max(1, round(KEPT * len(racing))) :]
        limit = min(2 * limit, budget)


def _round(racing: Sequence[Diagram], limit: int) -> tuple[Diagram | None, list[Diagram]]:
    best: Diagram | None = None
    paused = []
    for diagram in racing:
        if not diagram.advance(limit):
            paused.append(diagram)
        elif best is None or diagram.nodes < best.nodes:
            best, limit = diagram, diagram.nodes
    return best, paused
