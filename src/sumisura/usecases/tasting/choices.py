"""Everything one may agree to, as switches: each source for each purpose, with the very words."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime

from sumisura.kernel import Grant
from sumisura.trust import texts
from sumisura.trust.grants import Consents
from sumisura.trust.levels import matching
from sumisura.trust.purposes import IMPROVE, PERSONALISE
from sumisura.trust.sources import SOURCES
from sumisura.trust.texts import Pair, Text
from sumisura.usecases.tasting.tastes import CellView, ChoicesView, ColumnView


def view(consents: Consents, now: datetime, *, gpc: bool = False) -> ChoicesView:
    """What is agreed to and what is not, for a page.

    Args:
        gpc: the browser asks not to be profiled.

    Example:
        >>> from datetime import UTC
        >>> found = view(Consents(), datetime(2026, 12, 1, tzinfo=UTC))
        >>> found.level, len(found.rows), [column.title for column in found.columns][:2], found.granted
        ('none', 10, ['For you', 'For everyone'], [])
    """
    text = texts.current(now)
    standing = {(one.purpose, one.source): one for one in consents.grants if one.during.end is None}
    changed = [] if consents.answered == text.version else texts.changes(consents.grants, now)
    return ChoicesView(
        level=matching(source for purpose, source in standing if purpose == PERSONALISE),
        columns=list(_columns(text, standing)),
        rows=[
            (SOURCES[name], [_cell(text, standing, one, name) for one in text.uses]) for name in text.sources
        ],
        changes=changed,
        text=text.version,
        dated=text.since,
        gpc=gpc,
    )


def is_free(standing: Container[Pair], purpose: str, source: str) -> bool:
    """Whether it can be agreed to now: nothing is added up for all that is not kept for oneself first."""
    return purpose != IMPROVE or (PERSONALISE, source) in standing


def _columns(text: Text, standing: Mapping[Pair, Grant]) -> Iterable[ColumnView]:
    for name, use in text.uses.items():
        yield ColumnView(name, use.title, use.words, any(purpose == name for purpose, _ in standing))


def _cell(text: Text, standing: Mapping[Pair, Grant], purpose: str, source: str) -> CellView | None:
    asked = text.clause(purpose, source)
    if asked is None:
        return None
    title = f"{asked.source.title}, {asked.use.title.lower()}"
    given = standing.get((purpose, source))
    free = is_free(standing, purpose, source)
    if given is None:
        return CellView(purpose, source, title, on=False, free=free)
    agreed = texts.clause(given)
    words = agreed.words if agreed else ""
    return CellView(purpose, source, title, True, free, given.during.start, given.text, words, given.despite)
