"""Relevance against intrusion, drawn: every way to serve with its interval, and the line of those nothing beats."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from sumisura.taste.evaluation.frontier import Point

Place = Callable[[float], float]
WIDE, HIGH = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 56, 24, 24, 46
SHARE = 1.06
TICKS = 6
"""Lines across at most."""


def frontier(points: Sequence[Point]) -> Markup:
    """The chart: named ways in ink with their names, other sets of sources in grey, the efficient ones joined by stitches.

    Example:
        >>> frontier(())
        Markup('')
    """
    if not points:
        return Markup("")
    far = max(one.offer.intrusion for one in points) or 1.0
    top = SHARE * max(one.relevance.high for one in points)
    low = min(one.relevance.low for one in points) / SHARE

    def x(value: float) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * value / far

    def y(value: float) -> float:
        return HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * (value - low) / (top - low)

    best = [one for one in points if one.efficient]
    line = " ".join(f"{x(one.offer.intrusion):.1f},{y(one.relevance.value):.1f}" for one in best)
    parts = [_axes(x, y, far, (low, top))]
    parts.append(Markup('<polyline class="frontier__line" points="{}" fill="none"/>').format(line))
    parts += [_point(one, x, y) for one in sorted(points, key=lambda one: bool(one.offer.name))]
    parts += _labels([one for one in points if one.offer.name], x, y)
    head = Markup(
        '<svg class="frontier" viewBox="0 0 {} {}" role="img" aria-labelledby="frontier-title">'
    ).format(WIDE, HIGH)
    return head + Markup("").join(parts) + Markup("</svg>")


def _axes(x: Place, y: Place, far: float, span: tuple[float, float]) -> Markup:
    lines = [
        Markup('<path class="frontier__axis" d="M{:.1f} {:.1f}H{:.1f}"/>').format(x(0), y(span[0]), x(far))
    ]
    low, top = span
    step = next((step for step in (0.01, 0.02, 0.05, 0.1) if (top - low) / step <= TICKS), 0.2)
    level = step * (int(low / step) + 1)
    while level < top:
        lines.append(
            Markup(
                '<path class="frontier__grid" d="M{:.1f} {:.1f}H{:.1f}"/><text class="frontier__tick" x="{:.1f}" y="{:.1f}" text-anchor="end">{:.2f}</text>'
            ).format(x(0), y(level), x(far), x(0) - 8, y(level) + 4, level)
        )
        level += step
    lines.append(
        Markup('<text class="frontier__tick" x="{:.1f}" y="{}">asks nothing</text>').format(x(0), HIGH - 14)
    )
    lines.append(
        Markup('<text class="frontier__tick" x="{:.1f}" y="{}" text-anchor="end">asks more →</text>').format(
            x(far), HIGH - 14
        )
    )
    lines.append(Markup('<text class="frontier__tick" x="4" y="14">relevance, NDCG of the first 20</text>'))
    return Markup("").join(lines)


def _point(one: Point, x: Place, y: Place) -> Markup:
    kind = "named" if one.offer.name else "other"
    at = x(one.offer.intrusion)
    return Markup(
        '<g class="frontier__{}"><path d="M{:.1f} {:.1f}V{:.1f}"/><circle cx="{:.1f}" cy="{:.1f}" r="{}"/></g>'
    ).format(
        kind,
        at,
        y(one.relevance.low),
        y(one.relevance.high),
        at,
        y(one.relevance.value),
        5 if one.offer.name else 2.5,
    )


def _labels(named: Sequence[Point], x: Place, y: Place) -> list[Markup]:
    """Names beside their points, below the interval where that is free; never over each other."""
    taken: list[tuple[float, float]] = []
    found = []
    for one in named:
        at, down = x(one.offer.intrusion), y(one.relevance.low) + 15
        end = at > WIDE * 0.7
        while any(abs(at - other) < 170 and abs(down - height) < 14 for other, height in taken):  # noqa: PLR2004
            down += 14
        taken.append((at, down))
        found.append(
            Markup('<text class="frontier__name" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
                at + (-2 if end else 2), down, "end" if end else "start", one.offer.name
            )
        )
    return found
