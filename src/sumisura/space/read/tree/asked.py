"""Numbers and texts that no constraint speaks of, as fields to write in."""

from sumisura.kernel import Field
from sumisura.space.expressions.nodes import Among
from sumisura.space.read.tree.model import Feature
from sumisura.space.read.tree.planting import Planted
from sumisura.space.read.tree.uses import Use

LARGEST = 1e9
"""What a number is asked up to where the model knows no end."""


def asked(planted: Planted, feature: Feature) -> Field:
    """A number or text that no constraint speaks of, as a field to write in."""
    there = planted.there[feature.name]
    when = {}
    if isinstance(there, Among):
        choice = planted.choices.made[there.variable]
        when = {choice.name: tuple(choice.met(there))}
    name = f"{planted.choices.names[feature.name][:50]}-value"
    if feature.kind == "String":
        return Field(name, feature.name, required=True, when=when, max_length=200)
    step = 1.0 if feature.kind == "Integer" else 0.01
    use: Use = planted.uses.get(feature)
    low = float(use.low) if use.low is not None else -LARGEST
    high = float(use.high) if use.high is not None else LARGEST
    return Field(
        name,
        feature.name,
        "number",
        required=True,
        when=when,
        minimum=low,
        maximum=max(high, low + 1),
        step=step,
    )
