"""The workbench's pages: bring a file, see what was found in it, and shape it with the configurator of every shop."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import Provide
from litestar.params import FromPath, MultipartBody

from sumisura.files import Problem
from sumisura.kernel import WORKBENCH, DesignId, NotFound
from sumisura.space.read import BadFamily
from sumisura.usecases.workbench import bringing, samples
from sumisura.usecases.workbench.bringing import File
from sumisura.usecases.workbench.model import BRAND
from sumisura.web import configurator
from sumisura.web.door import Shopper, Visiting, Wired, client, met

LARGEST_FORM = 64_000_000
"""Bytes; how large a file may be is the setting's to say, in words."""
SHOWN = 200_000
"""Characters of a file that the page shows again to be mended in place; a larger one is mended where it came from."""
Brought = MultipartBody[dict[str, Any]]


def visitor(request: Request[Any, Any, Any], services: Wired) -> Shopper:
    """Whoever is at the workbench: nobody is known here, and what they look at has not had its time.

    Raises:
        NotFound: there is no workbench here.
        TooMany: they ask too often.
        Over: the design is kept no longer.
    """
    if not services.workbench.allows.minutes:
        raise NotFound("shop", WORKBENCH)
    services.limits.take("bench", WORKBENCH, client(request))
    made = met(request, services, BRAND)
    design = request.path_params.get("design")
    family = request.path_params.get("family")
    if design or family:
        found = (
            bringing.behind(services, DesignId(design)) if design else bringing.show(services, str(family))
        )
        made.until = found.until
    return made


@get("/", sync_to_thread=True)
def door(shopper: Visiting) -> Response[Any]:
    """Where a file is brought."""
    shopper.services.workbench.apart.get_ready()
    return _door(shopper)


@post("/bring", sync_to_thread=True, request_max_body_size=LARGEST_FORM)
def bring(shopper: Visiting, data: Brought) -> Response[Any]:
    """Take a file, a text or a sample, and go to what was found in it; or show what is wrong, and lose nothing."""
    file = data.pop("file", None)
    form = {name: str(value) for name, value in data.items()}
    shopper.admit(form)
    sent = _sent(file, form)
    if not sent.data.strip():
        return _door(
            shopper, problems=[Problem("the file", "there is nothing in it", "Choose one, or paste it.")]
        )
    try:
        found = bringing.bring(shopper.services, sent, client(shopper.request))
    except BadFamily as error:
        return _door(shopper, problems=error.problems, sent=sent)
    return shopper.go(f"/{found.id}")


@get("/{family:str}", sync_to_thread=True)
def found(shopper: Visiting, family: FromPath[str]) -> Response[Any]:
    """What was found in a family."""
    brought = bringing.show(shopper.services, family)
    return shopper.page("workbench_found.html", found=brought, link=str(shopper.request.url))


def _sent(file: object, form: dict[str, str]) -> File:
    """What the form holds: the sample that was pressed, else the file, else the text."""
    if form.get("sample"):
        sample = samples.named(form["sample"])
        return File(sample.file, sample.data)
    if isinstance(file, UploadFile) and file.filename:
        return File(file.filename, file.file.read())
    text = form.get("text", "").replace("\r\n", "\n")
    return File(form.get("name", ""), text.encode())


def _door(shopper: Shopper, problems: Sequence[Problem] = (), sent: File | None = None) -> Response[Any]:
    shown = _text(sent.data) if sent else ""
    return shopper.page(
        "workbench.html",
        status=422 if problems else 200,
        samples=samples.every(),
        allows=shopper.services.workbench.allows,
        problems=[_placed(problem, shown.splitlines()) for problem in problems],
        text=shown,
        name=sent.name if sent else "",
        kept=bool(sent and sent.data) and not shown,
    )


def _text(data: bytes) -> str:
    """A file as it can be shown to be mended; "" for one that is too large, or no text: its sender has it still."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    return text if len(text) <= SHOWN else ""


def _placed(problem: Problem, lines: Sequence[str]) -> tuple[Problem, int, str]:
    """A problem, the line it is in (0 for none), and what stands there."""
    tail = problem.where.rpartition(":")[2]
    number = int(tail) if tail.isdecimal() and len(tail) < len(str(SHOWN)) + 1 else 0
    line = lines[number - 1][:200] if 0 < number <= len(lines) else ""
    return problem, number, line


HANDLERS = [
    Router(
        f"/{WORKBENCH}",
        route_handlers=[door, bring, found, *configurator.SHAPING],
        dependencies={"shopper": Provide(visitor, sync_to_thread=True)},
    )
]
