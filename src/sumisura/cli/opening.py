"""Open the shops: the server, and for the demo the example brands and a worker beside it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

import sumisura
from sumisura.app import wired
from sumisura.kernel import BadInput, Role
from sumisura.settings import Settings
from sumisura.usecases import publish
from sumisura.usecases.services import Services
from sumisura.usecases.sign_in import add_staff
from sumisura.web.server import build

PASSWORD = "measure twice, cut once"  # noqa: S105 - known to all, and refused outside a demo
STAFF = (Role.OWNER, Role.OPERATOR, Role.MAKER)


def serve(settings: Settings) -> None:
    """Answer requests until told to stop."""
    with wired(settings) as services:
        uvicorn.run(
            build(services),
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
        )


def demo(data: Path, port: int, out: Console) -> None:
    """The example brands, open to look at."""
    settings = replace(Settings.from_environment(), data=data, port=port, demo=True)
    with wired(settings) as services:
        _load(services, out)
        brands = [folder.name for folder in _folders()]
    _say(settings, brands, out)
    with _worker(settings):
        serve(settings)


def examples() -> Path:
    """Where the example brands are: in a checkout, or beside the installed package."""
    package = Path(sumisura.__file__).parent
    for folder in (package.parents[1] / "examples" / "brands", package / "examples" / "brands"):
        if folder.is_dir():
            return folder
    raise BadInput("the example brands are not here", mend="Run the demo from a checkout, or reinstall.")


def _folders() -> list[Path]:
    return sorted(path for path in examples().iterdir() if (path / publish.BRAND).is_file())


def _load(services: Services, out: Console) -> None:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        for path in _folders():
            task = progress.add_task(f"Reading {path.name}")
            folder = publish.read_folder(path)
            progress.update(task, description=f"Compiling {folder.brand.title}")
            publish.publish(services, folder)
            _add_staff(services, path.name)
            progress.update(task, description=f"{folder.brand.title} is ready", total=1, completed=1)


def _add_staff(services: Services, brand: str) -> None:
    for role in STAFF:
        try:
            add_staff(services, brand, _address(role, brand), PASSWORD, role)
        except BadInput:
            return  # the demo was run here before, and its accounts are there


def _address(role: Role, brand: str) -> str:
    return f"{role}@{brand}.example"


def _say(settings: Settings, brands: list[str], out: Console) -> None:
    out.print(f"\n[bold]The shops are open:[/bold] {settings.address}")
    for brand in brands:
        out.print(f"  {settings.address}/{brand}")
    out.print(f"\n[bold]Behind the counter:[/bold] {settings.address}/{brands[0]}/office")
    out.print(
        f"  sign in as {_address(Role.OWNER, brands[0])} (or operator@, maker@; for each brand its own)"
    )
    out.print(f"  password   {PASSWORD}")
    out.print("\nStop with Ctrl-C. Everything is kept in", str(settings.data))


@contextmanager
def _worker(settings: Settings) -> Iterator[None]:
    """A worker beside the server, as in production."""
    environment = os.environ | {"SUMISURA_DATA": str(settings.data), "SUMISURA_DEMO": "1"}
    process = subprocess.Popen([sys.executable, "-m", "sumisura.cli", "worker"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)
