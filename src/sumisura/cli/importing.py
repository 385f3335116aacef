"""Bring in a brand or a family, and say what came of it."""

import re
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from sumisura.cli.progress import bars, compiling
from sumisura.kernel import BadInput, Brand, BrandId, NotFound
from sumisura.space.read import read_family
from sumisura.usecases.bringing_in import publish
from sumisura.usecases.bringing_in.publish import Published
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse


def bring_in(services: Services, source: Path, brand: str, out: Console) -> None:
    """A folder is a brand; a file is one family, for the brand that is named (made where it is new)."""
    done = _folder(services, source, out) if source.is_dir() else _file(services, source, brand, out)
    for space in done.spaces:
        family = space.family
        state = "new revision" if family.name in done.changed else "unchanged"
        words = f"{done.brand.title}: {family.title}, {state}, {space.count():,} variants can be made."
        out.print(escape(words), soft_wrap=True)
    out.print(
        f"Its shop is at /{done.brand.id}. Who may sign in: sumisura staff add {done.brand.id} YOUR-EMAIL",
        soft_wrap=True,
    )


def _folder(services: Services, source: Path, out: Console) -> Published:
    folder = publish.read_folder(source)
    with bars(out) as progress:
        return publish.publish(
            services,
            folder,
            each=lambda family: progress.add_task(f"Compiling {family.title}", total=None),
        )


def _file(services: Services, source: Path, brand: str, out: Console) -> Published:
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
    with compiling(out, family):
        return publish.publish_family(services, shop, family)
