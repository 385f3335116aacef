"""Help that teaches: an example that can be run ends each command's help, and what is mistyped is guessed."""

import re
import shlex

import pytest
import typer

from sumisura.cli.main import app

WIDTH = 80


def commands():
    """(words, command) of every command."""

    def below(command, words):
        inner = getattr(command, "commands", None)
        if inner is None:
            yield words, command
            return
        for name, each in inner.items():
            yield from below(each, (*words, name))

    return list(below(typer.main.get_command(app), ()))


COMMANDS = pytest.mark.parametrize(
    ("words", "command"), [pytest.param(*one, id=" ".join(one[0])) for one in commands()]
)


@COMMANDS
def test_the_example_of_a_command_is_one_of_its_own_and_can_be_run(words, command):
    found = re.fullmatch(r"Example:\s+(sumisura .+)", command.epilog or "")
    assert found, "end its help with: Example: sumisura …"
    typed = shlex.split(found[1])
    assert typed[: len(words) + 1] == ["sumisura", *words]
    command.make_context(
        words[-1], typed[len(words) + 1 :]
    )  # ends this test where it would not be understood


@COMMANDS
def test_help_fits_a_terminal_of_80_columns(run, words, command):
    said = run(*words, "--help", COLUMNS=str(WIDTH)).stdout
    lines = [line for line in said.splitlines() if line.strip()]
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1].strip() == command.epilog.split("\n\n")[-1], "the example is whole, to be copied"
    assert not re.search(r"<[^<>]*\|[^<>]*  ", said), "its choices break within a word: give it a metavar"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("demoo",), "Did you mean 'demo'?"),
        (("dcotor",), "Did you mean 'doctor'?"),
        (("signals", "imprt", "orders.csv"), "Did you mean 'import'?"),
        (("staff", "diable", "lucia", "ada@lucia.example"), "'disable'"),
        (("serve", "--proceses", "3"), "--processes"),
        (("export", "a.csv", "--brnad", "lucia"), "--brand"),
        (("check", "a.yaml", "--jsno"), "--json"),
    ],
)
def test_what_is_mistyped_is_guessed(run, typed, meant):
    done = run(*typed, COLUMNS=str(WIDTH))
    assert done.returncode == 2
    assert meant in done.stderr
