"""What a source is worth, drawn: its interval round zero, in its own thread."""

from math import ceil, isfinite

from markupsafe import Markup

from sumisura.stats.intervals import Estimate
from sumisura.trust.sources import Source

WIDE, HIGH = 240, 20
ROOM = 0.94
"""The part of each half that the farthest end takes."""


def interval(source: Source, adds: Estimate, reach: float, *, expected: bool = False) -> Markup:
    """The interval as a thread, the estimate as a knot on it, open where it is only expected; decorative, words stand beside it.

    Args:
        reach: the farthest end of any interval from zero, in the unit of ``adds``.
        expected: whether it is what others gained.

    Example:
        >>> from sumisura.trust.sources import SOURCES
        >>> found = interval(SOURCES["visit"], Estimate(0.5, 0.0, 1.0, 9), 1.0)
        >>> 'cx="176.4"' in found, 'stroke-dasharray="2 3"' in found
        (True, True)
    """
    middle = WIDE / 2
    axis = Markup('<path class="part__axis" d="M0 10H{:g}M{:g} 2v16" stroke="currentColor"/>').format(
        WIDE, middle
    )
    if not (isfinite(adds.low) and isfinite(adds.high) and reach > 0):
        return Markup("")
    scale = ROOM * middle / reach
    low, at, high = (middle + scale * end for end in (adds.low, adds.value, adds.high))
    line = Markup(
        '<g class="thread-ink" color="{}" stroke="currentColor" fill="{}">'
        '<path d="M{:.1f} 10H{:.1f}" stroke-width="3.5" stroke-dasharray="{}"/>'
        '<path d="M{:.1f} 5v10M{:.1f} 5v10" stroke-width="1.5"/>'
        '<circle cx="{:.1f}" cy="10" r="4.5" stroke-width="1.5"{}/></g>'
    ).format(
        source.colour,
        "none" if expected else "currentColor",
        low,
        high,
        source.pattern or "none",
        low,
        high,
        at,
        Markup(' class="worth__open"') if expected else "",
    )
    return _svg(axis + line)


def weight(source: Source) -> Markup:
    """How much a source intrudes, as five notches, so many of them filled.

    Example:
        >>> from sumisura.trust.sources import SOURCES
        >>> weight(SOURCES["devices"]).count("worth__notch--full"), weight(SOURCES["stated"]).count("worth__notch--full")
        (4, 0)
    """
    full = ceil(round(5 * source.intrusion, 6))
    notches = (
        Markup('<rect class="worth__notch{}" x="{}" y="2" width="8" height="8"/>').format(
            " worth__notch--full" if at < full else "", at * 11 + 1
        )
        for at in range(5)
    )
    return Markup(
        '<svg class="worth__weight" viewBox="0 0 56 12" width="56" height="12" aria-hidden="true">{}</svg>'
    ).format(Markup("").join(notches))


def _svg(body: Markup) -> Markup:
    head = Markup(
        '<svg class="worth__drawing" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
    ).format(WIDE, HIGH)
    return head + body + Markup("</svg>")
