"""The whole configurator in the terminal."""

from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from sumisura.kernel import Brand, BrandId, DesignId, Family, PartyId
from sumisura.space import draft as drafting
from sumisura.space.compiling import compile as compile_family
from sumisura.space.draft import Draft
from sumisura.space.errors import Unavailable
from sumisura.space.read import read_family
from sumisura.space.space import Space
from sumisura.usecases import viewing
from sumisura.usecases.viewing import Shown
from sumisura.usecases.views import OptionView, State, VariableView

HELP = (
    "[dim]A number opens a choice; then a letter takes an option. "
    "f finishes it for you, u undoes, q leaves.[/dim]"
)
MARKS = {State.CHOSEN: "●", State.SUGGESTED: "○", State.AVAILABLE: " ", State.UNAVAILABLE: "×"}


def run(path: Path, out: Console) -> None:
    """Shape one product until the person leaves."""
    with out.status(f"Compiling {path.name}"):
        family = read_family(path)
        space = compile_family(family)
    Session(family, space, out).talk()


@dataclass(slots=True)
class Session:
    """One person at one terminal."""

    family: Family
    space: Space
    out: Console
    draft: Draft = field(init=False)

    def __post_init__(self) -> None:
        self.draft = Draft(
            DesignId("dsn"), BrandId("terminal"), PartyId("pty"), self.family.name, self.family.digest
        )

    @property
    def brand(self) -> Brand:
        """A brand to write numbers for."""
        return Brand(BrandId("terminal"), self.family.title, self.family.currency)

    def talk(self) -> None:
        """Ask and answer until q or the end of input."""
        while True:
            variables = self.show()
            word = self.ask("> ")
            if word in {"q", ""}:
                self.summary()
                return
            self.obey(word, variables)

    def ask(self, prompt: str) -> str:
        """A word from the person; "q" at the end of input."""
        try:
            return self.out.input(prompt).strip().lower()
        except EOFError:
            return "q"

    def obey(self, word: str, variables: list[VariableView]) -> None:
        """Do what one word asks."""
        if word == "f":
            self.draft = drafting.finish(self.space, self.draft)
        elif word == "u":
            self.draft = drafting.undo(self.draft)
        elif word.isdecimal() and 1 <= int(word) <= len(variables):
            self.open(variables[int(word) - 1])
        else:
            self.out.print(HELP)

    def open(self, variable: VariableView) -> None:
        """Show a choice's options, and take one."""
        table = Table(title=variable.label, box=None)
        for index, option in enumerate(variable.options):
            table.add_row(_letter(index), MARKS[option.state], option.label, self.price(option))
        self.out.print(table)
        word = self.ask(f"{variable.label}: which? ")
        letters = {_letter(index): option for index, option in enumerate(variable.options)}
        if word in letters:
            self.take(variable, letters[word])

    def take(self, variable: VariableView, option: OptionView) -> None:
        """Take an option; where it costs a choice, say why and ask first."""
        try:
            self.draft = drafting.choose(self.space, self.draft, variable.name, option.name)
        except Unavailable as error:
            for rule in error.conflict.rules:
                self.out.print(f"[red]{rule.reason}[/red]")
            after = drafting.choose(self.space, self.draft, variable.name, option.name, anyway=True)
            for change in viewing.changes(self.family, self.draft.choices, after.choices):
                self.out.print(f"  {change.label}: {change.before or '–'} → {change.after or 'open again'}")
            if self.ask("Have it anyway? (y) ") == "y":
                self.draft = after

    def show(self) -> list[VariableView]:
        """The design as it stands; returns the choices as they are numbered."""
        shown = Shown.of(self.space, self.draft, {}, {})
        variables = [one for group in viewing.groups(shown) for one in group.variables]
        table = Table(title=self.family.title, box=None)
        for number, one in enumerate(variables, 1):
            mark = MARKS[one.chosen.state] if one.chosen else " "
            table.add_row(str(number), one.label, mark, one.chosen.label if one.chosen else "–")
        self.out.print(table)
        self.out.print(f"{shown.design.count():,} can be made from here. {self.total(shown)}")
        return variables

    def total(self, shown: Shown) -> str:
        """The price, and whether it is whole."""
        from sumisura.web.words import money

        price = money(shown.money(shown.design.price), self.brand)
        return f"Price {price}." if shown.design.is_complete else f"From {price}."

    def price(self, option: OptionView) -> str:
        """An option's price from here."""
        from sumisura.web.words import delta

        return "why not?" if option.state is State.UNAVAILABLE else delta(option.delta, self.brand)

    def summary(self) -> None:
        """What was made."""
        shown = Shown.of(self.space, self.draft, {}, {})
        for label, words in viewing.facts(self.family, self.draft.choices, {}, ()):
            self.out.print(f"  {label}: {words}")
        self.out.print(self.total(shown))


def _letter(index: int) -> str:
    """The letters a to z, then aa, ab and so on."""
    head, tail = divmod(index, 26)
    return (_letter(head - 1) if head else "") + chr(ord("a") + tail)
