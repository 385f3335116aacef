"""Codes that people read out and type in: Crockford's base 32, which has no letters that look like figures."""

from typing import Final

from sumisura.kernel import Rng

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE: Final = str.maketrans("OIL", "011")
GROUP: Final = 4


def fresh(rng: Rng, length: int) -> str:
    """A new code: five bits a letter."""
    return "".join(rng.choice(LETTERS) for _ in range(length))


def spoken(code: str) -> str:
    """A code as it is read out, in groups of four.

    Example:
        >>> spoken("7Q2F09BC")
        '7Q2F-09BC'
    """
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def plain(text: str, length: int) -> str:
    """A code as it was made, however it was typed.

    Example:
        >>> plain(" 7q2f o9bc", 8)
        '7Q2F09BC'
    """
    return "".join(letter for letter in text.upper().translate(ALIKE) if letter in LETTERS)[:length]
