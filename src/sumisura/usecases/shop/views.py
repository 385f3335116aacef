"""What a door shows: plain nouns, computed here, rendered there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sumisura.kernel import Brand, DesignId, Family, Field, Money, Quote
from sumisura.space.model import Bounds
from sumisura.usecases.tasting.tastes import Fit, ThreadView


class State(StrEnum):
    """How an option stands in a design."""

    CHOSEN = "chosen"
    SUGGESTED = "suggested"
    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class OptionView:
    """One value of a variable, with its price from here.

    Args:
        delta: what the price becomes, less what it is: after the repair where one is needed.
        exact: whether that is what the price becomes, and not the least it can be.
        lead_days: days it adds to the date.
        look: hints for its swatch.
        threads: what speaks for it to this customer, strongest first; empty where the shop is the same for everyone.
        why: the same in a few words: "suits what you chose".
        badge: ``new`` or ``try`` where chance gave it its place, to learn whether it is liked; else "".
    """

    name: str
    label: str
    benefit: str
    state: State
    delta: Money
    lead_days: int
    look: Mapping[str, str]
    threads: tuple[ThreadView, ...] = ()
    why: str = ""
    badge: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class VariableView:
    """A choice and its options.

    Args:
        chosen: the option that stands, or None.
        reason: why the marked option suits this customer, in a sentence; "" where none is marked.
        fitted: its options stand in this customer's order, and a proof says why.
        instance: what a person calls the instance of a part that it belongs to: "Shelf 2"; "" for none.
        number: the exact number of a measured choice, whose options are bands; None for any other.
    """

    name: str
    label: str
    hint: str
    options: tuple[OptionView, ...]
    chosen: OptionView | None
    reason: str = ""
    fitted: bool = False
    number: "FieldView | None" = None
    instance: str = ""

    @property
    def settled(self) -> bool:
        """Whether an option stands, and its exact number where there is one."""
        return self.chosen is not None and (self.number is None or self.number.stands)

    @property
    def swatched(self) -> bool:
        """Every option has a colour to show."""
        return all("colour" in option.look for option in self.options)


@dataclass(frozen=True, slots=True)
class FieldView:
    """Something to write, what stands there, and what is wrong with it.

    Args:
        text: what was written; "" where nothing was, or where it is another person's.
        kept_private: something is written, and this visitor may not read it.
    """

    spec: Field
    text: str
    error: str = ""
    kept_private: bool = False

    @property
    def stands(self) -> bool:
        """Whether something that can be made is written here."""
        return self.kept_private or bool(self.text and not self.error)


@dataclass(frozen=True, slots=True)
class GroupView:
    """A step on the way: how many of its choices and required fields are settled, and which they are."""

    name: str
    label: str
    hint: str
    variables: tuple[VariableView, ...]
    fields: tuple[FieldView, ...]
    done: int
    total: int

    @property
    def written(self) -> tuple[FieldView, ...]:
        """Everything to write in it: the numbers of its choices, then its fields."""
        return (*(one.number for one in self.variables if one.number), *self.fields)


@dataclass(frozen=True, slots=True)
class Found:
    """What was searched for in a design of many choices.

    Args:
        words: what was typed.
        group: the choices that have it in their name or in that of an option, as many as one page holds.
        more: how many have it besides.
    """

    words: str
    group: GroupView
    more: int


@dataclass(frozen=True, slots=True)
class Change:
    """One variable going from one label to another ("" is: not chosen)."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Why an option cannot be had, and what having it anyway would change.

    Args:
        reasons: the rules against it, in the maker's words.
        because: labels of the choices that stand against it.
        repairable: some variant has it, so it can be had anyway.
    """

    variable: str
    value: str
    label: str
    reasons: tuple[str, ...]
    because: tuple[str, ...]
    repairable: bool
    changes: tuple[Change, ...]
    delta: Money
    lead_days: int


@dataclass(frozen=True, slots=True)
class ConfiguratorView:
    """A design as its page shows it.

    Args:
        count: how many variants these choices leave.
        whole: how many the family has.
        price: of the design, or of its cheapest completion while ``partial``.
        partial: some choice is open.
        missing: labels of what is still open or unwritten before it can be ordered.
        quote: every line behind the price, once complete.
        lead_days: from order to door.
        changes: what the last act changed besides itself.
        moved: what a new revision of the family could not keep, until its owner goes on with the design.
        choices: variable → value that stands, for the preview.
        fields: field → text this visitor may see, for the preview.
        order: whose order the options stand in: ``brand``, or ``personal``.
        fit: for whom it is served.
        default: whose choice a design that starts complete is, in a sentence; "" where it does not.
        entry: the decision behind what was just filled in; "" where nothing was.
        priced: something in it costs something, so that prices are shown.
        chosen: (choice, option) in words, of all that the customer chose.
        opened: the name of the one step that is laid out, where there are too many choices for one page; None where
            all of them are.
        found: the choices that were searched for, laid out instead.
        theirs: somebody else began it; whoever looks changes a copy.
    """

    brand: Brand
    family: Family
    design: DesignId
    groups: tuple[GroupView, ...]
    count: int | Bounds
    whole: int | Bounds
    price: Money
    partial: bool
    missing: tuple[str, ...]
    quote: Quote | None
    lead_days: int
    can_undo: bool
    suggesting: bool
    choices: Mapping[str, str]
    fields: Mapping[str, str]
    changes: tuple[Change, ...] = ()
    conflict: ConflictView | None = None
    order: str = "brand"
    fit: Fit = Fit.EVERYONE
    default: str = ""
    moved: tuple[Change, ...] = ()
    entry: str = field(default="", compare=False)
    priced: bool = True
    chosen: tuple[tuple[str, str], ...] = ()
    opened: str | None = None
    found: Found | None = None
    theirs: bool = False

    @property
    def measured(self) -> Field | None:
        """The first number that a choice asks for; None where no choice is measured."""
        return next((one.number.spec for group in self.groups for one in group.variables if one.number), None)

    @property
    def done(self) -> int:
        """Choices made, suggestions included, and required fields written."""
        return sum(group.done for group in self.groups)

    @property
    def total(self) -> int:
        """Choices and required fields there are."""
        return sum(group.total for group in self.groups)
