"""What the gate turned away, in words that its owner and its subject can read; of the thing itself nothing is kept."""

from collections.abc import Mapping

from sumisura.kernel import Event
from sumisura.trust.never import NEVER
from sumisura.trust.sources import SOURCES

WHY: Mapping[str, str] = {
    "no consent": "not agreed to",
    "paused": "all was paused",
    "personal": "somebody’s name, address or the like",
    "undeclared": "for a purpose nobody declared",
    "unknown source": "from a source nobody declared",
}
"""``why`` of a refusal (`trust.admission.Refused`) → what it means; *never* stands for itself, by its title."""


def times(event: Event) -> int:
    """How many attempts one report stands for: a file is reported once for all of its rows."""
    found = event.context.get("times", 1)
    return found if isinstance(found, int) else 1


def reason(event: Event) -> str:
    """What refusals are counted by: why, and for what is never collected what it was: ``never/biometrics``."""
    why, detail = (str(event.context.get(name, "")) for name in ("why", "detail"))
    return f"{why}/{detail}" if why == "never" else why


def words(reason: str, source: str = "") -> str:
    """A reason in words.

    Args:
        reason: as `reason` gives it.
        source: the name of the source it would have come from, where it is told.

    Example:
        >>> words("never/biometrics")
        'Faces, irises, fingerprints, voiceprints (never collected)'
        >>> words("no consent", "returns")
        'Returns (not agreed to)'
        >>> words("no consent")
        'Not agreed to'
    """
    why, _, detail = reason.partition("/")
    if why == "never" and detail in NEVER:
        return f"{NEVER[detail].title} (never collected)"
    said = WHY.get(why, "never collected" if why == "never" else why)
    return f"{SOURCES[source].title} ({said})" if source in SOURCES else said[:1].upper() + said[1:]
