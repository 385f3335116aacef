"""What a customer writes, checked against what can be made."""

import unicodedata
from collections.abc import Mapping
from math import floor

from sumisura.kernel import BadInput, Family, Field

CONTROL = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that no needle, laser or label prints."""
NEARLY = 1e-9
"""Part of a step that floating point may lose on the way."""


def asked(field: Field, choices: Mapping[str, str]) -> bool:
    """Whether the field applies to these choices.

    Example:
        >>> engraving = Field("words", "Words", when={"engraving": ("inside",)})
        >>> asked(engraving, {"engraving": "none"}), asked(engraving, {"engraving": "inside"})
        (False, True)
    """
    return all(choices.get(variable) in values for variable, values in field.when.items())


def missing(family: Family, choices: Mapping[str, str], written: Mapping[str, object]) -> tuple[Field, ...]:
    """Required fields that apply and are still unwritten."""
    return tuple(
        field
        for field in family.fields
        if field.required and asked(field, choices) and not written.get(field.name)
    )


def check(field: Field, text: str) -> str:
    """The text as it will be made; "" clears the field.

    Raises:
        BadInput: it cannot be made; the error names the field, and says what can.

    Example:
        >>> waist = Field("waist", "Waist", kind="number", minimum=60, maximum=130, step=0.5, unit="cm")
        >>> check(waist, " 84,5 ")
        '84.5'
    """
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        return ""
    return _number(field, text) if field.kind == "number" else _words(field, text)


def _number(field: Field, text: str) -> str:
    mend = f"Write a number from {field.minimum:g} to {field.maximum:g} {field.unit}".rstrip() + "."
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise BadInput(f"“{text[:20]}” is not a number", where=field.label, mend=mend) from None
    if not field.minimum <= value <= field.maximum:
        raise BadInput(f"{value:g} {field.unit} is outside what we can make", where=field.label, mend=mend)
    most = floor(
        (field.maximum - field.minimum) / field.step + NEARLY
    )  # the last step may end before the maximum
    steps = min(round((value - field.minimum) / field.step), most)
    return f"{field.minimum + steps * field.step:g}"


def _words(field: Field, text: str) -> str:
    if field.max_length and len(text) > field.max_length:
        over = len(text) - field.max_length
        raise BadInput(
            f"it is {over} too long", where=field.label, mend=f"{field.max_length} characters fit."
        )
    wrong = [char for char in text if not _makeable(field, char)]
    if wrong:
        raise BadInput(
            f"“{wrong[0]}” cannot be made", where=field.label, mend="Use letters, figures and plain signs."
        )
    return text


def _makeable(field: Field, char: str) -> bool:
    if field.glyphs:
        return char in field.glyphs
    return unicodedata.category(char) not in CONTROL
