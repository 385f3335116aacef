"""Takes a map of a file apart, key by key, and notes what is wrong with each at its own line."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sumisura.files.numbers import decimal, measure, minor_units, whole
from sumisura.files.problems import Problems
from sumisura.files.suggest import did_you_mean
from sumisura.files.tree import Entries, Items, Node, Text
from sumisura.kernel import BadInput, Measure

T = TypeVar("T")
FLAGS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(slots=True)
class Section:
    r"""One map of a file. Ask for every key you know, then `close` it: what was never asked for is unknown.

    Args:
        file: the file's name, for messages.
        entries: the map.
        problems: where problems go.
        about: what the map describes: ``value wash.raw``.

    Example:
        >>> from sumisura.files.tree import Bounds, read_tree
        >>> problems = Problems()
        >>> tree = read_tree(b"title: Jeans\nprice: 12,50\ncolor: blue", "a.yaml", problems, Bounds())
        >>> section = Section("a.yaml", tree, problems)
        >>> section.text("title"), section.money("price", "EUR"), section.text("colour")
        ('Jeans', 0, '')
        >>> section.close()
        >>> for problem in problems.found: print(problem)
        a.yaml:2: "12,50" is not a number. Write it with a point and nothing else: 1234.50.
        a.yaml:3: "color" is not known here. Did you mean "colour"?
    """

    file: str
    entries: Entries
    problems: Problems
    about: str = ""
    asked: dict[str, None] = field(default_factory=dict)

    def has(self, key: str) -> bool:
        """Whether anything stands under the key."""
        self.asked[key] = None
        return key in self.entries.parts

    def line(self, key: str) -> int:
        """The line of a key; the map's own where it is absent."""
        return self.entries.lines.get(key, self.entries.line)

    def place(self, key: str = "") -> str:
        """File and line of a key."""
        return f"{self.file}:{self.line(key)}"

    def note(self, key: str, what: str, mend: str = "") -> None:
        """Note a problem at a key's line; a key that is not there stands for the map itself."""
        self.problems.add(self.place(key), what, mend, self.about)

    def node(self, key: str) -> Node | None:
        """What stands under a key, whatever it is; None for nothing."""
        found = self.entries.parts.get(key) if self.has(key) else None
        return None if isinstance(found, Text) and not found.value else found

    def text(self, key: str, default: str = "", *, needed: str = "") -> str:
        """A text on one line or many; ``needed`` is the mend when it is missing."""
        found = self.node(key)
        if isinstance(found, Text):
            return " ".join(found.value.split()) if "\n\n" not in found.value else found.value.strip()
        if found is not None:
            self.note(key, f"{key} must be a text", "Write words after the colon.")
        elif needed:
            self.note(key, f"{key} is missing", needed)
        return default

    def read(self, key: str, reader: Callable[[str], T], default: T) -> T:
        """A text turned into something by a reader that raises BadInput when it cannot."""
        text = self.text(key)
        if not text:
            return default
        try:
            return reader(text)
        except BadInput as problem:
            self.note(key, problem.what, problem.mend)
            return default

    def money(self, key: str, currency: str, default: int = 0) -> int:
        """A price in minor units."""
        return self.read(key, lambda text: minor_units(text, currency), default)

    def number(self, key: str, default: float = 0.0) -> float:
        """A number."""
        return self.read(key, lambda text: float(decimal(text)), default)

    def whole(self, key: str, default: int = 0, *, least: int = 0) -> int:
        """A whole number, at least ``least``."""
        found = self.read(key, whole, default)
        if found < least:
            self.note(key, f"{key} is below {least}", f"Write {least} or more.")
        return max(found, least)

    def flag(self, key: str) -> bool:
        """True or false; false when it is not there."""
        text = self.text(key, "false").lower()
        if text not in FLAGS:
            self.note(key, f'"{text[:40]}" is neither true nor false', "Write true or false.")
        return FLAGS.get(text, False)

    def texts(self, key: str) -> tuple[Text, ...]:
        """A list of texts; one text stands for a list of one."""
        found = self.node(key)
        parts = found.parts if isinstance(found, Items) else (found,) if found is not None else ()
        texts = tuple(part for part in parts if isinstance(part, Text))
        if len(texts) < len(parts):
            self.note(key, f"{key} must be a name or a list of names", "Write: [slim, straight].")
        return texts

    def map(self, key: str) -> Mapping[str, Node]:
        """A map from names to anything; empty when it is not there."""
        found = self.node(key)
        if found is not None and not isinstance(found, Entries):
            self.note(
                key, f"{key} must be a map", "Write each name on a line of its own, with a colon after it."
            )
        return found.parts if isinstance(found, Entries) else {}

    def words(self, key: str) -> dict[str, str]:
        """A map from names to texts."""
        section = self.section(key, self.about)
        return {name: section.text(name) for name in section.entries.parts} if section else {}

    def measures(self, key: str) -> dict[str, Measure]:
        """A map from names to measures."""
        section = self.section(key, self.about)
        if not section:
            return {}
        read = {name: section.read(name, measure, None) for name in section.entries.parts}
        return {name: found for name, found in read.items() if found}

    def section(self, key: str, about: str) -> "Section | None":
        """The map under a key as a section of its own."""
        self.map(key)
        found = self.node(key)
        if not isinstance(found, Entries):
            return None
        return Section(self.file, replace(found, line=self.line(key)), self.problems, about)

    def sections(self, key: str, kind: str) -> Iterator[tuple[str, "Section"]]:
        """Named sections under a key: ``kind`` says what each describes."""
        outer = self.section(key, self.about)
        for name in outer.entries.parts if outer else ():
            inner = outer.section(name, f"{kind} {name[:60]}") if outer else None
            if inner:
                yield name, inner
            elif outer and outer.node(name) is None:
                outer.note(name, f"nothing is said about {kind} {name[:60]}", "Describe it below its name.")

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.entries.parts:
            if key not in self.asked:
                self.note(key, f'"{key[:60]}" is not known here', did_you_mean(key, self.asked))
