"""Small feature models by chance, as UVL and FeatureIDE XML, and every product of them by brute force.

Written against the definitions alone: nothing here knows how a family is made of a model.
"""

import operator
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from sumisura.kernel.time import Rng

Product = dict[str, int]
"""Feature → how many of it there are, 0 for none; a number that it holds stands under ``NAME=``."""


@dataclass
class Node:
    name: str
    number: bool = False
    copies: tuple[int, int] = (1, 1)
    price: Fraction | None = None
    groups: list[tuple[str, list["Node"]]] = field(default_factory=list)

    def below(self) -> Iterator["Node"]:
        yield self
        for _, members in self.groups:
            for member in members:
                yield from member.below()


@dataclass
class Small:
    """A model: its tree, and its constraints as nested tuples."""

    root: Node
    constraints: list[tuple]

    @property
    def nodes(self) -> list[Node]:
        return list(self.root.below())

    def products(self) -> Iterator[Product]:
        """Every product: each way of having or not having each feature that tree and constraints allow."""
        nodes = self.nodes
        ways = [range(node.copies[1] + 1) for node in nodes]
        for counts in product(*ways):
            chosen = {node.name: count for node, count in zip(nodes, counts, strict=True)}
            if not self._fits(chosen):
                continue
            held = [node.name for node in nodes if node.number and chosen[node.name]]
            for numbers in product(*([(1, 2, 3)] * len(held))):
                whole = chosen | {f"{name}=": number for name, number in zip(held, numbers, strict=True)}
                if all(truth(each, whole, nodes) for each in self.constraints):
                    yield whole

    def _fits(self, chosen: Product) -> bool:
        return chosen[self.root.name] == 1 and all(self._kept(node, chosen) for node in self.nodes)

    def _kept(self, node: Node, chosen: Product) -> bool:
        if chosen[node.name] and chosen[node.name] < node.copies[0]:
            return False
        for kind, members in node.groups:
            there = sum(bool(chosen[member.name]) for member in members)
            if not chosen[node.name]:
                if there:
                    return False
                continue
            low, high = bounds(kind, len(members))
            if not low <= there <= high:
                return False
        return True


COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
JOIN = {"&": operator.and_, "|": operator.or_, "=>": operator.le, "<=>": operator.eq}


def bounds(kind: str, size: int) -> tuple[int, int]:
    named = {"optional": (0, size), "mandatory": (size, size), "or": (1, size), "alternative": (1, 1)}
    if kind in named:
        return named[kind]
    low, _, high = kind.strip("[]").partition("..")
    return int(low), size if high == "*" else int(high or low)


def truth(formula: tuple, chosen: Product, nodes: list[Node]) -> bool:
    sign, *parts = formula
    if sign == "has":
        return chosen[parts[0]] > 0
    if sign == "not":
        return not truth(parts[0], chosen, nodes)
    if sign in JOIN:
        return JOIN[sign](truth(parts[0], chosen, nodes), truth(parts[1], chosen, nodes))
    return COMPARE[sign](amount(parts[0], chosen, nodes), amount(parts[1], chosen, nodes))


def amount(formula: tuple, chosen: Product, nodes: list[Node]) -> Fraction:
    sign, *parts = formula
    match sign:
        case "number":
            return parts[0]
        case "value":
            return Fraction(chosen.get(f"{parts[0]}=", 0))
        case "price":
            node = next(each for each in nodes if each.name == parts[0])
            return node.price if chosen[node.name] else Fraction(0)
        case "sum":
            return sum(
                (node.price * chosen[node.name] for node in nodes if node.price is not None), Fraction(0)
            )
    one, two = amount(parts[0], chosen, nodes), amount(parts[1], chosen, nodes)
    return {"+": one + two, "-": one - two, "*": one * two}[sign]


def small(rng: Rng, most: int = 9, *, plain: bool = False) -> Small:
    """A model of up to so many features; ``plain`` leaves numbers, copies and prices out."""
    names = iter([f"F{number}" for number in range(most)])
    root = _node(rng, next(names), plain=plain, top=True)
    open_nodes = [root]
    left = rng.randint(2, most) - 1
    while left > 0:
        parent = rng.choice(open_nodes)
        size = min(left, rng.choice([1, 1, 2, 2, 3, 4]))
        kind = rng.choice(["optional", "optional", "mandatory", "or", "alternative", "alternative", "bounds"])
        if kind == "bounds" and not plain:
            low = rng.randint(0, size)
            kind = rng.choice([f"[{low}..{rng.randint(low, size + 1)}]", f"[{low}..*]", f"[{low}]"])
        elif kind == "bounds":
            kind = "or"
        members = [_node(rng, next(names), plain=plain) for _ in range(size)]
        parent.groups.append((kind, members))
        open_nodes += members
        left -= size
    model = Small(root, [])
    model.constraints += [condition(rng, model.nodes, 2, plain=plain) for _ in range(rng.randint(0, 3))]
    return model


def _node(rng: Rng, name: str, *, plain: bool, top: bool = False) -> Node:
    if plain:
        return Node(name)
    number = not top and rng.random() < 0.12
    copies = (
        (rng.randint(1, 2), rng.randint(2, 3)) if not top and not number and rng.random() < 0.1 else (1, 1)
    )
    price = Fraction(rng.choice([0, 1, 2, 5]), rng.choice([1, 2, 4])) if rng.random() < 0.5 else None
    return Node(name, number, copies, price)


def condition(rng: Rng, nodes: list[Node], depth: int, *, plain: bool) -> tuple:
    if not depth or rng.random() < 0.25:
        if plain or rng.random() < 0.6:
            return ("has", rng.choice(nodes).name)
        sign = rng.choice(["<", "<=", ">", ">=", "==", "!="])
        return (sign, _amount(rng, nodes, 1), _amount(rng, nodes, 0))
    sign = rng.choice(["not", "&", "|", "|", "=>", "=>", "<=>"])
    below = [condition(rng, nodes, depth - 1, plain=plain) for _ in range(1 if sign == "not" else 2)]
    return (sign, *below)


def _amount(rng: Rng, nodes: list[Node], depth: int) -> tuple:
    if depth and rng.random() < 0.4:
        sign = rng.choice("+-*")
        first = ("number", Fraction(rng.choice([1, 2, 3]))) if sign == "*" else _amount(rng, nodes, 0)
        return (sign, first, _amount(rng, nodes, 0))
    choices: list[tuple] = [("number", Fraction(rng.choice([0, 1, 2, 5]), rng.choice([1, 2])))]
    priced = [node.name for node in nodes if node.price is not None]
    if priced:
        choices += [("price", rng.choice(priced)), ("sum",)]
    choices += [("value", node.name) for node in nodes if node.number]
    return rng.choice(choices)


def uvl(model: Small) -> str:
    """The model as UVL; numbers are bounded, so that they are finite."""
    lines = ["features"]
    _tree(model.root, 1, lines)
    if model.constraints:
        lines += ["constraints", *(f"    {said(each)}" for each in model.constraints)]
    return "\n".join(lines) + "\n"


def _tree(node: Node, depth: int, lines: list[str]) -> None:
    told = [f"Price {float(node.price)}"] if node.price is not None else []
    if node.number:
        told.append(f"constraint {node.name} => {node.name} >= 1 & {node.name} <= 3")
    copies = f" cardinality [{node.copies[0]}..{node.copies[1]}]" if node.copies != (1, 1) else ""
    kind = "Integer " if node.number else ""
    lines.append("    " * depth + f"{kind}{node.name}{copies}" + (f" {{{', '.join(told)}}}" if told else ""))
    for group, members in node.groups:
        lines.append("    " * (depth + 1) + group)
        for member in members:
            _tree(member, depth + 2, lines)


def said(formula: tuple) -> str:
    sign, *parts = formula
    match sign:
        case "has" | "value":
            return parts[0]
        case "not":
            return f"!({said(parts[0])})"
        case "number":
            return f"{float(parts[0]):g}"
        case "price":
            return f"{parts[0]}.Price"
        case "sum":
            return "sum(Price)"
    return f"({said(parts[0])}) {sign} ({said(parts[1])})"


def feature_ide(model: Small) -> str:
    """A plain model as FeatureIDE XML: one group below each feature."""
    rules = "".join(f"<rule>{_xml_formula(each)}</rule>" for each in model.constraints)
    body = _xml(model.root, "")
    return f"<featureModel><struct>{body}</struct><constraints>{rules}</constraints></featureModel>"


def _xml(node: Node, more: str) -> str:
    if not node.groups:
        return f'<feature name="{node.name}"{more}/>'
    kinds = {"alternative": "alt", "or": "or"}
    tag = kinds.get(node.groups[0][0], "and")
    inner = "".join(
        _xml(
            member, ' mandatory="true"' if kind == "mandatory" or bounds(kind, len(members)) == (1, 1) else ""
        )
        for kind, members in node.groups
        for member in members
    )
    return f'<{tag} name="{node.name}"{more}>{inner}</{tag}>'


def _xml_formula(formula: tuple) -> str:
    sign, *parts = formula
    tags = {"not": "not", "&": "conj", "|": "disj", "=>": "imp", "<=>": "eq"}
    if sign == "has":
        return f"<var>{parts[0]}</var>"
    inner = "".join(map(_xml_formula, parts))
    return f"<{tags[sign]}>{inner}</{tags[sign]}>"
