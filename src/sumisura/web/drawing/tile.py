"""A finished good drawn from its hints: in its own outline, or as a cutting of its material with its monogram sewn on."""

from functools import lru_cache
from math import cos, pi, sin

from markupsafe import Markup

from sumisura.taste.model import Item
from sumisura.web.drawing.colour import tone
from sumisura.web.drawing.silhouettes import Shape, shape

CLOTH, HIDE, METAL, PAINT, GEM, PLATE = "cloth", "hide", "metal", "paint", "gem", "plate"
COLOURS = {
    "amber": "#c98a2b", "beige": "#d8c7a6", "black": "#232120", "blue": "#31538f", "brown": "#6b4428", "clear": "#cfdbe4",
    "copper": "#a8622f", "cream": "#efe6d2", "dark": "#2b2f3c", "ecru": "#e2d6bd", "gold": "#c79a3d", "green": "#3f6b4c",
    "grey": "#83868a", "indigo": "#24365f", "light": "#d9dfe6", "natural": "#d8c19a", "navy": "#1f2a47", "orange": "#cf7432",
    "pink": "#cf8796", "purple": "#6b4a86", "red": "#a83a30", "sand": "#cdb48a", "silver": "#b3b8bd", "white": "#ece8e0",
    "yellow": "#d9b13c",
}  # fmt: skip
"""What colour words look like; a merchant's own ``colour`` hint wins."""
METALS = {
    "brass": "#b5913f", "gold": "#d0a347", "platinum": "#c3c7cb", "rose-gold": "#c98f78", "silver": "#b9bdc1",
    "steel": "#93989d", "white-gold": "#cfcfca", "yellow-gold": "#d0a347",
}  # fmt: skip
HIDES = {
    "leather": "#7a4b24",
    "rubber": "#2f2f30",
    "plastic": "#3c4650",
    "wood": "#7d5632",
    "walnut": "#5b3d26",
    "carbon": "#2a2c2f",
}
STONES = frozenset({"clear", "blue", "green", "pink", "red"})
"""Colours that a good of precious metal has from its stone."""
TASTES = {
    "bitter": "#4f3a2c", "fresh": "#7c9a4e", "hot": "#b8402c", "mild": "#dcc48a", "salty": "#9aa7ad", "smoky": "#6a4632",
    "sour": "#c9b53a", "spicy": "#b8402c", "sweet": "#c9772f",
}  # fmt: skip
"""What is eaten lies on a plate, in the colour of its taste."""
TEETH = 9
"""Pixels of a tooth of the pinking shears."""
DARK = 0.45
"""Luma under which a colour is sewn on in a light thread."""


def render_tile(item: Item, accent: str, *, uid: str) -> Markup:
    """A good's picture, from ``look``: ``colour``, ``colour_2`` (its thread), ``finish``, ``shape``, ``size`` ("3 × 110 cm").

    Where it has no hints, its qualities tell: ``material=leather``, ``colour=copper``.

    Args:
        accent: the brand's colour, where the good has none of its own.
        uid: starts the ids; unique on the page.

    Example:
        >>> from sumisura.taste.model import ItemId, Kind
        >>> belt = Item(ItemId("belt"), Kind.GOOD, "Belt, honey stitching", look={"colour": "#7a4b24"})
        >>> 'aria-label="Belt, honey stitching"' in render_tile(belt, "#2f5da8", uid="t")
        True
    """
    look = item.look
    colour, finish = looks(item, accent)
    made = (look.get("shape", ""), finish)
    return _drawn(item.title, (colour, look.get("colour_2", "")), made, look.get("size", ""), uid)


def looks(item: Item, accent: str) -> tuple[str, str]:
    """A good's colour and finish: what its maker says, else what its qualities say.

    Example:
        >>> from sumisura.taste.model import ItemId, Kind
        >>> looks(Item(ItemId("ring"), Kind.GOOD, "Signet ring", tokens=("material=silver", "colour=white")), "#2f5da8")
        ('#b9bdc1', 'metal')
    """
    is_ = dict(token.split("=", 1) for token in item.tokens if "=" in token)
    material, word, taste = is_.get("material", ""), is_.get("colour", ""), is_.get("taste", "")
    tint = COLOURS.get(word, "")
    if material in METALS:
        found = (tint, GEM) if word in STONES else (METALS[material], METAL)
    elif material in HIDES:
        found = (tint or HIDES[material], HIDE)
    elif taste:
        found = (TASTES.get(taste, accent), PLATE)
    else:
        found = (tint or accent, CLOTH)
    return item.look.get("colour", found[0]), item.look.get("finish", found[1])


@lru_cache(maxsize=2_000)
def _drawn(title: str, colours: tuple[str, str], made: tuple[str, str], size: str, uid: str) -> Markup:
    (colour, second), (form, finish) = colours, made
    thread = tone(second, 0.0) if second else tone(colour, 0.62 if _luma(colour) < DARK else -0.5)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="pv tile" viewBox="22 18 280 264" role="img" aria-label="{title}">'
        '<defs><pattern id="{uid}-grid" width="40" height="40" patternUnits="userSpaceOnUse">'
        '<path class="pv-grid" d="M0 0h40M0 0v40" fill="none" stroke="#e4dccb"/></pattern>'
        '<linearGradient id="{uid}-ink" x1="0" y1="0" x2="1" y2="1">{stops}</linearGradient>'
        '<pattern id="{uid}-weave" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(32)">'
        '<path d="M0 0v6" stroke="#fff" stroke-opacity=".1" stroke-width="1.6"/>'
        '<path d="M3 0v6" stroke="#000" stroke-opacity=".07" stroke-width="1.2"/></pattern>'
        '<pattern id="{uid}-satin" width="3" height="3" patternUnits="userSpaceOnUse" patternTransform="rotate(68)">'
        '<path d="M0 0h3M0 1.5h3" stroke="{thread}" stroke-width="1.15"/></pattern>'
        '<filter id="{uid}-soft" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="9"/></filter></defs>'
        '<rect x="-600" y="-600" width="1520" height="1500" fill="url(#{uid}-grid)"/>{piece}{measure}</svg>'
    ).format(
        title=title,
        uid=uid,
        stops=_stops(colour, finish),
        thread=thread,
        piece=_piece(title, (form, finish), (thread, tone(colour, 0.22)), uid),
        measure=_measure(size),
    )


def _stops(colour: str, finish: str) -> Markup:
    shine = {
        METAL: ((0.0, 0.36), (0.24, 0.66), (0.42, 0.08), (0.6, -0.14), (0.8, -0.36), (1.0, 0.1)),
        GEM: ((0.0, 0.5), (0.3, 0.1), (0.5, 0.34), (0.52, -0.18), (1.0, -0.42)),
        PAINT: ((0.0, 0.34), (0.4, 0.05), (1.0, -0.32)),
    }.get(finish, ((0.0, 0.1), (0.55, 0.0), (1.0, -0.16)))
    return Markup("").join(
        Markup('<stop offset="{}" stop-color="{}"/>').format(at, tone(colour, share)) for at, share in shine
    )


def _piece(title: str, made: tuple[str, str], inks: tuple[str, str], uid: str) -> Markup:
    """The good's own outline where there is one, else a cutting of its material with its monogram; and its shadow."""
    form, finish = made
    found = shape(form, title)
    return _figure(found, finish, inks, uid) if found else _cutting(_initials(title), finish, inks, uid)


def _figure(found: Shape, finish: str, inks: tuple[str, str], uid: str) -> Markup:
    thread, rim = inks
    layers = (
        (
            found.line,
            Markup('fill="none" stroke="url(#{0}-ink)" stroke-width="{1:g}" stroke-linecap="round"'),
        ),
        (found.body, Markup('fill="url(#{0}-ink)" stroke="{2}" stroke-width="1" fill-rule="evenodd"')),
        (found.body if finish == CLOTH else "", Markup('fill="url(#{0}-weave)"')),
        (found.shade, Markup('fill="#000" fill-opacity=".24"')),
        (found.light, Markup('fill="#f6f0e2" stroke="#000" stroke-opacity=".12"')),
        (
            found.seam,
            Markup(
                'fill="none" stroke="{3}" stroke-width="1.7" stroke-dasharray="6 3.6" stroke-linecap="round"'
            ),
        ),
        (found.metal, Markup('fill="#c5a257" stroke="#8a6d2c" stroke-width="1" fill-rule="evenodd"')),
    )
    drawn = Markup("").join(
        Markup('<path d="{}" {}/>').format(path, how.format(uid, found.width, rim, thread))
        for path, how in layers
        if path
    )
    return Markup(
        '<g class="pv-shadow" transform="translate(6 13)" opacity=".22" filter="url(#{uid}-soft)"><path d="{body}"/>'
        '<path d="{line}" fill="none" stroke="#1e1810" stroke-width="{width:g}"/></g>{drawn}'
    ).format(uid=uid, body=found.body or "M0 0", line=found.line or "M0 0", width=found.width, drawn=drawn)


def _cutting(initials: str, finish: str, inks: tuple[str, str], uid: str) -> Markup:
    outline, seam = {
        METAL: (_ring(94, 72, 2), _ring(78, 72, 0)),
        GEM: (_ring(96, 8, 0), _ring(70, 8, 0)),
        PAINT: (_plate(94, 26), _plate(80, 16)),
        HIDE: (_plate(94, 22), _plate(81, 14)),
        PLATE: (_ring(100, 72, 0), _ring(66, 72, 0)),
    }.get(finish, (_pinked(96), _plate(80, 2)))
    weave = Markup('<path d="{}" fill="url(#{}-weave)"/>').format(outline, uid) if finish == CLOTH else ""
    return Markup(
        '<g transform="rotate(-3 160 146)"><path class="pv-shadow" d="{outline}" transform="translate(7 14)" opacity=".26" filter="url(#{uid}-soft)"/>'
        '<path d="{outline}" fill="url(#{uid}-ink)" stroke="{rim}" stroke-width="1"/>{weave}'
        '<path d="{seam}" fill="none" stroke="{thread}" stroke-width="2.2" stroke-dasharray="8 5" stroke-linecap="round"/>'
        '<text class="tile__mono" x="160" y="173" text-anchor="middle" font-size="78" fill="url(#{uid}-satin)">'
        "{initials}</text></g>"
    ).format(outline=outline, seam=seam, thread=inks[0], rim=inks[1], weave=weave, initials=initials, uid=uid)


def _measure(size: str) -> Markup:
    if not size:
        return Markup("")
    return Markup(
        '<path class="pv-dim" d="M66 268h188M66 262v12M254 262v12" stroke="#b08d3e" fill="none"/>'
        '<text class="pv-dim-text" x="160" y="290" text-anchor="middle" font-size="15" fill="#7a5f1f">{}</text>'
    ).format(size)


def _pinked(half: int) -> str:
    """A square cut with pinking shears, around (160, 146)."""
    left, top, count = 160 - half, 146 - half, 2 * half // (2 * TEETH)
    step = 2 * half / count
    inward = ((0, 1), (-1, 0), (0, -1), (1, 0))
    corners = ((left, top), (left + 2 * half, top), (left + 2 * half, top + 2 * half), (left, top + 2 * half))
    along = ((1, 0), (0, 1), (-1, 0), (0, -1))
    points = []
    for (x, y), (dx, dy), (ix, iy) in zip(corners, along, inward, strict=True):
        for tooth in range(count):
            points.append((x + dx * tooth * step, y + dy * tooth * step))
            middle = (tooth + 0.5) * step
            points.append((x + dx * middle + ix * TEETH * 0.7, y + dy * middle + iy * TEETH * 0.7))
    return _path(points)


def _ring(radius: float, corners: int, notch: float) -> str:
    """A disc, or a cut stone where it has few corners."""
    turn = pi / corners
    points = [
        (
            160 + (radius - notch * (index % 2)) * cos(2 * pi * index / corners + turn),
            146 + (radius - notch * (index % 2)) * sin(2 * pi * index / corners + turn),
        )
        for index in range(corners)
    ]
    return _path(points)


def _plate(half: int, corner: int) -> str:
    """A square with round corners."""
    side = 2 * (half - corner)
    arc = f"a{corner} {corner} 0 0 1"
    return (
        f"M{160 - half + corner} {146 - half}h{side}{arc} {corner} {corner}v{side}{arc} -{corner} {corner}"
        f"h-{side}{arc} -{corner} -{corner}v-{side}{arc} {corner} -{corner}z"
    )


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "z"


def _initials(title: str) -> str:
    """One letter, or two where two words are worth it: "Belt, honey stitching" is B H."""
    letters = [word[0].upper() for word in title.replace("-", " ").split() if word[0].isalpha()]
    return "".join(letters[:2]) or "·"


def _luma(colour: str) -> float:
    """How light a colour looks, 0 to 1 (ITU-R BT.601)."""
    plain = tone(colour, 0.0)
    red, green, blue = (int(plain[start : start + 2], 16) for start in (1, 3, 5))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255
