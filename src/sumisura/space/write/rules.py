"""Writes rules and surcharges."""

from sumisura.kernel import Rule, Surcharge
from sumisura.space.write.asked import when_node
from sumisura.space.write.numbers import price
from sumisura.space.write.tree import Node, entries, listed, rows, text

UNSAID = "Nobody has said why."
"""The reason of a rule that has none; a family file needs one."""


def rule_node(rule: Rule) -> Node:
    """One rule: a sentence, or a table row by row."""
    said = {"reason": text(rule.reason or UNSAID)}
    if rule.standard:
        said["standard"] = text(rule.standard)
    if rule.expression:
        said["must"] = text(rule.expression)
    else:
        said["of"] = listed(rule.scope)
        said["forbid" if rule.forbids else "allow"] = rows(rule.rows)
    return entries(said)


def surcharge_node(surcharge: Surcharge, currency: str) -> Node:
    """One price for a combination."""
    return entries(
        {
            "reason": text(surcharge.reason or UNSAID),
            "when": when_node(surcharge.when),
            "price": text(price(surcharge.amount, currency) or "0"),
        }
    )
