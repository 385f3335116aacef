"""Open the shops: the server, and for the demo the example brands and a worker beside it."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import structlog
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, TaskID

import sumisura
from sumisura import logs
from sumisura.app import wired
from sumisura.cli.answering import PATIENCE, answer
from sumisura.cli.processes import LOOK, Supervisor
from sumisura.cli.progress import bars
from sumisura.kernel import BadInput, Brand, Role
from sumisura.settings import Settings
from sumisura.usecases.bringing_in import publish
from sumisura.usecases.demo import living
from sumisura.usecases.learning import crowds, weighing
from sumisura.usecases.learning.training import train
from sumisura.usecases.office.sign_in import DEMO_PASSWORD, add_staff
from sumisura.usecases.services import Services

log = structlog.get_logger()
STAFF = (Role.OWNER, Role.OPERATOR, Role.MAKER)
TOLD = 100
"""Simulated customers between two words about them."""
WEIGHED = 250
"""Customers that sources are weighed on before the shops open; the nights take more."""


def serve(settings: Settings, out: Console) -> int:
    """Answer requests until told to stop, in as many processes as the settings say; returns the exit code.

    Raises:
        BadInput: the port is taken.
    """

    def told() -> None:
        if out.is_terminal:
            out.print(f"Open at {settings.address}. Stop with Ctrl-C.", soft_wrap=True)
        else:  # whoever reads standard output reads one object a line
            log.info("server.open", address=settings.address)

    logs.configure(settings.log_format, settings.log_level)
    with listening(settings) as door:
        if settings.processes > 1:
            patience = settings.linger + 2 * PATIENCE
            return Supervisor(partial(answer, settings, door), door, settings.processes, patience).run(told)
        answer(settings, door, told)
    return 0


def demo(data: Path, port: int, customers: int, out: Console) -> None:
    """The example brands, open to look at.

    Args:
        customers: simulated ones who have walked through each brand before it opens; 0 for none.

    Raises:
        BadInput: the port is taken.
    """
    settings = replace(Settings.from_environment(), data=data, port=port, demo=True)
    with listening(settings) as door:
        with wired(settings) as services:
            _load(services, customers, out)
        with _worker(settings):
            answer(settings, door, lambda: _say(settings, [folder.name for folder in _folders()], out))


def examples() -> Path:
    """Where the example brands are: in a checkout, or inside the installed package.

    Raises:
        BadInput: they are in neither.
    """
    package = Path(sumisura.__file__).parent
    for folder in (package.parents[1] / "examples" / "brands", package / "examples" / "brands"):
        if folder.is_dir():
            return folder
    raise BadInput("the example brands are not here", mend="Run the demo from a checkout, or reinstall.")


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """The port, ours from here on: whoever knocks before the server is up is answered when it is."""
    signal.signal(signal.SIGTERM, _stop)  # the server, once stopped, passes the signal on to this
    try:
        door = _bound(settings)
    except OSError as problem:
        raise BadInput(
            f"the shop cannot open at {settings.address}: {problem.strerror}",
            mend="Choose another port: --port for a demo, SUMISURA_PORT otherwise.",
        ) from problem
    with door:
        yield door


def _bound(settings: Settings) -> socket.socket:
    """The port; where a supervisor was killed, its processes have it until they have finished what they began."""
    until = time.monotonic() + (2 * PATIENCE if settings.processes > 1 else 0)
    while True:
        try:
            return socket.create_server((settings.host, settings.port), backlog=2048)
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE or time.monotonic() >= until:
                raise
            time.sleep(LOOK)


def _stop(*_: object) -> None:
    raise SystemExit(0)


def _folders() -> list[Path]:
    return sorted(path for path in examples().iterdir() if (path / publish.BRAND).is_file())


def _load(services: Services, customers: int, out: Console) -> None:
    with bars(out) as progress:
        for path in _folders():
            task = progress.add_task(f"Reading {path.name}")
            folder = publish.read_folder(path)
            title = folder.brand.title
            progress.update(task, description=f"Compiling {title}")
            publish.publish(services, folder)
            _add_staff(services, path.name)
            if customers:
                _live(services, folder.brand, customers, partial(_describe, progress, task))
            progress.update(task, description=f"{title} is ready", total=1, completed=1)


ALL_AT_ONCE = 20_000
"""Entries counted in one unit of work: before the shop opens nobody waits."""


def _describe(progress: Progress, task: TaskID, said: str) -> None:
    progress.update(task, description=said)


def _live(services: Services, brand: Brand, customers: int, say: Callable[[str], object]) -> None:
    """Let simulated customers walk through a brand, and learn from them: once, however often the demo is run."""

    def step(done: int, of: int) -> None:
        if done % TOLD == 0:
            say(f"{brand.title}: simulated customers, {100 * done // of} %")

    def learn() -> None:
        train(
            services,
            brand.id,
            np.random.default_rng(living.SEED),
            lambda what, *_: say(f"{brand.title}: {what}"),
        )

    if living.seed(services, brand.id, customers, step=step, learn=learn):
        say(f"{brand.title}: weighing what each source adds")
        weighing.weigh_again(services, brand.id, np.random.default_rng(living.SEED), customers=WEIGHED)
    say(f"{brand.title}: counting what is hot")
    crowds.refresh(services, brand.id, page=ALL_AT_ONCE)


def _add_staff(services: Services, brand: str) -> None:
    for role in STAFF:
        try:
            add_staff(services, brand, _address(role, brand), DEMO_PASSWORD, role)
        except BadInput:
            return  # the demo was run here before, and its accounts are there


def _address(role: Role, brand: str) -> str:
    return f"{role}@{brand}.example"


def _say(settings: Settings, brands: list[str], out: Console) -> None:
    lines = [
        "",
        f"[bold]The shops are open:[/bold] {settings.address}",
        *(f"  {settings.address}/{brand}" for brand in brands),
        "",
        "[bold]Behind the counter:[/bold]",
        *(
            f"  {settings.address}/{brand}/office  sign in as {_address(Role.OWNER, brand)}"
            for brand in brands
        ),
        f"  password: {DEMO_PASSWORD}",
        "  operator@… and maker@… are there as well, with fewer rights",
        "",
        f"Everything is kept in {escape(str(settings.data))}. Stop with Ctrl-C.",
        f"For other commands on it: SUMISURA_DEMO=1 SUMISURA_DATA={escape(str(settings.data))} sumisura …",
    ]
    for line in lines:
        out.print(line, soft_wrap=True)


@contextmanager
def _worker(settings: Settings) -> Iterator[None]:
    """A worker beside the server, as in production."""
    environment = os.environ | {"SUMISURA_DATA": str(settings.data), "SUMISURA_DEMO": "1"}
    process = subprocess.Popen([sys.executable, "-m", "sumisura.cli", "worker"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
