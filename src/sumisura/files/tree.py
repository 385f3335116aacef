"""Reads YAML into text, lists and maps that know their line, and into nothing else.

Every scalar stays the text that was written: ``yes``, ``no``, ``on`` and ``1e3`` are names, not surprises.
Tags, anchors and aliases are refused, so a file is never larger in memory than on disk, and says nothing twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from sumisura.files.problems import BadFile, Problem, Problems

CHARACTERS = 20_000
"""How long one text may be."""


@dataclass(frozen=True, slots=True)
class Text:
    """What was written in one place; "" where nothing was."""

    line: int
    value: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    line: int
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A map from names to what is said about them, in the order written.

    Args:
        parts: name → what stands there.
        lines: name → the line of the name.
    """

    line: int
    parts: dict[str, "Node"]
    lines: dict[str, int]


Node = Text | Items | Entries


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a file may be: how deep, and how many texts, lists and maps in all."""

    depth: int = 12
    nodes: int = 200_000


@dataclass(slots=True)
class _Builder:
    file: str
    problems: Problems
    bounds: Bounds
    events: Iterator[Event]
    count: int = field(default=0, init=False)

    def document(self) -> Node:
        """The one document of the stream."""
        next(self.events)  # the stream starts
        start = next(self.events)
        if not isinstance(start, DocumentStartEvent):
            raise self.stop(start, "the file is empty", "Write at least a name and a title.")
        root = self.node(next(self.events), 1)
        next(self.events)  # the document ends
        after = next(self.events)
        if isinstance(after, DocumentStartEvent):
            raise self.stop(after, "there is a second document after ---", "Keep one document in a file.")
        return root

    def node(self, event: Event, depth: int) -> Node:
        """The node that an event opens."""
        self.count += 1
        if depth > self.bounds.depth:
            raise self.stop(event, f"lists and maps are nested more than {self.bounds.depth} deep")
        if self.count > self.bounds.nodes:
            raise self.stop(event, f"there are more than {self.bounds.nodes:,} texts, lists and maps")
        self.plain(event)
        match event:
            case SequenceStartEvent():
                return Items(line_of(event), tuple(self.node(each, depth + 1) for each in self.until_end()))
            case MappingStartEvent():
                return self.entries(event, depth)
            case ScalarEvent():
                return self.text(event)
            case _:
                return Text(line_of(event), "")

    def until_end(self) -> Iterator[Event]:
        """The events that open the parts of a list or map."""
        for event in self.events:
            if isinstance(event, yaml.events.CollectionEndEvent):
                return
            yield event

    def entries(self, event: Event, depth: int) -> Entries:
        """A map; a name that stands there twice is a problem."""
        parts: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for key in self.until_end():
            name = self.node(key, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(name, Text):
                self.note(key, "a name is needed before the colon", "Put texts with brackets in quotes.")
            elif name.value in parts:
                self.note(
                    key, f'"{name.value}" is here twice (first in line {lines[name.value]})', "Keep one."
                )
            else:
                parts[name.value], lines[name.value] = value, name.line
        return Entries(line_of(event), parts, lines)

    def text(self, event: ScalarEvent) -> Text:
        """A scalar, as it was written; a bare ``~`` or ``null`` is nothing."""
        if len(event.value) > CHARACTERS:
            raise self.stop(event, f"a text is longer than {CHARACTERS:,} characters", "Shorten it.")
        nothing = event.implicit[0] and event.value in {"~", "null"}
        return Text(line_of(event), "" if nothing else event.value)

    def plain(self, event: Event) -> None:
        """Refuse what is not text, list or map."""
        if isinstance(event, AliasEvent):
            self.note(event, f"*{event.anchor} refers to another place", "Write it out, or put it in quotes.")
        elif getattr(event, "anchor", None):
            self.note(
                event, f"&{getattr(event, 'anchor', '')} marks a place", "Remove it, or put it in quotes."
            )
        if getattr(event, "tag", None):
            self.note(
                event, f"the tag {getattr(event, 'tag', '')} is not allowed", "Remove it, or use quotes."
            )

    def note(self, event: Event, what: str, mend: str = "") -> None:
        """Note a problem and read on."""
        self.problems.add(f"{self.file}:{line_of(event)}", what, mend)

    def stop(self, event: Event, what: str, mend: str = "") -> BadFile:
        """The error that ends reading here."""
        return self.problems.error(
            [*self.problems.found, Problem(f"{self.file}:{line_of(event)}", what, mend)]
        )


def read_tree(data: bytes, file: str, problems: Problems, bounds: Bounds) -> Node:
    r"""The one document in these bytes.

    Raises:
        BadFile: of the kind that ``problems`` raises: it is no UTF-8, no YAML, or beyond the bounds.

    Example:
        >>> problems = Problems()
        >>> tree = read_tree(b"wash: yes\nwash: no", "a.yaml", problems, Bounds())
        >>> tree.parts["wash"], str(problems.found[0])
        (Text(line=1, value='yes'), 'a.yaml:2: "wash" is here twice (first in line 1). Keep one.')
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        mend = "Save it as UTF-8."
        raise problems.error(
            [Problem(f"{file}:{line}", "the file is not written in UTF-8", mend)]
        ) from problem
    try:
        return _Builder(file, problems, bounds, yaml.parse(text, Loader=yaml.CSafeLoader)).document()
    except yaml.YAMLError as problem:
        raise problems.error([*problems.found, _syntax(problem, file)]) from problem


def line_of(event: Event) -> int:
    """The line an event starts in, from 1."""
    return _line(event.start_mark)


def _line(mark: object) -> int:
    return int(getattr(mark, "line", 0)) + 1


def _syntax(problem: yaml.YAMLError, file: str) -> Problem:
    if isinstance(problem, yaml.MarkedYAMLError):
        mark = problem.problem_mark or problem.context_mark
        what = ", ".join(filter(None, [problem.context, problem.problem]))
        return Problem(f"{file}:{_line(mark)}", f"this is not valid YAML: {what}", _mend(what))
    return Problem(f"{file}:1", "the file has characters that no text has", "Save it as plain UTF-8 text.")


def _mend(what: str) -> str:
    if "tab" in what or "\\t" in what:
        return "Indent with spaces, not tabs."
    if "mapping values are not allowed" in what:
        return "Put texts that have a colon in quotes."
    return "Check indents, colons and quotes here."
