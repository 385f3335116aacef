"""The elements of an XML document with their lines, for models that are read whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from sumisura.files import BadFile, Problem
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.limits import Limits

DEEPEST = 150


@dataclass(slots=True)
class Element:
    """An element with its line and what is in it."""

    tag: str
    attributes: Mapping[str, str]
    line: int
    below: "list[Element]" = field(default_factory=list)
    text: str = ""

    def says(self, name: str) -> bool:
        """Whether an attribute is true."""
        return self.attributes.get(name, "") == "true"


@dataclass(slots=True)
class _Collector:
    """Takes the parser's calls."""

    file: str
    limits: Limits
    line: int = 0
    count: int = 0
    open: list[Element] = field(default_factory=list)
    root: Element | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self.count += 1
        if len(self.open) > DEEPEST:
            self.refuse(f"elements are nested more than {DEEPEST} deep")
        if self.count > self.limits.nodes:
            self.refuse(f"there are more than {self.limits.nodes:,} elements")
        element = Element(tag, attributes, self.line)
        if self.open:
            self.open[-1].below.append(element)
        elif self.root is None:
            self.root = element
        self.open.append(element)

    def data(self, text: str) -> None:
        """Characters between tags."""
        if self.open:
            self.open[-1].text += text

    def end(self, _: str) -> None:
        """An element closes."""
        self.open.pop()

    def close(self) -> Element:
        """The document is over."""
        return self.root or Element("", {}, self.line)

    def refuse(self, what: str) -> None:
        """Stop here."""
        raise BadFamily([Problem(f"{self.file}:{self.line}", what, "Split the model.")])


def document(data: bytes, file: str, limits: Limits) -> Element:
    """The outermost element.

    Raises:
        BadFamily: it is no well-formed XML, has a document type, or is too deep or too large.

    Example:
        >>> document(b"<a><b/></a>", "a.xml", Limits()).below[0].tag
        'b'
    """
    collector = _Collector(file, limits)
    parser = DefusedXMLParser(target=collector, forbid_dtd=True)
    try:
        for line in data.splitlines(keepends=True):
            collector.line += 1
            parser.feed(line)
        parser.close()
        return collector.close()
    except DefusedXmlException as problem:
        what = "document types and entities are not allowed"
        raise BadFamily([Problem(f"{file}:{collector.line}", what, "Remove the <!DOCTYPE …>.")]) from problem
    except BadFile:
        raise
    except (ParseError, LookupError, ValueError) as problem:  # unknown or broken encodings
        what, mend = f"this is not well-formed XML: {problem}", "Close every element that is open."
        raise BadFamily([Problem(f"{file}:{collector.line}", what, mend)]) from problem
