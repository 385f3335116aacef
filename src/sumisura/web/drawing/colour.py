"""Two small sums on colours, so that a drawing can model light from a single hint."""

import re
from functools import lru_cache

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@lru_cache(maxsize=20_000)
def mix(colour: object, other: object, share: float) -> str:
    """A colour between two, in sRGB; anything that is no ``#rrggbb`` counts as a middle grey.

    Args:
        colour: where ``share`` is 0.
        other: where ``share`` is 1.
        share: 0 to 1.

    Example:
        >>> mix("#000000", "#ffffff", 0.5), mix("red; }", "#ffffff", 0)
        ('#808080', '#8a857c')
    """
    share = max(0.0, min(1.0, share))
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


@lru_cache(maxsize=20_000)
def tone(colour: object, share: float) -> str:
    """A colour turned to the light (``share`` > 0) or to the shade (< 0).

    Light is a warm white and shade a cool black, as daylight from a window has it.

    Example:
        >>> tone("#2f5da8", 0.0), tone("#2f5da8", -1.0)
        ('#2f5da8', '#0c0c14')
    """
    return mix(colour, "#fff8ea" if share > 0 else "#0c0c14", abs(share))


def _channels(colour: object) -> tuple[int, int, int]:
    text = str(colour)
    plain = text if _HEX.fullmatch(text) else "#8a857c"
    return int(plain[1:3], 16), int(plain[3:5], 16), int(plain[5:7], 16)
