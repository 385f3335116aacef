"""Writes the fields of a family: what customers write."""

from collections.abc import Mapping

from sumisura.kernel import Field
from sumisura.space.read.names import label_of
from sumisura.space.write.numbers import number
from sumisura.space.write.tree import Node, entries, listed, text


def field_node(field: Field, *, step: str = "") -> Node:
    """One field, with what its kind has limits for."""
    words = {
        "in_step": step,
        "label": "" if field.label == label_of(field.name) else field.label,
        "kind": field.kind if field.kind != "text" else "",
        "personal": "true" if field.personal else "",
        "required": "true" if field.required else "",
        "hint": field.hint,
        "example": field.example,
        **(_of_text(field) if field.kind == "text" else of_number(field)),
    }
    said = {key: text(each) for key, each in words.items() if each}
    if field.when:
        said["when"] = when_node(field.when)
    return entries(said)


def when_node(when: Mapping[str, tuple[str, ...]]) -> Node:
    """Choices and their values, on one line."""
    nodes = {name: text(values[0]) if len(values) == 1 else listed(values) for name, values in when.items()}
    return entries(nodes, inline=True)


def _of_text(field: Field) -> dict[str, str]:
    return {"max_length": str(field.max_length), "glyphs": _glyphs(field.glyphs)}


def of_number(field: Field) -> dict[str, str]:
    """The limits of a number."""
    return {
        "minimum": number(field.minimum),
        "maximum": number(field.maximum),
        "step": number(field.step) if field.step != 1 else "",
        "unit": field.unit,
        "tolerance": number(field.tolerance) if field.tolerance else "",
    }


def _glyphs(signs: str) -> str:
    """The signs as they are; where a long dash among them would stand for a range, each is a range of its own."""
    return "".join(f"{sign}–{sign}" for sign in signs) if "–" in signs else signs
