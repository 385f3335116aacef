"""Reads parts of which a design has several: said once, and repeated for every instance there can be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sumisura.files import Section
from sumisura.kernel import ABSENT, Field, Rule, Value, Variable
from sumisura.space.read.names import label_of

MOST = 24
"""Instances one part may have."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part and its instances.

    Args:
        name: of the part, and of the choice of how many there are.
        label: what a person reads.
        least, most: how many there can be.
        begins: how many there are by default; None where it is open.
        section: where it stands, with its rules.
    """

    name: str
    label: str
    least: int
    most: int
    begins: int | None
    section: Section

    def counted(self, group: str, currency: str) -> Variable:
        """The choice of how many; every one costs the part's price."""
        price = self.section.money("price", currency)
        values = tuple(Value(str(many), str(many), many * price) for many in range(self.least, self.most + 1))
        default = None if self.begins is None else str(self.begins)
        label = self.section.text("count_label", f"How many: {self.label.lower()}")
        return Variable(self.name, label, values, default, group, self.section.text("hint"))

    @classmethod
    def of(cls, count: Variable, section: Section) -> "Part":
        """The part that a choice of how many counts."""
        counts = [int(value.name) for value in count.values]
        begins = None if count.default is None else int(count.default)
        return cls(count.name, count.label, min(counts), max(counts), begins, section)

    def instances(self) -> Iterator[int]:
        """Their numbers, from 1."""
        return iter(range(1, self.most + 1))

    def choice(self, template: Variable, number: int) -> Variable:
        """A choice of one instance, as the part has it; absent where there are fewer."""
        name = f"{self.name}-{number}-{template.name}"
        label = f"{self.label} {number}: {template.label}"
        return self.placed(replace(template, name=name, label=label), number)

    def placed(self, variable: Variable, number: int) -> Variable:
        """A choice as one of an instance: absent where there are fewer."""
        values = variable.values
        if number > self.least:
            values = (*values, Value(ABSENT, "Not there"))
        default = variable.default if self.begins is None or number <= self.begins else ABSENT
        return replace(variable, values=values, default=default, instance=f"{self.name}-{number}")

    def field(self, template: Field, number: int) -> Field:
        """The exact number of a measured choice of one instance, asked for where it is there."""
        name = f"{self.name}-{number}-{template.name}"
        label = f"{self.label} {number}: {template.label}"
        return self.asked(replace(template, name=name, label=label), number)

    def asked(self, field: Field, number: int) -> Field:
        """A number as one of an instance: asked for where it is there."""
        counts = tuple(str(many) for many in range(max(number, self.least), self.most + 1))
        return replace(field, when={self.name: counts} if number > self.least else {})

    def presence(self, variables: dict[str, Variable]) -> Iterator[Rule]:
        """The rules that a choice is absent exactly where there are fewer instances."""
        for name, variable in variables.items():
            part, _, number = variable.instance.rpartition("-")
            if part == self.name and int(number) > self.least:
                reason = f"{self.label} {number} is there when there are {number} or more."
                text = f"{self.name} >= {number} xor {name} = {ABSENT}"
                yield Rule(f"{name}-there", reason, expression=text, where=self.section.place())


def read_part(section: Section, name: str) -> Part:
    """What a part says of itself; its choices and rules are read where the family's are."""
    least, most = section.whole("from", 1), section.whole("to", 1, least=1)
    if not least <= most <= MOST:
        section.note(
            "to", f"there cannot be {least} to {most} of them", f"Write from and to, at most {MOST}."
        )
        least, most = min(least, MOST, most), min(most, MOST)
    begins = section.whole("default", least) if section.has("default") else None
    if begins is not None and not least <= begins <= most:
        section.note(
            "default", f"{begins} is not from {least} to {most}", "Write how many there are at first."
        )
    return Part(name, section.text("label", label_of(name)), least, most, begins, section)
