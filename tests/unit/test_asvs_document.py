"""``docs/asvs.md`` leaves out no requirement, and what it names is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "asvs.md").read_text()
ROWS = re.findall(r"^\| (\d[\d., ]+) \| ([^|]+) \| (.+) \|$", TEXT, re.MULTILINE)
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))
MODULES = sorted(set(re.findall(r"`((?!tests/)[\w/]+\.py)`", TEXT)))
STATES = {"met", "partly", "**not met**", "operator", "none here"}
LEVEL_2 = {
    "1.1": "1-7", "1.2": "1-4", "1.4": "1 4 5", "1.5": "1-4", "1.6": "1-4", "1.7": "1-2", "1.8": "1-2", "1.9": "1-2",
    "1.10": "1", "1.11": "1-2", "1.12": "2", "1.14": "1-6",
    "2.1": "1-12", "2.2": "1-3", "2.3": "1-3", "2.4": "1-5", "2.5": "1-7", "2.6": "1-3", "2.7": "1-6", "2.8": "1-7",
    "2.9": "1-3", "2.10": "1-4",
    "3.1": "1", "3.2": "1-4", "3.3": "1-4", "3.4": "1-5", "3.5": "1-3", "3.7": "1",
    "4.1": "1 2 3 5", "4.2": "1-2", "4.3": "1-3",
    "5.1": "1-5", "5.2": "1-8", "5.3": "1-10", "5.4": "1-3", "5.5": "1-4",
    "6.1": "1-3", "6.2": "1-6", "6.3": "1-2", "6.4": "1-2",
    "7.1": "1-4", "7.2": "1-2", "7.3": "1 3 4", "7.4": "1-3",
    "8.1": "1-4", "8.2": "1-3", "8.3": "1-8",
    "9.1": "1-3", "9.2": "1-4",
    "10.2": "1-2", "10.3": "1-3",
    "11.1": "1-8",
    "12.1": "1-3", "12.2": "1", "12.3": "1-6", "12.4": "1-2", "12.5": "1-2", "12.6": "1",
    "13.1": "1 3 4 5", "13.2": "1 2 3 5 6", "13.3": "1-2", "13.4": "1-2",
    "14.1": "1-4", "14.2": "1-6", "14.3": "2-3", "14.4": "1-7", "14.5": "1-4",
}  # fmt: skip
"""The requirements of levels 1 and 2 in ASVS 4.0.3, by section; the numbers left out are deleted there, or of level 3."""


def required():
    for section, numbers in LEVEL_2.items():
        for part in numbers.split():
            first, _, last = part.partition("-")
            yield from (f"{section}.{one}" for one in range(int(first), int(last or first) + 1))


def test_every_requirement_stands_once_in_its_chapter():
    listed = [number for numbers, _, _ in ROWS for number in numbers.split(", ")]
    assert sorted(listed) == sorted(required())
    for chapter in re.split(r"^## V", TEXT, flags=re.MULTILINE)[1:]:
        own = chapter.split()[0]
        assert {one.split(".")[0] for one in re.findall(r"^\| (\d+\.\d+\.\d+)", chapter, re.MULTILINE)} == {
            own
        }


def test_each_has_a_state_and_a_reason():
    assert {state for _, state, _ in ROWS} == STATES
    assert min(len(how) for _, _, how in ROWS) >= 2


def test_what_is_not_met_is_said_first():
    short = TEXT.split("## What is not met, in short")[1].split("\n## ")[0]
    for numbers, state, _ in ROWS:
        if state == "**not met**":
            sections = {one for number in numbers.split(", ") for one in (number, number.rpartition(".")[0])}
            assert any(re.search(rf"\b{re.escape(one)}\b(?!\.\d)", short) for one in sections), numbers


@pytest.mark.parametrize(("file", "name"), TESTS)
def test_the_test_named_exists(file, name):
    tree = ast.parse((ROOT / file).read_text())
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("name", MODULES)
def test_the_module_named_exists(name):
    assert (ROOT / "src" / "sumisura" / name).is_file()


def test_there_are_tests_and_modules_to_find():
    assert len(TESTS) > 50
    assert len(MODULES) > 30
