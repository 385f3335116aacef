"""If it is public, it is documented; and what is documented is there."""

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import sumisura
from sumisura.cli.main import app
from sumisura.kernel import SumisuraError
from sumisura.settings import ELSEWHERE, KNOWN, PREFIX

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SOURCES = sorted((ROOT / "src" / "sumisura").rglob("*.py"))
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md")), ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]


def public(node):
    """The public classes, functions and methods below a module or class, with their names."""
    for each in node.body:
        if not isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if not each.name.startswith("_") and not any("overload" in ast.dump(d) for d in each.decorator_list):
            yield each.name, each
            if isinstance(each, ast.ClassDef):
                yield from ((f"{each.name}.{name}", inner) for name, inner in public(each))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_every_public_thing_says_what_it_is_for(path):
    tree = ast.parse(path.read_text())
    bare = [name for name, node in public(tree) if not ast.get_docstring(node)]
    assert ast.get_docstring(tree), "the module"
    assert bare == []


def test_the_contract_has_examples():
    without = [name for name in sumisura.__all__ if not inspect.getdoc(getattr(sumisura, name))]
    assert without == []
    library = (DOCS / "library.md").read_text()
    for name in (
        "read_family",
        "compile",
        "count",
        "columns",
        "best",
        "start",
        "choose",
        "retract",
        "choices",
    ):
        assert re.search(rf"\b{name}\b", library), name
    for name in ("options", "why", "repair", "complete", "is_complete", "price", "give_up", "price_delta"):
        assert re.search(rf"\b{name}\b", library), name


def commands():
    """(words, parameters) of every command."""

    def below(command, words):
        inner = getattr(command, "commands", None)
        if inner is None:
            yield words, command.params
            return
        for name, each in inner.items():
            yield from below(each, (*words, name))

    return list(below(typer.main.get_command(app), ("sumisura",)))


def test_there_are_commands():
    assert len(commands()) >= 6


@pytest.mark.parametrize(("words", "parameters"), commands(), ids=lambda it: " ".join(map(str, it))[:40])
def test_every_command_and_option_is_in_the_docs(words, parameters):
    sections = (DOCS / "cli.md").read_text().split("\n## ")
    head = f"`{' '.join(words)}"
    (section,) = [one for one in sections if re.match(rf"{head}[` ]", one)]
    for each in parameters:
        names = [name for name in each.opts if name.startswith("--")]
        for name in [*names, *([] if names else [each.name.upper()])]:
            assert name == "--help" or name in section, name


def parts_of_the_command_line():
    """(words, command) of every command and every group of commands."""

    def below(command, words):
        yield " ".join(words), command
        for name, each in getattr(command, "commands", {}).items():
            yield from below(each, (*words, name))

    return list(below(typer.main.get_command(app), ("sumisura",)))


def test_every_command_and_option_helps():
    bare = []
    for words, command in parts_of_the_command_line():
        first = (command.help or "").strip().split("\n\n")[0]
        if not re.search(r"\w.*[.:]", first) or not first[0].isupper():
            bare.append(words)
        bare += [f"{words} {one.name}" for one in command.params if not getattr(one, "help", "")]
    assert bare == []


def test_every_command_is_under_a_topic():
    root = typer.main.get_command(app)
    assert [name for name, each in root.commands.items() if not each.rich_help_panel] == []


def test_every_setting_is_in_the_docs_and_nothing_else():
    listed = re.findall(r"^\| `(\w+)`", (DOCS / "settings.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(PREFIX + name for name in (*KNOWN, *ELSEWHERE))


def errors():
    """Every error of ours, however deep it derives."""
    for module in pkgutil.walk_packages(sumisura.__path__, "sumisura."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, left = set(), [SumisuraError]
    while left:
        below = left.pop().__subclasses__()
        found.update(below)
        left.extend(below)
    return {one for one in found if one.__module__.startswith("sumisura.")}


def row(error):
    means = inspect.getdoc(error).splitlines()[0].replace("``", "`")
    name = f"{error.__module__}.{error.__qualname__}"
    return f"| {error.status} | `{error.code}` | `{name}` | {means} |"


def test_every_error_is_in_the_docs_as_it_is():
    listed = [line for line in (DOCS / "errors.md").read_text().splitlines() if re.match(r"\| \d", line)]
    ours = [row(error) for error in sorted(errors(), key=lambda one: (one.status, one.code))]
    assert listed == ours, "copy this:\n" + "\n".join(ours)


def test_no_two_errors_share_a_code():
    codes = sorted(error.code for error in errors())
    assert len(set(codes)) == len(codes)


def test_every_decision_is_listed():
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (DOCS / "decisions" / "README.md").read_text())
    there = {path.name for path in (DOCS / "decisions").glob("*.md")} - {"README.md"}
    assert sorted(listed) == sorted(there)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for link in re.findall(r"(?:\]\(|src=\")([^)\"#\s]+)", page.read_text()):
        if not link.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_every_page_can_be_found(page):
    if page.name not in {"README.md", "index.md"}:  # the way in: on a code host, and on the site
        assert f"({page.name})" in (DOCS / "README.md").read_text()


def test_every_public_name_of_the_library_is_in_its_reference():
    listed = re.findall(r"auto\w+:: (?:sumisura\.)?(\w+)", (DOCS / "library-names.md").read_text())
    assert sorted(listed) == sorted(sumisura.__all__)


def test_the_site_builds_without_a_warning_and_asks_nobody_else(tmp_path):
    build = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-d",
        tmp_path / "read",
        DOCS,
        tmp_path / "site",
    ]
    done = subprocess.run(build, capture_output=True, text=True, check=False)  # noqa: S603 - our own pages
    assert (done.returncode, done.stderr) == (0, "")
    for page in DOCS.glob("*.md"):
        assert page.name == "README.md" or (tmp_path / "site" / f"{page.stem}.html").is_file(), page
    asked = re.compile(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(?:https?:)?//')
    for page in (tmp_path / "site").rglob("*.html"):
        assert not asked.search(page.read_text()), page


def test_targets_named_in_the_readme_exist():
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        assert set(re.findall(r"`make ([a-z]+)", page.read_text())) <= made
