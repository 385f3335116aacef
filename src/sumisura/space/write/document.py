"""Writes Sumisura's own family files, so that they read as the same family again.

What a family has from elsewhere and a family file cannot say is found by reading back what was written.
"""

from dataclasses import replace
from pathlib import Path

from sumisura.files import BadFile
from sumisura.kernel import Family, Group, Variable
from sumisura.space.read.document import read_document
from sumisura.space.write.asked import field_node
from sumisura.space.write.choices import amount_node, choice_node
from sumisura.space.write.differences import differences
from sumisura.space.write.errors import Unwritable
from sumisura.space.write.model import Written
from sumisura.space.write.numbers import price
from sumisura.space.write.rules import rule_node, surcharge_node
from sumisura.space.write.tree import Node, emitted, entries, text


def write_document(family: Family, file: str) -> Written:
    """The family as a YAML file, its preview beside it.

    Args:
        family: any.
        file: the name of the file.

    Raises:
        Unwritable: a name, a number or a text in it cannot stand in a family file.

    Example:
        >>> from sumisura.kernel import Value, Variable
        >>> glaze = Variable("glaze", "Glaze", (Value("white", "White"), Value("blue", "Blue", price=250)))
        >>> print(write_document(Family("mug", "A mug", "EUR", (glaze,)), "mug.yaml").files["mug.yaml"], end="")
        family: mug
        title: A mug
        currency: EUR
        choices:
          glaze:
            values:
              white:
              blue: 2.50
    """
    bare = replace(family, preview="")
    try:
        again = read_document(emitted(_root(bare, "")).encode(), Path(file))
    except BadFile as bad:
        problem = bad.problems[0]
        raise Unwritable(problem.what, where=problem.about or family.name, mend=problem.mend) from None
    notes = tuple(differences(bare, again)) if again.digest != bare.digest else ()
    drawing = f"{Path(file).stem}.svg" if family.preview else ""
    files = {file: emitted(_root(family, drawing))}
    return Written(files | ({drawing: family.preview} if drawing else {}), notes)


def _root(family: Family, drawing: str) -> Node:
    texts = {
        "family": family.name,
        "title": family.title or family.name,
        "tagline": family.tagline,
        "story": family.story,
        "currency": family.currency,
        "price": price(family.base_price, family.currency),
        "lead_days": str(family.base_lead_days or ""),
        "starts_complete": "true" if family.starts_complete else "",
        "returns": family.returns,
        "preview": drawing,
    }
    said = {key: text(words) for key, words in texts.items() if words}
    said |= (
        {"asks": entries({name: text(label) for name, label in family.asks.items()})} if family.asks else {}
    )
    nested = _nested(family)
    parts = {"steps": {group.name: _step(family, group, nested=nested) for group in family.groups}}
    parts |= _outside(family, "", nested=nested)
    parts["rules"] = {rule.name: rule_node(rule) for rule in family.rules}
    parts["surcharges"] = {each.name: surcharge_node(each, family.currency) for each in family.surcharges}
    return entries(said | {key: entries(nodes) for key, nodes in parts.items() if nodes})


def _nested(family: Family) -> bool:
    """Whether writing choices and fields below their steps keeps their order."""
    order = [group.name for group in family.groups] + [""]
    for nouns in (family.variables, family.fields):
        groups = [each.group for each in nouns]
        if not set(groups) <= set(order) or groups != sorted(groups, key=order.index):
            return False
    return True


def _step(family: Family, group: Group, *, nested: bool) -> Node:
    words = {key: text(said) for key, said in (("label", group.label), ("hint", group.hint)) if said}
    inside = _outside(family, group.name, nested=True) if nested else {}
    return entries(words | {key: entries(nodes) for key, nodes in inside.items() if nodes})


def _outside(family: Family, group: str, *, nested: bool) -> dict[str, dict[str, Node]]:
    """Choices and fields of one step, or, where they are not nested, all of them with the step each stands in."""
    return {
        "choices": {
            each.name: _choice(family, each, step="" if nested else each.group)
            for each in family.variables
            if not nested or each.group == group
        },
        "fields": {
            each.name: field_node(each, step="" if nested else each.group)
            for each in family.fields
            if (not nested or each.group == group) and not family.number_of(each.name)
        },
    }


def _choice(family: Family, variable: Variable, *, step: str) -> Node:
    field = family.number_of(variable.name)
    return (
        amount_node(variable, field, step=step)
        if field
        else choice_node(variable, family.currency, step=step)
    )
