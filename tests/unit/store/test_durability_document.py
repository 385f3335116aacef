"""Every promise in ``docs/durability.md`` names tests, and they exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "durability.md").read_text())


def test_the_document_names_tests() -> None:
    assert len(NAMED) >= 20


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)))
def test_the_test_named_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text())
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
