"""Where signals come from: what each source gives, how long it is kept, and how much it intrudes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from sumisura.kernel import SumisuraError


class UnknownSource(SumisuraError):
    """A signal must say where it came from, by a name in the register."""

    code: ClassVar[str] = "unknown_source"
    status: ClassVar[int] = 422

    def __init__(self, source: str) -> None:
        self.source = source
        super().__init__(f'"{source}" is no source of signals. Use one of {", ".join(SOURCES)}.')


@dataclass(frozen=True, slots=True)
class Source:
    """One source of signals: a thread, as the pages show it.

    Args:
        name: what events and grants call it.
        title: what a person reads.
        gives: what it tells us, in one sentence to the person it is about.
        keep_days: how long its signals are kept and used.
        intrusion: from 0 (they told us themselves) to 1 (felt as being watched); what relevance is weighed against.
        stated: the person said it; such facts win over what is inferred.
        colour, pattern: how its thread is drawn; never by colour alone (``dash`` lengths of an SVG stroke).
    """

    name: str
    title: str
    gives: str
    keep_days: int
    intrusion: float
    stated: bool
    colour: str
    pattern: str


SOURCES: Mapping[str, Source] = {
    source.name: source
    for source in (
        Source("stated", "What you told us", "What you say you like, and what you never want to see.", 730, 0.0, True, "#2f5da8", ""),
        Source("visit", "This visit", "What you look at and try while you are here.", 30, 0.25, False, "#7a5f1f", "2 3"),
        Source("designs", "Your designs", "What you chose in the pieces you shaped.", 730, 0.2, False, "#7b4b94", "6 3"),
        Source("purchases", "Your purchases", "What you bought and kept.", 730, 0.3, False, "#2e6f57", "10 3"),
        Source("ratings", "Ratings and answers", "How you rated what you have, and what you answered.", 730, 0.1, True, "#a0522d", "8 2 2 2"),
        Source("returns", "Returns", "What you sent back, and why.", 730, 0.2, False, "#8b3a4a", "4 2"),
        Source("place", "Where you are", "The region you are in, never finer than about 50 kilometres.", 90, 0.6, False, "#3f7d8c", "1 3"),
        Source("friends", "Your friends", "What friends who agreed to it like.", 365, 0.7, False, "#b0613a", "3 2 1 2"),
        Source("conversation", "Conversations", "What you say to our assistant, at the till or on the phone.", 365, 0.5, False, "#5a6b2f", "5 2 1 2"),
        Source("devices", "Your devices", "Readings you let a device send, such as wear or the size of a room.", 365, 0.8, False, "#4a5568", "2 2"),
    )
}  # fmt: skip
"""Every source by name, in the order people are shown them: from what they told us to what is most like being watched."""


def source(name: str) -> Source:
    """The source of that name.

    Raises:
        UnknownSource: there is none.

    Example:
        >>> source("purchases").intrusion
        0.3
        >>> source("retina")
        Traceback (most recent call last):
        sumisura.trust.sources.UnknownSource: "retina" is no source of signals. Use one of stated, visit, ...
    """
    try:
        return SOURCES[name]
    except KeyError:
        raise UnknownSource(name) from None


def intrusion(sources: Iterable[str]) -> float:
    """What a set of sources asks of a customer: the sum of their weights.

    Example:
        >>> intrusion({"visit", "purchases"})
        0.55
    """
    return round(sum(SOURCES[name].intrusion for name in sources), 4)
