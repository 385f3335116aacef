"""Guesses what was meant by a name that does not exist."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

LONGEST, MOST_NAMES, SHOWN = 80, 2000, 8


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence that helps: the nearest known name, or the known names when there are few.

    Example:
        >>> did_you_mean("wahs", ["wash", "cut"])
        'Did you mean "wash"?'
        >>> did_you_mean("zip", ["raw", "stone"])
        'It can be "raw" or "stone".'
    """
    names = list(islice(known, MOST_NAMES))
    near = get_close_matches(name[:LONGEST], names, n=1, cutoff=0.6)
    if near:
        return f'Did you mean "{near[0]}"?'
    if not names:
        return ""
    quoted = [f'"{each}"' for each in names[:SHOWN]]
    if len(names) > SHOWN:
        return f"It can be {', '.join(quoted)} or one of {len(names) - SHOWN} more."
    return f"It can be {' or '.join(filter(None, [', '.join(quoted[:-1]), quoted[-1]]))}."
