"""The whole configurator in the terminal: every option with its price, and why not where not."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sumisura.cli.progress import compiling
from sumisura.kernel import BadInput, Brand, BrandId, DesignId, Family, Field, Money, PartyId, Variable
from sumisura.space import draft as drafting
from sumisura.space import fields as written
from sumisura.space import measuring
from sumisura.space.compiling import compile as compile_family
from sumisura.space.draft import Draft
from sumisura.space.errors import Unavailable
from sumisura.space.read import read_family
from sumisura.space.space import Space
from sumisura.usecases.shop import viewing
from sumisura.usecases.shop.viewing import Shown
from sumisura.usecases.shop.views import ConflictView, OptionView, State, VariableView
from sumisura.web import words

HELP = """\
A number opens a choice; then a letter takes an option, and - takes the choice back.
{example} takes one in a single step.
f finishes it for you, u undoes, l lists, ? helps, q leaves."""
MARKS = {State.CHOSEN: "●", State.SUGGESTED: "○", State.AVAILABLE: " ", State.UNAVAILABLE: "×"}
LEAVE, BACK, YES = "q", "-", "y"


def run(path: Path, out: Console) -> None:
    """Shape one product until the person leaves or the input ends.

    Raises:
        BadFamily: the file cannot be used.
        Contradiction: its rules leave nothing to make.
    """
    family = read_family(path)
    with compiling(out, family):
        space = compile_family(family)
    Session(space, out).talk()


@dataclass(slots=True)
class Session:
    """One person at one terminal, and the design they are at."""

    space: Space
    out: Console
    draft: Draft = field(init=False)

    def __post_init__(self) -> None:
        family = self.family
        here = Draft(DesignId("dsn"), BrandId("terminal"), PartyId("pty"), family.name, family.digest)
        if family.starts_complete:
            here = measuring.settled(self.family, replace(drafting.finish(self.space, here), past=()))
        self.draft = here

    @property
    def family(self) -> Family:
        """What is being shaped."""
        return self.space.family

    @property
    def brand(self) -> Brand:
        """A brand to write numbers for."""
        return Brand(BrandId("terminal"), self.family.title, self.family.currency)

    @property
    def numbered(self) -> list[Variable | Field]:
        """What a number opens: every choice and field, step by step; the numbers never move."""
        steps = [*(group.name for group in self.family.groups), ""]
        fields = [one for one in self.family.fields if not self.family.number_of(one.name)]
        parts: list[Variable | Field] = [*self.family.variables, *fields]
        return [part for step in steps for part in parts if part.group == step]

    def talk(self) -> None:
        """Ask and answer until q, or until the input ends."""
        self.overview()
        self.help()
        while (word := self.ask("> ")) != LEAVE:
            try:
                self.obey(word)
            except BadInput as problem:
                self.out.print(escape(str(problem)), style="red")
        self.summary()

    def ask(self, prompt: str) -> str:
        """A word from the person; `LEAVE` at the end of input."""
        try:
            word = self.out.input(escape(prompt)).strip()
        except EOFError:
            self.out.print()
            return LEAVE
        if not sys.stdin.isatty():
            self.out.print(escape(word))  # a script's words belong in its transcript
        return word

    def obey(self, word: str) -> None:
        """Do what one word asks."""
        acts: dict[str, Callable[[], None]] = {
            "f": lambda: self.become(drafting.finish(self.space, self.draft)),
            "u": lambda: self.become(drafting.undo(self.draft)),
            "l": self.overview,
            "?": self.help,
        }
        if word in acts:
            acts[word]()
        elif word.isdecimal() and 1 <= int(word) <= len(self.numbered):
            self.open(self.numbered[int(word) - 1])
        elif "=" in word:
            variable, _, value = word.partition("=")
            self.take(variable.strip(), value.strip())
        elif word:
            raise BadInput(f'"{word[:40]}" is nothing here', mend="? says what is.")

    def open(self, part: Variable | Field) -> None:
        """Show a choice's options and take one, or ask for what is written in a field."""
        if isinstance(part, Field):
            return self.write(part)
        number = self.family.number_of(part.name)
        if number:
            return self.measure(number)
        options = self.views()[part.name].options
        table = Table(title=escape(part.label), box=None, show_header=False, title_justify="left")
        for index, option in enumerate(options):
            about = self.why_not(part, option) or option.benefit
            price = words.delta(option.delta, self.brand, exact=option.exact)
            table.add_row(_letter(index), MARKS[option.state], escape(option.label), price, escape(about))
        self.out.print(table)
        word = self.ask(f"{part.label}: which? ")
        letters = {_letter(index): option.name for index, option in enumerate(options)}
        if word == BACK:
            self.become(drafting.retract(self.space, self.draft, part.name))
        elif word in letters:
            self.take(part.name, letters[word])
        elif word not in {"", LEAVE}:
            raise BadInput(
                f'there is no option "{word}"', where=part.label, mend="Take one of the letters shown."
            )
        return None

    def why_not(self, variable: Variable, option: OptionView) -> str:
        """The first rule that stands against an option; "" where it can be had."""
        if option.state is not State.UNAVAILABLE:
            return ""
        try:
            drafting.choose(self.space, self.draft, variable.name, option.name)
        except Unavailable as error:
            return next((rule.reason for rule in error.conflict.rules), "")
        return ""

    def take(self, variable: str, value: str) -> None:
        """Take an option; where it costs a choice, say why and ask first."""
        try:
            after = drafting.choose(self.space, self.draft, variable, value)
        except Unavailable as error:
            after = self.anyway(error)
        self.become(after)

    def anyway(self, error: Unavailable) -> Draft:
        """Say what stands against an option and what having it would change; the draft as it is answered."""
        variable, value, draft = error.variable, error.value, self.draft
        after = drafting.choose(self.space, draft, variable, value, anyway=True) if error.repairable else None
        found = viewing.conflict(self.shown(), variable, value, error.conflict, after)
        self.explain(found)
        if after is None:
            self.out.print("No variant has it.")
            return draft
        price = words.delta(found.delta, self.brand)
        return after if self.ask(f"Have it anyway ({price})? y or n: ") == YES else draft

    def explain(self, found: ConflictView) -> None:
        """Why not, against what, and what would change."""
        for reason in found.reasons:
            self.out.print(escape(reason), style="red")
        if found.because:
            self.out.print(escape(f"You chose {', '.join(found.because)}."))
        for change in found.changes:
            self.out.print(
                escape(f"  {change.label}: {change.before or '–'} → {change.after or 'open again'}")
            )

    def write(self, spec: Field) -> None:
        """Ask for what is written in a field; nothing of it is kept after this session."""
        if not written.asked(spec, self.draft.choices):
            raise BadInput("it is not asked for this design", where=spec.label, mend="Choose what it is for.")
        hint = " ".join(filter(None, [spec.hint, spec.example and f"For example {spec.example}."]))
        if hint:
            self.out.print(escape(hint), style="dim")
        text = written.check(spec, self.ask(f"{spec.label} {spec.unit}".strip() + ": "))
        self.draft = replace(self.draft, fields={**self.draft.fields, spec.name: text})
        self.standing()

    def measure(self, number: Field) -> None:
        """Ask for the exact number of a measured choice; "-" takes it back."""
        limits = f"{number.minimum:g} to {number.maximum:g} {number.unit}".rstrip()
        word = self.ask(f"{number.label}, {limits}: ")
        if word not in {"", LEAVE}:
            self.become(measuring.write(self.space, self.draft, number, "" if word == BACK else word))

    def become(self, after: Draft) -> None:
        """Move on to another draft, and say what that changed."""
        for change in viewing.changes(self.family, self.draft.choices, after.choices):
            self.out.print(escape(f"{change.label}: {change.before or '–'} → {change.after or 'open again'}"))
        self.draft = measuring.settled(self.family, after)
        self.standing()

    def help(self) -> None:
        """What one can say here."""
        first = self.family.variables[0]
        example = f"{first.name}={first.values[-1].name}"
        self.out.print(escape(HELP.format(example=example)), style="dim", soft_wrap=True)

    def overview(self) -> None:
        """The design as it stands, every choice under its number."""
        views = self.views()
        table = Table(title=escape(self.family.title), box=None, show_header=False, title_justify="left")
        for number, part in enumerate(self.numbered, 1):
            if isinstance(part, Field) and not written.asked(part, self.draft.choices):
                continue
            mark, stands = self.stands(views, part)
            table.add_row(str(number), escape(part.label), mark, escape(stands))
        self.out.print(table)
        self.standing()

    def stands(self, views: Mapping[str, VariableView], part: Variable | Field) -> tuple[str, str]:
        """The mark and the words of what stands in a choice or field."""
        if isinstance(part, Field):
            text = self.draft.fields.get(part.name, "")
            return MARKS[State.CHOSEN] if text else " ", f"{text} {part.unit}".strip() if text else "–"
        chosen, number = views[part.name].chosen, views[part.name].number
        if chosen and number and number.text:
            return MARKS[chosen.state], f"{number.text} {number.spec.unit}".rstrip()
        return (MARKS[chosen.state], chosen.label) if chosen else (" ", "–")

    def standing(self) -> None:
        """How many can be made from here, and the price."""
        design = drafting.design_of(self.space, self.draft)
        price = words.money(Money(design.price, self.family.currency), self.brand)
        head = (
            ""
            if design.is_complete
            else f"{words.count(design.count(), self.brand)} can be made from here. From "
        )
        self.out.print(f"{head}{price}.", style="bold")

    def summary(self) -> None:
        """What was made, and what is still open."""
        self.out.print()
        for label, text in viewing.facts(self.family, self.draft.choices, self.draft.fields, ()):
            self.out.print(escape(f"  {label}: {text}"))
        missing = viewing.missing(self.family, self.draft)
        if missing:
            self.out.print(escape(f"  still open: {', '.join(missing)}"))
        self.standing()

    def views(self) -> dict[str, VariableView]:
        """Every choice with its options as they stand."""
        return {one.name: one for group in viewing.groups(self.shown()) for one in group.variables}

    def shown(self) -> Shown:
        """The draft, swept."""
        return Shown.of(self.space, self.draft, self.draft.fields, {})


def _letter(index: int) -> str:
    """The letters a to z, then aa, ab and so on.

    Example:
        >>> _letter(0), _letter(25), _letter(26), _letter(701)
        ('a', 'z', 'aa', 'zz')
    """
    head, tail = divmod(index, 26)
    return (_letter(head - 1) if head else "") + chr(ord("a") + tail)
