"""Tells forms in XML apart by their first element."""

from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from sumisura.space.read.feature_ide import read_feature_ide
from sumisura.space.read.limits import Limits
from sumisura.space.read.reading import Reading
from sumisura.space.read.xcsp import read_xcsp
from sumisura.space.read.xcsp3 import read_xcsp3

_OLDEST = "instance"
READERS: Mapping[str, Callable[[bytes, Path, Limits], Reading]] = {
    "instance XCSP3": lambda data, path, limits: read_xcsp3(data, path.name, limits),
    _OLDEST: lambda data, path, limits: Reading(read_xcsp(data, path.name, limits)),
    "featureModel": read_feature_ide,
    "extendedFeatureModel": read_feature_ide,
}


def read_xml(data: bytes, path: Path, limits: Limits) -> Reading:
    """The family in XML: XCSP 2.1, XCSP3, or a feature model of FeatureIDE.

    Raises:
        BadFamily: it is none of these, or wrong in itself.
    """
    return READERS.get(_root(data), READERS[_OLDEST])(data, path, limits)


class _Found(Exception):
    """The first element was met."""


class _Opening:
    """Takes the parser's calls up to the first element."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """It is here."""
        raise _Found(tag, attributes)

    def close(self) -> None:
        """The document was over before it began."""


def _root(data: bytes) -> str:
    """Its name, with the format behind it where it says one; "" where there is no element."""
    parser = DefusedXMLParser(target=_Opening(), forbid_dtd=True)
    try:
        parser.feed(data)
        parser.close()
    except _Found as found:
        tag, attributes = found.args
        return " ".join(filter(None, [tag, attributes.get("format")]))
    except (DefusedXmlException, ParseError, LookupError, ValueError):
        pass  # the reader says what is wrong, and where
    return ""
