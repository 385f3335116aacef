"""Threads drawn: each source has its colour and its stitch, and the length or the width of its thread says how much it gave."""

from collections.abc import Sequence

from markupsafe import Markup

from sumisura.usecases.tasting.tastes import ThreadView

EVERYONE = ("#857c70", "1 3")
"""Colour and stitch of what is liked by all, which no single source gave."""
LONGEST, SHORTEST = 96, 8
"""Pixels of a mark whose source gave all, and of one that gave next to nothing."""
GAP = 0.8
"""Hundredths of a seam left between two threads."""
THIN, THICK = 1.25, 6.5
"""Pixels across of a thread in the loom, from no share to all of it."""
SHORT = 62
"""Hundredths of the way after which a thread that speaks against ends."""
HALF = 36
"""Pixels from the middle of a part's line to its end."""
FAINT, STRONG = 0.1, 0.6
"""Strengths under which a liking is none, and over which it is strong."""


def mark(thread: ThreadView) -> Markup:
    """A thread of its own, as long as its share; decorative, its words stand beside it.

    Example:
        >>> from sumisura.trust.sources import SOURCES
        >>> 'stroke-dasharray="10 3"' in mark(ThreadView(SOURCES["purchases"], 0.4, 0.5, (), 2))
        True
    """
    length = round(SHORTEST + (LONGEST - SHORTEST) * min(1.0, max(0.0, thread.share)))
    return _svg("thread-mark", f"0 0 {length} 8", _line(thread, (0, 4, length, 4), 3.5), width=length)


def plain(colour: str, pattern: str) -> Markup:
    """A short thread of a source, to tell it by."""
    body = _stroke(Markup('<path d="M0 4h28"'), colour, pattern, 3.5)
    return _svg("thread-mark", "0 0 28 8", body, width=28)


def seam(threads: Sequence[ThreadView]) -> Markup:
    """All threads of a proposal as one seam: what speaks for it above, what speaks against it below.

    Example:
        >>> seam(())
        Markup('')
    """
    if not threads:
        return Markup("")
    at, pieces = {True: 0.0, False: 0.0}, []
    for thread in threads:
        side = thread.amount >= 0
        length = 100 * thread.share
        y = 3 if side else 9
        pieces.append(
            _line(thread, (at[side], y, at[side] + max(GAP, length - GAP), y), 4.0 if side else 2.0)
        )
        at[side] += length
    return _svg("seam", f"0 0 100 {12 if at[False] else 6}", Markup("").join(pieces), stretched=True)


def part(share: float, *, sewn: bool = False) -> Markup:
    """One of the two parts of a search result: words in ink, taste in stitches; below 0 it points back.

    Example:
        >>> 'M36 4' in part(0.5)
        True
    """
    goal = HALF + HALF * max(-1.0, min(1.0, share))
    axis = Markup('<path class="part__axis" d="M{0} 0v8" stroke="currentColor"/>').format(HALF)
    kind, dash = ("part__taste", "6 3") if sewn else ("part__words", "none")
    line = Markup(
        '<path class="{}" d="M{} 4H{:.1f}" stroke="currentColor" stroke-width="4" stroke-dasharray="{}"/>'
    )
    return _svg("part", f"0 0 {2 * HALF} 8", line.format(kind, HALF, goal, dash) + axis, width=2 * HALF)


def strength(value: float) -> Markup:
    """How strongly something is liked (to the right) or disliked (to the left), as a knot on a line.

    Example:
        >>> 'cx="90.0"' in strength(1.0)
        True
    """
    goal = 48 + 42 * max(-1.0, min(1.0, value))
    return Markup(
        '<svg class="strength" viewBox="0 0 96 12" width="96" height="12" role="img" aria-label="{}">'
        '<path class="part__axis" d="M6 6h84M48 1v10" stroke="currentColor"/>'
        '<path class="part__taste" d="M48 6H{:.1f}" stroke="currentColor" stroke-width="3"/>'
        '<circle class="strength__knot" cx="{:.1f}" cy="6" r="4.5"/></svg>'
    ).format(_liked(value), goal, goal)


def _liked(value: float) -> str:
    """A strength in words."""
    much = abs(value)
    if much < FAINT:
        return "neither liked nor disliked"
    how = "strongly" if much > STRONG else "somewhat"
    return f"{how} {'liked' if value > 0 else 'disliked'}"


def loom(starts: Sequence[str], ends: Sequence[Sequence[ThreadView]], pulled: str = "") -> Markup:
    """Threads from each source to each proposal it had a part in.

    Both sides stand in rows of equal height, so that a place in a list is a height in the drawing. A thread that speaks
    against ends on the way.

    Args:
        starts: names of the sources, from above.
        ends: the threads of each proposal, from above.
        pulled: the source one is asking about; the threads of all others recede.

    Example:
        >>> loom((), ())
        Markup('')
    """
    rows = {name: (index + 0.5) * 100 / len(starts) for index, name in enumerate(starts)}
    drawn = [
        (thread, rows[thread.name], (place + 0.5) * 100 / len(ends))
        for place, threads in enumerate(ends)
        for thread in threads
        if thread.name in rows
    ]
    if not drawn:
        return Markup("")
    drawn.sort(key=lambda one: -one[0].share)  # the thin ones lie on top
    curves = [_curve(*one, still=bool(pulled) and one[0].name != pulled) for one in drawn]
    return _svg("loom__threads", "0 0 100 100", Markup("").join(curves), stretched=True)


def _curve(thread: ThreadView, start: float, end: float, *, still: bool) -> Markup:
    across = THIN + (THICK - THIN) * min(1.0, thread.share)
    if thread.amount < 0:
        path = Markup('<path d="M0 {0:.1f}C30 {0:.1f} 30 {1:.1f} {2} {1:.1f}"').format(
            start, start + (end - start) * 0.3, SHORT
        )
    else:
        path = Markup('<path d="M0 {0:.1f}C50 {0:.1f} 50 {1:.1f} 100 {1:.1f}"').format(start, end)
    return _stroke(path, *_ink(thread), across, still=still)


def _line(thread: ThreadView, ends: tuple[float, float, float, float], across: float) -> Markup:
    line = Markup('<path d="M{:.2f} {:g}L{:.2f} {:g}"').format(*ends)
    return _stroke(line, *_ink(thread), across)


def _ink(thread: ThreadView) -> tuple[str, str]:
    return (thread.source.colour, thread.source.pattern) if thread.source else EVERYONE


def _stroke(shape: Markup, colour: str, pattern: str, across: float, *, still: bool = False) -> Markup:
    """The colour stands in ``color``, so that the style sheet can lighten it on dark cloth."""
    return shape + Markup(
        ' class="thread-ink{}" color="{}" stroke="currentColor" fill="none" stroke-width="{:.3g}"'
        ' stroke-dasharray="{}" vector-effect="non-scaling-stroke"/>'
    ).format(" thread-ink--still" if still else "", colour, across, pattern or "none")


def _svg(name: str, box: str, body: Markup, *, width: int = 0, stretched: bool = False) -> Markup:
    size = Markup(' width="{}" height="8"').format(width) if width else ""
    fit = Markup(' preserveAspectRatio="none"') if stretched else ""
    head = Markup('<svg class="{}" viewBox="{}" aria-hidden="true" focusable="false"{}{}>')
    return head.format(name, box, size, fit) + body + Markup("</svg>")
