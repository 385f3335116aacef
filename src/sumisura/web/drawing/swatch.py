"""The small picture on an option, from the same hints that the preview is drawn from."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from sumisura.web.drawing.colour import tone

_METAL = ((0.0, 0.34), (0.18, 0.62), (0.34, 0.1), (0.55, -0.12), (0.78, -0.38), (1.0, -0.05))
_PAINT = ((0.0, 0.3), (0.3, 0.06), (0.62, -0.06), (1.0, -0.34))
_CLOTH = ((0.0, 0.06), (0.5, 0.0), (1.0, -0.14))
_WEAVE = Markup(
    '<path d="M-8 56 48 0m-32 56L72 0M40 56 96 0M64 56l56-56M88 56l48-48" stroke="#fff" stroke-opacity=".07"/>'
)
FINISHES = {"metal": _METAL, "paint": _PAINT, "gem": _METAL, "cloth": _CLOTH}


def render_swatch(look: Mapping[str, Any], *, uid: str) -> Markup:
    """A swatch of a value's ``colour`` in its ``finish``: metal, paint, gem, cloth (the default).

    Args:
        look: the hints of the value; a second colour (``colour_2``) splits the swatch.
        uid: starts the ids; unique on the page.

    Returns:
        a decorative ``<svg class="swatch">``, or nothing when the value has no colour.

    Example:
        >>> render_swatch({}, uid="a")
        Markup('')
        >>> 'class="swatch"' in render_swatch({"colour": "#1d2b4f"}, uid="a")
        True
    """
    if "colour" not in look:
        return Markup("")
    return _drawn(str(look["colour"]), str(look.get("colour_2", "")), str(look.get("finish", "")), uid)


@lru_cache(maxsize=10_000)
def _drawn(colour: str, colour_2: str, finish: str, uid: str) -> Markup:
    """A brand has a few hundred swatches and shows them on every page: each is drawn once."""
    stops = Markup("").join(
        Markup('<stop offset="{}" stop-color="{}"/>').format(at, tone(colour, share))
        for at, share in FINISHES.get(finish, _CLOTH)
    )
    second = (
        Markup('<path d="M120 0v48H60z" fill="{}"/>').format(tone(colour_2, 0.0)) if colour_2 else Markup("")
    )
    weave = _WEAVE if FINISHES.get(finish, _CLOTH) is _CLOTH else Markup("")
    return Markup(
        '<svg class="swatch" viewBox="0 0 120 48" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">'
        '<defs><linearGradient id="{uid}" x1="0" y1="0" x2="1" y2="1">{stops}</linearGradient></defs>'
        '<rect width="120" height="48" fill="url(#{uid})"/>{second}{weave}</svg>'
    ).format(uid=uid, stops=stops, second=second, weave=weave)
