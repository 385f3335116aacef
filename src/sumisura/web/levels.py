"""Ready answers to "may this shop fit itself to you?": each a set of sources, named in its words."""

from dataclasses import dataclass

from sumisura.trust.sources import SOURCES, Source


@dataclass(frozen=True, slots=True)
class Level:
    """One ready answer.

    Args:
        words: what it lets us learn from, in one sentence to the person who chooses it.
    """

    name: str
    title: str
    words: str
    sources: tuple[Source, ...]


def _level(name: str, title: str, words: str, *sources: str) -> Level:
    return Level(name, title, words, tuple(SOURCES[source] for source in sources))


LEVELS = (
    _level("told", "What I tell you", "Only what I say outright: likes, dislikes, answers.", "stated", "ratings"),
    _level(
        "shape", "And what I shape", "That, and what I look at and choose while I am here.",
        "stated", "ratings", "visit", "designs",
    ),
    _level(
        "history", "And what I bought", "All that, and what I bought, kept and sent back.",
        "stated", "ratings", "visit", "designs", "purchases", "returns",
    ),
)  # fmt: skip
"""From the least to the most; place, friends, conversations and devices are never part of a ready answer."""


def level(name: str) -> tuple[Source, ...]:
    """The sources of a ready answer; none for "none", or for a name that is not there.

    Example:
        >>> [source.name for source in level("told")], level("none")
        (['stated', 'ratings'], ())
    """
    return next((one.sources for one in LEVELS if one.name == name), ())
