"""The maker's ticket (S79): hold the pickles, and the words to engrave, as they were written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offers import EMPTY, claims, order, put
from sumisura.kernel import BadInput, Family, Field, OrderId, OrderLine, Value, Variable, VaultRef
from sumisura.orders.model import Personal
from sumisura.orders.ticket import WIDTH, TicketRow, render, ticket

ORDER = OrderId("ord_1")
BURGER = Family(
    "burger",
    "The Burger",
    "EUR",
    (
        Variable("bun", "Bun", (Value("white"), Value("rye", "rye, toasted")), default="white"),
        Variable(
            "pickles",
            "Pickles",
            (Value("with"), Value("without", "none", maker_note="HOLD PICKLES")),
            default="with",
        ),
        Variable("sauce", "Sauce", (Value("house"), Value("hot", maker_note="CAREFUL, HOT"))),
    ),
    fields=(Field("flag", "On the flag", personal=True), Field("waist", "Waist", kind="number", unit="cm")),
)
USUAL = {"bun": "white", "pickles": "with", "sauce": "house"}


def line(quantity: int = 1, words: bool = False, waist: str = "", **choices: str) -> OrderLine:
    said = claims(
        family_name="burger",
        revision=BURGER.digest,
        choices={**USUAL, **choices},
        fields={"waist": waist} if waist else {},
        personal={"flag": Personal(VaultRef("vlt_1"), "d1")} if words else {},
    )
    return order(cart=put(EMPTY, said, quantity)).lines[0]


def test_every_choice_is_there_departures_marked_and_notes_kept() -> None:
    got = ticket(
        BURGER, ORDER, line(3, words=True, waist="84.5", pickles="without", bun="rye"), {"flag": "Ada ♥"}
    )
    assert got.rows == (
        TicketRow("Bun", "rye, toasted", departs=True),
        TicketRow("Pickles", "none", "HOLD PICKLES", departs=True),
        TicketRow("Sauce", "house", departs=True),
        TicketRow("On the flag", "Ada ♥", departs=True, written=True),
        TicketRow("Waist (cm)", "84.5", departs=True, written=True),
    )
    assert (got.order, got.quantity, got.notes) == (ORDER, 3, ("HOLD PICKLES",))


def test_on_paper_what_is_special_comes_first() -> None:
    got = render(
        ticket(BURGER, ORDER, line(2, words=True, pickles="without", sauce="hot"), {"flag": " Ada  ♥"}), 28
    )
    assert got.split("\n") == [
        "2 × The Burger",
        "ord_1",
        "=" * 28,
        "*** HOLD PICKLES ***",
        "*** CAREFUL, HOT ***",
        "=" * 28,
        "  Bun: white",
        "> Pickles: none",
        "> Sauce: hot",
        "> On the flag:",
        "  | Ada  ♥|",
    ]


def test_the_usual_has_no_notes() -> None:
    assert ticket(BURGER, ORDER, line(), {}).notes == ()
    assert "*" not in render(ticket(BURGER, ORDER, line(), {}))


@given(st.text(min_size=1, max_size=200), st.integers(10, WIDTH))
def test_a_text_reaches_the_maker_character_by_character(text: str, width: int) -> None:
    rows = render(ticket(BURGER, ORDER, line(words=True), {"flag": text}), width).split("\n")
    pieces = [row[3:-1] for row in rows if row.startswith("  |") and row.endswith("|")]
    control = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert "".join(pieces) == "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in control else char for char in text
    )
    assert all(len(row) <= width for row in rows)


def test_a_line_break_cannot_forge_a_row() -> None:
    got = render(ticket(BURGER, ORDER, line(words=True), {"flag": "Ada\n> Sauce: hot"}))
    assert "\n> Sauce: hot" not in got


def test_no_ticket_without_its_words() -> None:
    with pytest.raises(BadInput, match='what was written in "flag" is missing'):
        ticket(BURGER, ORDER, line(words=True), {})


@pytest.mark.parametrize("choices", [{"bun": "oat"}, {"cheese": "two"}])
def test_a_line_of_another_revision_is_refused(choices: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="is not in this revision"):
        ticket(BURGER, ORDER, line(**choices), {})


def test_a_line_of_another_family_is_refused() -> None:
    with pytest.raises(BadInput, match="it is no The Burger"):
        ticket(BURGER, ORDER, order().lines[0], {})
