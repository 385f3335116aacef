"""Ready answers to "may this shop fit itself to you?": each a set of sources, from nothing to the most like being watched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sumisura.kernel import BadInput
from sumisura.trust.sources import SOURCES, Source

NOTHING = "none"
OWN = "own"
"""What it is called when somebody's switches are no ready answer."""


@dataclass(frozen=True, slots=True)
class Level:
    """One ready answer.

    Args:
        name: what forms call it.
        title: what the button says.
        words: what it lets us learn from, in one sentence to the person who chooses it.
        adds: what it holds beyond the level before it.
        sources: all that it holds.
    """

    name: str
    title: str
    words: str
    adds: tuple[Source, ...]
    sources: tuple[Source, ...]

    @property
    def named(self) -> str:
        """Its title within a sentence: "what I tell you"."""
        return self.title[:1].lower() + self.title[1:]


def _levels(*steps: tuple[str, str, str, tuple[str, ...]]) -> tuple[Level, ...]:
    made: list[Level] = []
    for name, title, words, names in steps:
        adds = tuple(SOURCES[one] for one in names)
        made.append(Level(name, title, words, adds, (made[-1].sources if made else ()) + adds))
    return tuple(made)


LEVELS: Sequence[Level] = _levels(
    (NOTHING, "Nothing", "The shop as everyone sees it.", ()),
    ("visit", "This visit", "What I look at and try while I am here.", ("visit",)),
    ("told", "What I tell you", "That, and what I say outright: likes, dislikes, answers.", ("stated", "ratings")),
    (
        "history", "My history", "All that, and what I designed, bought, kept and sent back.",
        ("designs", "purchases", "returns"),
    ),
    (
        "around", "Where I am, whom I know", "All that, and my region and what my friends like.",
        ("place", "friends"),
    ),
    (
        "voice", "Devices and voice", "Everything, with what I say aloud and what my devices send.",
        ("conversation", "devices"),
    ),
)  # fmt: skip
"""From the least to the most: each holds all before it. See docs/consent.md for why they stand in this order."""


def level(name: str) -> Level:
    """The ready answer of that name.

    Raises:
        BadInput: there is none; what is not understood neither grants nor withdraws.

    Example:
        >>> [source.name for source in level("told").sources]
        ['visit', 'stated', 'ratings']
    """
    found = next((one for one in LEVELS if one.name == name), None)
    if found is None:
        raise BadInput(f"“{name[:30]}” is no ready choice", where="level", mend="Choose one of those shown.")
    return found


def matching(sources: Iterable[str]) -> str:
    """The name of the ready answer that holds exactly these sources; ``own`` where none does.

    Example:
        >>> matching(["visit"]), matching([]), matching(["place"])
        ('visit', 'none', 'own')
    """
    wanted = frozenset(sources)
    return next(
        (one.name for one in LEVELS if wanted == {source.name for source in one.sources}),
        OWN,
    )
