"""Bring in a brand or a family, and say what came of it."""

import re
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sumisura.kernel import BadInput, Brand, BrandId, NotFound
from sumisura.space.read import read_family
from sumisura.usecases import browse, publish
from sumisura.usecases.publish import Published
from sumisura.usecases.services import Services


def bring_in(services: Services, source: Path, brand: str, out: Console) -> None:
    """A folder is a brand; a file is one family, for the brand that is named (made where it is new)."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task(f"Reading {source}")
        done = _folder(services, source, progress) if source.is_dir() else _file(services, source, brand)
        progress.update(task, total=1, completed=1)
    for space in done.spaces:
        family = space.family
        state = "new revision" if family.name in done.changed else "unchanged"
        out.print(f"{done.brand.title}: {family.title}, {state}, {space.count():,} variants can be made.")
        out.print(f"  /{done.brand.id}", soft_wrap=True)


def _folder(services: Services, source: Path, progress: Progress) -> Published:
    return publish.publish(
        services,
        publish.read_folder(source),
        each=lambda family: progress.add_task(f"Compiling {family.title}", total=None),
    )


def _file(services: Services, source: Path, brand: str) -> Published:
    name = brand or source.resolve().parent.name
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", name):
        raise BadInput(
            f'"{name}" cannot stand in an address',
            where="--brand",
            mend="Use small letters, figures and hyphens, beginning with a letter.",
        )
    family = read_family(source)
    try:
        shop = browse.brand(services, name)
    except NotFound:
        shop = Brand(BrandId(name), name.title(), family.currency)
    return publish.publish_family(services, shop, family)
