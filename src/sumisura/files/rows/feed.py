"""Product feeds in XML: RSS 2.0 and Atom 1.0 with the elements of Google's product data specification.

Source: https://support.google.com/merchants/answer/7052112. Entities and document types are refused; the
document is never held as a tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from sumisura.files.rows.model import Row, Spoiled, Table

PIECE = 65_536
ENTRIES = frozenset({"item", "entry"})
PEEKED = 1_000
SEVERAL = "|"
"""Between the texts of an element that stands there more than once."""


@dataclass(slots=True)
class _Collector:
    """Takes the parser's calls and keeps the entries that are complete."""

    line: int = 1
    depth: int = 0
    inside: int = 0
    begun: int = 0
    cells: dict[str, str] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    done: list[Row] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self.depth += 1
        if not self.inside and _local(tag) in ENTRIES:
            self.inside, self.begun, self.cells = self.depth, self.line, {}
        elif self.depth == self.inside + 1:
            self.text = [attributes.get("href", "")]

    def data(self, text: str) -> None:
        """Characters between tags."""
        if self.depth == self.inside + 1:
            self.text.append(text)

    def end(self, tag: str) -> None:
        """An element closes; what is nested deeper (shipping and its price) says nothing about the good itself."""
        if self.inside and self.depth == self.inside:
            self.done.append(Row(self.begun, self.cells))
            self.inside = 0
        elif self.inside and self.depth == self.inside + 1:
            name, text = _local(tag), "".join(self.text).strip()
            self.cells[name] = SEVERAL.join(filter(None, [self.cells.get(name, ""), text]))
        self.depth -= 1

    def close(self) -> "_Collector":
        """The document is over."""
        return self


def open_feed(path: Path) -> Table:
    """The table of a feed, one row for each entry."""
    columns: dict[str, None] = {}
    for row, _ in zip(_rows(path), range(PEEKED), strict=False):
        if isinstance(row, Row):
            columns |= dict.fromkeys(row.cells)
    return Table(path, "product feed in XML", tuple(columns), lambda: _rows(path), feed=True)


def _rows(path: Path) -> Iterator[Row | Spoiled]:
    collector = _Collector()
    parser = DefusedXMLParser(target=collector, forbid_dtd=True)
    with path.open("rb") as file:
        for piece in iter(lambda: file.readline(PIECE), b""):
            try:
                parser.feed(piece)
            except (DefusedXmlException, ParseError, LookupError, ValueError) as problem:
                yield from collector.done
                yield _broken(collector.line, problem)
                return
            yield from collector.done
            collector.done.clear()
            collector.line += piece.endswith(b"\n")
    try:
        parser.close()
    except ParseError as problem:
        yield _broken(collector.line, problem)


def _broken(line: int, problem: Exception) -> Spoiled:
    if isinstance(problem, DefusedXmlException):
        return Spoiled(line, "", "document types and entities are not allowed", "Remove the <!DOCTYPE …>.")
    column = str(problem.position[1] + 1) if isinstance(problem, ParseError) else ""
    what = f"this is not well-formed XML: {problem}; the rest was not read"
    return Spoiled(line, column, what, "Close every element, and write & as &amp;.")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
