"""The maker's ticket: everything to make one line of an order, what is special first."""

import textwrap
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sumisura.kernel import ABSENT, BadInput, Family, OrderId, OrderLine, Value, Variable

WIDTH: Final = 42
"""Characters in a row of an 80 mm ticket printer."""


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One choice or one written field.

    Args:
        label: what it is: "Wash".
        value: what it shall be: "Stone".
        note: what the maker must not miss: "HOLD PICKLES".
        departs: it is not the brand's default, or somebody wrote it.
        written: ``value`` is somebody's own text, to be made character by character.
    """

    label: str
    value: str
    note: str = ""
    departs: bool = False
    written: bool = False


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the maker needs to make one line.

    Args:
        order: whose line it is.
        title: the product.
        quantity: how many alike.
        rows: every choice in family order, then every written field.
    """

    order: OrderId
    title: str
    quantity: int
    rows: tuple[TicketRow, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands first and large."""
        return tuple(row.note for row in self.rows if row.note)


def ticket(family: Family, order: OrderId, line: OrderLine, texts: Mapping[str, str]) -> Ticket:
    """The ticket of an order line.

    Args:
        family: the revision the line was ordered in.
        order: the order's id.
        line: what was ordered.
        texts: personal field name → what was written, as the vault gives it to the maker.

    Raises:
        BadInput: a personal text is missing, or the line chose what this family has not.

    Example:
        >>> from sumisura.kernel import Configuration, Money, Quote
        >>> from datetime import UTC, datetime
        >>> from fractions import Fraction
        >>> without = Value("without", "without", maker_note="HOLD PICKLES")
        >>> pickles = Variable("pickles", "Pickles", (Value("with", "with"), without), default="with")
        >>> cheese = Variable("cheese", "Cheese", (Value("one", "one slice"),), default="one")
        >>> family = Family("burger", "The Burger", "EUR", (pickles, cheese))
        >>> design = Configuration.of(family.digest, {"pickles": "without", "cheese": "one"})
        >>> price = Quote((), Money(0, "EUR"), Money(0, "EUR"), Fraction(1, 10), "IT", datetime(2026, 1, 1, tzinfo=UTC), "")
        >>> line = OrderLine("", "burger", design, {}, {}, 2, price)
        >>> print(render(ticket(family, OrderId("ord_1"), line, {}), 24))
        2 × The Burger
        ord_1
        ========================
        *** HOLD PICKLES ***
        ========================
        > Pickles: without
          Cheese: one slice
    """
    if line.family_name != family.name:
        raise BadInput(f"it is no {family.title}", where=f"{order}, {line.family_name}")
    for name in line.personal:
        if name not in texts:
            raise BadInput(
                f'what was written in "{name}" is missing', where=order, mend="Fetch it from the vault first."
            )
    written = {**line.fields, **{name: texts[name] for name in line.personal}}
    rows = (
        *(row for name, row in _choices(family, order, line) if name not in written),
        *_fields(family, written),
    )
    return Ticket(order, family.title, line.quantity, rows)


def render(ticket: Ticket, width: int = WIDTH) -> str:
    """The ticket as plain text in rows of ``width`` characters, for paper.

    Notes come first, between double rules; what departs from the default is marked with ``>``; written
    texts stand on rows of their own between ``|``, every space kept, so that they are made as they were written.
    """
    rule = "=" * width
    notes = [line for note in ticket.notes for line in _wrapped(f"*** {note} ***", width, "    ")]
    head = [*_wrapped(f"{ticket.quantity} × {ticket.title}", width, "    "), ticket.order, rule]
    body = [line for row in ticket.rows for line in _row(row, width)]
    return "\n".join([*head, *([*notes, rule] if notes else []), *body])


def _choices(family: Family, order: OrderId, line: OrderLine) -> Iterator[tuple[str, TicketRow]]:
    """Every choice by name; of a measured one the exact number is written, and takes the band's place."""
    choices = dict(line.configuration.chosen)
    for variable in family.variables:
        value = _chosen(variable, choices.pop(variable.name, ""))
        if value is None:
            raise _stranger(order, line, variable.label or variable.name)
        if value.name == ABSENT:
            continue
        departs = value.name != variable.default
        label = variable.label or variable.name
        yield variable.name, TicketRow(label, value.label or value.name, value.maker_note, departs)
    for name in choices:
        raise _stranger(order, line, name)


def _stranger(order: OrderId, line: OrderLine, name: str) -> BadInput:
    return BadInput(
        f'its "{name}" is not in this revision',
        where=f"{order}, {line.family_name}",
        mend="Take the family in the revision it was ordered in.",
    )


def _chosen(variable: Variable, name: str) -> Value | None:
    return next((value for value in variable.values if value.name == name), None)


def _fields(family: Family, written: Mapping[str, str]) -> Iterator[TicketRow]:
    for field in family.fields:
        if text := written.get(field.name):
            label = f"{field.label} ({field.unit})" if field.unit else field.label
            yield TicketRow(label, text, departs=True, written=True)


def _row(row: TicketRow, width: int) -> list[str]:
    mark = "> " if row.departs else "  "
    if not row.written:
        return _wrapped(f"{mark}{row.label}: {row.value}", width, "    ")
    # A line break in a text must not look like another row of the ticket.
    plain = "".join(char if _on_paper(char) else "\N{REPLACEMENT CHARACTER}" for char in row.value)
    room = width - len("  ||")
    pieces = [plain[start : start + room] for start in range(0, len(plain), room)]
    return [*_wrapped(f"{mark}{row.label}:", width, "    "), *(f"  |{piece}|" for piece in pieces)]


def _on_paper(char: str) -> bool:
    """Printable, or one of the spaces (``Zs``) that people type without knowing it."""
    return char.isprintable() or unicodedata.category(char) == "Zs"


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent=indent, drop_whitespace=True)
