"""Puts YAML together from nodes, each written as plainly as it can be and still be read as the same text."""

import re
from collections.abc import Iterable, Mapping

import yaml

WIDTH = 110
_KIND = "tag:yaml.org,2002:"
_TEXT, _NOTHING = f"{_KIND}str", f"{_KIND}null"
_PLAIN = re.compile(r"[A-Za-z0-9_.+-]+", re.ASCII)
_RESOLVER = yaml.SafeLoader("")
Node = yaml.Node


def text(words: str) -> Node:
    """A text, in quotes only where it would be read as something else without."""
    kind = _RESOLVER.resolve(yaml.ScalarNode, words, (True, False))  # type: ignore[no-untyped-call]
    # The reader takes yes, 34 and 2.5 for the texts they are; a quote around each would only disturb.
    plain = kind != _NOTHING and _PLAIN.fullmatch(words)
    return yaml.ScalarNode(kind if plain else _TEXT, words)


def nothing() -> Node:
    """Nothing behind a colon."""
    return yaml.ScalarNode(_NOTHING, "")


def listed(parts: Iterable[str]) -> Node:
    """Texts on one line: ``[slim, straight]``."""
    return yaml.SequenceNode(f"{_KIND}seq", [text(part) for part in parts], flow_style=True)


def rows(parts: Iterable[Iterable[str]]) -> Node:
    """A line for each list of texts."""
    nodes = [listed(part) for part in parts]
    return yaml.SequenceNode(f"{_KIND}seq", nodes, flow_style=not nodes)


def entries(parts: Mapping[str, Node], *, inline: bool = False) -> Node:
    """Names and what is said of each, on lines of their own or all on one."""
    pairs = [(text(name), node) for name, node in parts.items()]
    return yaml.MappingNode(f"{_KIND}map", pairs, flow_style=inline or not pairs)


def emitted(root: Node) -> str:
    """The whole as a document.

    Example:
        >>> print(emitted(entries({"size": listed(["28", "on", "a: b"]), "story": text("")})), end="")
        size: [28, on, 'a: b']
        story: ''
    """
    return str(yaml.serialize(root, Dumper=yaml.CSafeDumper, allow_unicode=True, width=WIDTH))
