"""The command line as a person runs it: in this process, since starting another one for each would take seconds."""

import io
import os
import sys
from dataclasses import dataclass

import pytest

from sumisura.cli.main import main

CLEAN = {name: text for name, text in os.environ.items() if not name.startswith("SUMISURA_")}


@dataclass(frozen=True)
class Done:
    """What a command said, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def command(monkeypatch, capsys, data, *words, stdin="", **settings) -> Done:
    """Run a command to its end on the data in a folder."""
    with monkeypatch.context() as here:
        for name in set(os.environ) - set(CLEAN):
            here.delenv(name)
        for name, text in ({"SUMISURA_DATA": str(data)} | settings).items():
            here.setenv(name, text)
        here.setattr(sys, "argv", ["sumisura", *map(str, words)])
        here.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
    said = capsys.readouterr()
    return Done(end.value.code or 0, said.out, said.err)
