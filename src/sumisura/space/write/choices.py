"""Writes choices and their values."""

from sumisura.kernel import ABSENT, Field, Value, Variable
from sumisura.space.bands import plain, spans
from sumisura.space.read.names import label_of
from sumisura.space.write.asked import of_number
from sumisura.space.write.numbers import measure, price
from sumisura.space.write.tree import Node, entries, listed, nothing, text


def choice_node(variable: Variable, currency: str, *, step: str = "") -> Node:
    """One choice; what a reader adds by itself is left out."""
    words = {
        "in_step": step,
        "label": _label(variable.name, variable.label),
        "hint": variable.hint,
        "default": variable.default or "",
        "weight": str(variable.weight) if variable.weight != 1 else "",
        "instance": variable.instance,
    }
    values = {value.name: _value(value, currency) for value in variable.values}
    bare = not any(values.values())
    said: dict[str, Node] = {key: text(each) for key, each in words.items() if each}
    said["values"] = (
        listed(values) if bare else entries({name: node or nothing() for name, node in values.items()})
    )
    return entries(said)


def amount_node(variable: Variable, field: Field, *, step: str = "") -> Node:
    """One measured choice: every band but the first begins with a cut."""
    words = {
        "in_step": step,
        "label": _label(variable.name, variable.label),
        "hint": variable.hint,
        "default": field.default,
        "weight": str(variable.weight) if variable.weight != 1 else "",
        "instance": variable.instance,
        **of_number(field),
    }
    said: dict[str, Node] = {key: text(each) for key, each in words.items() if each}
    cuts = [plain(low) for name, low, _ in spans(variable.values) if name != ABSENT][1:]
    return entries(said | ({"cuts": listed(cuts)} if cuts else {}))


def _value(value: Value, currency: str) -> Node | None:
    """What is said of a value: nothing, a price alone, or its details."""
    asked = price(value.price, currency)
    words = {
        "label": _label(value.name, value.label),
        "price": asked,
        "lead_days": str(value.lead_days or ""),
        "benefit": value.benefit,
        "maker_note": value.maker_note,
    }
    said: dict[str, Node] = {key: text(each) for key, each in words.items() if each}
    if value.attributes:
        measures = {name: text(measure(each)) for name, each in value.attributes.items()}
        said["attributes"] = entries(measures, inline=True)
    if value.look:
        said["look"] = entries({name: text(each) for name, each in value.look.items()}, inline=True)
    if value.tags:
        said["tags"] = listed(value.tags)
    if said.keys() == {"price"}:
        return text(asked)
    return entries(said) if said else None


def _label(name: str, label: str) -> str:
    return "" if label == label_of(name) else label
