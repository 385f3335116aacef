"""Reads XML into a tree of elements that know their line; never a document type, an entity, or a bomb."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from sumisura.files import Problem
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.limits import Limits


@dataclass(slots=True)
class Element:
    """An element with all that is in it.

    Args:
        tag: its name.
        attributes: by name.
        line: where it opens.
        text: the characters directly in it, joined.
        parts: the elements directly in it.
    """

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    parts: list["Element"] = field(default_factory=list)

    def all(self, tag: str) -> Iterator["Element"]:
        """The elements of that name directly in it."""
        return (part for part in self.parts if part.tag == tag)

    def first(self, tag: str) -> "Element | None":
        """The first element of that name directly in it."""
        return next(self.all(tag), None)


@dataclass(slots=True)
class _Builder:
    """Takes the parser's calls."""

    file: str
    limits: Limits
    depth: int
    line: int = 0
    count: int = 0
    root: Element | None = None
    open: list[Element] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self.count += 1
        if len(self.open) >= self.depth:
            raise self.refused(f"elements are nested more than {self.depth} deep")
        if self.count > self.limits.elements:
            raise self.refused(f"there are more than {self.limits.elements:,} elements")
        element = Element(tag, attributes, self.line)
        if self.open:
            self.open[-1].parts.append(element)
        else:
            self.root = element
        self.open.append(element)
        self.texts.append([])

    def data(self, text: str) -> None:
        """Characters between tags."""
        self.texts[-1].append(text)

    def end(self, _tag: str) -> None:
        """An element closes."""
        self.open.pop().text = "".join(self.texts.pop())

    def close(self) -> None:
        """The document is over."""

    def refused(self, what: str) -> BadFamily:
        """The error that ends reading here."""
        return BadFamily([Problem(f"{self.file}:{self.line}", what, "Split the file.")])


def read_elements(data: bytes, file: str, limits: Limits, depth: int | None = None) -> Element:
    """The root of a document.

    Args:
        depth: how deep elements may be nested; the limits' own when None.

    Raises:
        BadFamily: it is not well-formed, or breaks a limit.

    Example:
        >>> root = read_elements(b"<a><b x='1'>text</b></a>", "a.xml", Limits())
        >>> root.parts[0].text, root.parts[0].line
        ('text', 1)
    """
    builder = _Builder(file, limits, limits.depth if depth is None else depth)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    try:
        for line in data.splitlines(keepends=True):
            builder.line += 1
            parser.feed(line)
        parser.close()
    except DefusedXmlException:
        what = "document types and entities are not allowed"
        raise BadFamily([Problem(f"{file}:{builder.line}", what, "Remove the <!DOCTYPE …>.")]) from None
    except (ParseError, LookupError, ValueError) as problem:  # unknown or broken encodings
        what = f"this is not well-formed XML: {problem}"
        mend = "Close every element, and write & as &amp;."
        raise BadFamily([Problem(f"{file}:{builder.line}", what, mend)]) from None
    if builder.root is None:
        raise BadFamily([Problem(f"{file}:1", "there is no element", "Is this the right file?")])
    return builder.root
