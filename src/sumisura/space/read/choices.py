"""Reads the steps of a family and the choices in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sumisura.files import Entries, Items, Node, Section, Text, did_you_mean
from sumisura.files.numbers import minor_units
from sumisura.kernel import ABSENT, BadInput, Field, Group, Value, Variable
from sumisura.space.read.asked import read_amount, read_field
from sumisura.space.read.limits import Limits
from sumisura.space.read.measured import Measured, check_number, one_band, read_cuts
from sumisura.space.read.names import check_name, check_sorts_no_people, label_of
from sumisura.space.read.parts import Part, read_part

_TAG = re.compile(r"[\w-]{1,40}=[\w.-]{1,60}")


@dataclass(slots=True)
class Choices:
    """Collects steps, variables and fields as they are met.

    Args:
        currency: of every price.
        limits: how many there may be.
    """

    currency: str
    limits: Limits
    groups: list[Group] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)
    fields: dict[str, tuple[Field, Section]] = field(default_factory=dict)
    measured: dict[str, Measured] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def read(self, root: Section) -> None:
        """Read ``steps``, and the ``choices`` and ``fields`` that stand in no step."""
        for name, section in root.sections("steps", "step"):
            check_name(root, "steps", name)
            label = section.text("label", label_of(name))
            self.groups.append(Group(name, label, section.text("hint")))
            self.step(section, name)
            section.close()
        self.step(root, "")
        if not self.variables:
            root.note("choices", "there is nothing to choose", "Add choices, each with its values.")

    def step(self, section: Section, group: str) -> None:
        """The choices and fields of one step."""
        for name, inner in section.sections("choices", "choice"):
            self.new(inner, name)
            self.keep(inner, self.variable(inner, name, group or self.named_step(inner)))
        for name, inner in section.sections("parts", "part"):
            self.new(inner, name)
            self.part(inner, name, group)
        for name, inner in section.sections("fields", "field"):
            self.new(inner, name, asked=True)
            self.fields[name] = (read_field(inner, name, group or self.named_step(inner)), inner)

    def named_step(self, section: Section) -> str:
        """The step that a choice or field outside all steps says it stands in, so that any order can be written."""
        name, known = section.text("in_step"), [group.name for group in self.groups]
        if name and name not in known:
            section.note("in_step", f'there is no step "{name[:60]}"', did_you_mean(name, known))
        return name if name in known else ""

    def keep(self, section: Section, variable: Variable) -> None:
        """One more choice of the family."""
        if len(self.variables) < self.limits.variables:
            self.variables[variable.name] = variable
        else:
            section.note("", f"there are more than {self.limits.variables:,} choices", "Split the family.")

    def part(self, section: Section, name: str, group: str) -> None:
        """A part: how many there are, and its choices once for every instance."""
        part = read_part(section, name)
        self.parts.append(part)
        self.keep(section, part.counted(group, self.currency))
        templates = {}
        for choice, inner in section.sections("choices", "choice"):
            self.new(inner, choice)
            templates[choice] = self.variable(inner, choice, group)
            if any(value.name == ABSENT for value in templates[choice].values):
                inner.note("values", f'"{ABSENT}" is the value of what is not there', "Choose another word.")
        if not templates:
            section.note("choices", f"{name} has no choices", "Add what is chosen of each.")
        for number in part.instances():
            for template in templates.values():
                self.keep(section, part.choice(template, number))
                if template.name in self.measured:
                    measured = self.measured[template.name]
                    instance = part.field(measured.field, number)
                    self.measured[instance.name] = Measured(instance, measured.cuts)
        for choice in templates:
            self.measured.pop(choice, None)

    def new(self, section: Section, name: str, *, asked: bool = False) -> None:
        """Note a name that cannot be one, is taken, or sorts people; what is asked in a field is not learned from."""
        check_name(section, "", name)
        if not asked:
            check_sorts_no_people(section, "", name)
        if name in self.variables or name in self.fields:
            section.note("", f'the name "{name}" is taken', "Give each choice and field its own name.")

    def variable(self, section: Section, name: str, group: str) -> Variable:
        """One choice with its values."""
        if section.has("minimum") or section.has("maximum"):
            return self.amount(section, name, group)
        values = tuple(self.values(section, name))
        if not values:
            section.note("values", f"{name} has no values", "List them: values: [raw, stone].")
        variable = Variable(
            name,
            section.text("label", label_of(name)),
            values,
            self.default(section, values),
            group,
            section.text("hint"),
            section.whole("weight", 1, least=1),
            section.text("instance"),
        )
        section.close()
        return variable

    def amount(self, section: Section, name: str, group: str) -> Variable:
        """One choice whose values are numbers; its bands are known when its rules are."""
        number = read_amount(section, name, group)
        check_number(section, number)
        self.measured[name] = Measured(number, read_cuts(section, number))
        hint, weight = section.text("hint"), section.whole("weight", 1, least=1)
        variable = Variable(name, number.label, one_band(number), None, group, hint, weight)
        part, _, at = section.text("instance").rpartition("-")
        if part in self.variables and at.isdecimal():  # a family that was written out, instance by instance
            whole = Part.of(self.variables[part], section)
            variable, number = whole.placed(variable, int(at)), whole.asked(number, int(at))
            self.measured[name] = Measured(number, self.measured[name].cuts)
        section.close()
        return variable

    def default(self, section: Section, values: tuple[Value, ...]) -> str | None:
        """The default, once it is known to be a value."""
        name = section.text("default")
        names = [value.name for value in values]
        if name and name not in names:
            section.note("default", f'the default "{name[:60]}" is not a value', did_you_mean(name, names))
        return name or None

    def values(self, section: Section, variable: str) -> Iterator[Value]:
        """The values: a list of names, or a map from names to a price or to details."""
        found, seen = section.node("values"), set[str]()
        entries = _named(section, found)
        for name, node in list(entries.parts.items())[: self.limits.values] if entries else ():
            holder = Section(section.file, entries, section.problems, section.about) if entries else section
            check_name(holder, name, name, dots=True)
            seen.add(name)
            yield self.value(holder, name, node, f"value {variable}.{name[:60]}")
        if entries and len(entries.parts) > self.limits.values:
            section.note(
                "values", f"there are more than {self.limits.values:,} values", "Ask for it in a field."
            )

    def value(self, holder: Section, name: str, node: Node, about: str) -> Value:
        """One value: nothing but a name, a name and a price, or a name and details."""
        if isinstance(node, Entries):
            return self.details(Section(holder.file, node, holder.problems, about), name)
        if isinstance(node, Items):
            holder.note(
                name, f"{about} cannot be a list", "Write its price, or its details in lines below it."
            )
            return Value(name, label_of(name))
        return Value(name, label_of(name), self.price(holder, node, about))

    def price(self, holder: Section, node: Text, about: str) -> int:
        """The price that stands alone beside a name."""
        try:
            return minor_units(node.value, self.currency) if node.value else 0
        except BadInput as problem:
            holder.problems.add(f"{holder.file}:{node.line}", problem.what, problem.mend, about)
            return 0

    def details(self, section: Section, name: str) -> Value:
        """A value with all that is said about it."""
        value = Value(
            name,
            section.text("label", label_of(name)),
            section.money("price", self.currency),
            section.whole("lead_days"),
            section.text("benefit"),
            section.text("maker_note"),
            section.measures("attributes"),
            section.words("look"),
            self.tags(section),
        )
        for key, qualities in (("attributes", value.attributes), ("look", value.look)):
            for quality in qualities:
                check_sorts_no_people(section, key, quality)
        section.close()
        return value

    def tags(self, section: Section) -> tuple[str, ...]:
        """What the value is like, each as ``quality=value``."""
        found = tuple(dict.fromkeys(text.value for text in section.texts("tags")))
        for tag in found:
            check_sorts_no_people(section, "tags", tag)
            if not _TAG.fullmatch(tag):
                section.note("tags", f'"{tag[:60]}" is no tag', "Write quality=value, such as style=plain.")
        return tuple(tag for tag in found if _TAG.fullmatch(tag))


def _named(section: Section, node: Node | None) -> Entries | None:
    if isinstance(node, Text):
        node = Items(node.line, (node,))
    if not isinstance(node, Items):
        return node
    parts: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for part in node.parts:
        name = part.value if isinstance(part, Text) else ""
        if not name:
            what, mend = (
                "a value's name is missing",
                "To say more about a value, write name: and its details.",
            )
            section.problems.add(f"{section.file}:{part.line}", what, mend, section.about)
        elif name in parts:
            what = f'the value "{name[:60]}" is here twice'
            section.problems.add(f"{section.file}:{part.line}", what, "Keep one.", section.about)
        else:
            parts[name], lines[name] = Text(part.line, ""), part.line
    return Entries(node.line, parts, lines)
