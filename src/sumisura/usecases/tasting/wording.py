"""The words of consent, for shops that show them on pages of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sumisura.kernel import BadInput
from sumisura.trust import texts
from sumisura.trust.sources import SOURCES
from sumisura.usecases.services import Services


@dataclass(frozen=True, slots=True)
class Ask:
    """A source for a purpose, and the exact words that ask for it."""

    purpose: str
    source: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Wording:
    """All that is asked for as it stands; ``version`` is what grants keep."""

    version: str
    since: date
    asks: Sequence[Ask]


def current(services: Services) -> Wording:
    """The words to show today."""
    text = texts.current(services.clock.now())
    asks = [
        Ask(purpose, source, SOURCES[source].title, clause.words)
        for purpose, source in text.pairs()
        if (clause := text.clause(purpose, source))
    ]
    return Wording(text.version, text.since, asks)


def shown(services: Services, version: str, *, needed: bool) -> None:
    """Let only who was shown today's words agree to them; taking back needs no words.

    Raises:
        BadInput: other words were shown, or nobody says which.
    """
    now = texts.current(services.clock.now()).version
    if needed and version != now:
        raise BadInput(
            f'the words shown were "{version[:20]}", and today they are "{now}"',
            where="version",
            mend="Show the customer the words of today, and send their version.",
        )
