"""`sumisura new`: a few questions, a folder that people can read, and a shop that is open."""

import shutil
import tempfile
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import typer
from babel.core import get_global
from babel.numbers import get_territory_currencies
from rich.console import Console
from rich.markup import escape

from sumisura.cli import importing
from sumisura.kernel import BadInput, BrandId
from sumisura.usecases.bringing_in.beginning import Answers, Choice, Rule, files, slug
from sumisura.usecases.bringing_in.publish import read_folder
from sumisura.usecases.maker.checking import check_file
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse

SECONDS = 30.0
"""That the check of a new family may take."""
EXAMPLE = ("Size=Small, Large:4", "Glaze=White, Blue:2.50, Gold:12")
RULE = "Glaze=Gold / Size=Large / Our gold kiln takes small mugs only."


def options(texts: Sequence[str]) -> tuple[Choice, ...]:
    """Choices as they are typed: ``Glaze=White, Blue:2.50, Gold:12``.

    Raises:
        BadInput: one has no name, no two options, or a price that is none.
    """
    return tuple(_choice(text) for text in texts)


def rules(texts: Sequence[str]) -> tuple[Rule, ...]:
    """Rules as they are typed: ``Glaze=Gold / Size=Large / the reason``.

    Raises:
        BadInput: one is not of that form.
    """
    return tuple(_rule(text) for text in texts)


def amount(text: str, where: str) -> Decimal:
    """A price as typed. Raises BadInput where it is none."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise BadInput(f"{text.strip()!r} is no price", where=where, mend="Write it like 12 or 2.50.")
    return found


def home(country: str) -> tuple[str, str, str]:
    """Currency, language and time zone that are usual in a country.

    Raises:
        BadInput: there is no such country.

    Example:
        >>> home("IT")
        ('EUR', 'it', 'Europe/Rome')
    """
    zones = get_global("territory_zones").get(country, ())
    currencies = get_territory_currencies(country) if zones else []
    if not currencies:
        raise BadInput(f"{country!r} is no country", where="--country", mend="Give its two letters, as IT.")
    languages = get_global("territory_languages").get(country, {})
    language = max(languages, key=lambda one: languages[one]["population_percent"], default="en")
    return currencies[0], language.partition("_")[0], zones[0]


def ask(words: str, usual: str, *, quiet: bool) -> str:
    """An answer from the terminal; the usual one where nobody is to be asked."""
    return usual if quiet else str(typer.prompt(words, default=usual)).strip()


def ask_many(words: str, usual: Sequence[str], *, quiet: bool) -> Sequence[str]:
    """Answers until an empty one; the usual ones where nobody is to be asked, or where there is none."""
    if quiet:
        return usual
    found: list[str] = []
    while answer := str(typer.prompt(f"{words} (empty to go on)", default="", show_default=False)).strip():
        found.append(answer)
    return found or usual


def begin(services: Services, said: Answers, folder: Path, address: str, out: Console) -> None:
    """Write the folder, check it, and bring it in: all of it, or nothing is left.

    Raises:
        BadInput: the folder or the shop is there already, or an answer cannot be used.
    """
    _refuse_known(services, said.name, folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as beside:
        draft = Path(beside, folder.name)
        draft.mkdir()
        for name, text in files(said).items():
            (draft / name).write_text(text, encoding="utf-8")
        read_folder(draft)
        _check(draft, out)
        shutil.move(draft, folder)
    try:
        importing.bring_in(services, folder, "", out)
    except BaseException:  # Ctrl-C, too: a folder that is no shop would only be in the way of the next try
        shutil.rmtree(folder)
        raise
    out.print(escape(f"Written to {folder}. Change it and run: sumisura import {folder}"), soft_wrap=True)
    out.print(f"Open it: sumisura serve, then {address}/{said.name}", soft_wrap=True)


def _refuse_known(services: Services, name: str, folder: Path) -> None:
    if not name or not name[0].isalpha():
        raise BadInput(
            f"{name!r} cannot stand in an address", where="--title", mend="Begin the name with a letter."
        )
    if folder.exists():
        raise BadInput("this folder is there already", where=str(folder), mend="Name another: --folder.")
    if BrandId(name) in {one.id for one in browse.every_brand(services)}:
        raise BadInput(f"there is a shop called {name}", where="--title", mend="Give yours another name.")


def _check(folder: Path, out: Console) -> None:
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "brand.yaml":
            continue
        _, found = check_file(path, SECONDS)
        for finding in found.errors:
            out.print(escape(f"{finding.where}: {finding.what}"), style="yellow", soft_wrap=True)


def _choice(text: str) -> Choice:
    label, _, rest = text.partition("=")
    found = [_option(each, text) for each in rest.split(",") if each.strip()]
    if not slug(label) or len({slug(name) for name, _ in found}) < max(2, len(found)):
        raise BadInput(
            f"{text!r} is no choice of two options or more, each with a name of its own",
            where="--choice",
            mend=f"Write it like {EXAMPLE[1]}",
        )
    return Choice(label.strip(), found)


def _option(text: str, whole: str) -> tuple[str, Decimal]:
    label, _, more = text.partition(":")
    return label.strip(), amount(more, f"--choice {whole}") if more.strip() else Decimal(0)


def _rule(text: str) -> Rule:
    parts = [part.strip() for part in text.split("/", 2)]
    if len(parts) < 3 or "=" not in parts[0] or "=" not in parts[1] or not parts[2]:  # noqa: PLR2004 - as below
        raise BadInput(f"{text!r} is no rule", where="--rule", mend=f"Write it like {RULE}")
    return Rule(*parts)
