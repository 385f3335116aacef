"""The configurator's page: every act is a plain form first, and a swapped piece where there is htmx."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery

from sumisura.kernel import BadInput, DesignId
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import bag, configure, copying, finishing, proofs, steps
from sumisura.usecases.shop.views import ConfiguratorView
from sumisura.web.door import Form, Shopper, Visiting, client, is_htmx
from sumisura.web.taste import ENTRY

FIELD = "field."
"""What the names of written fields begin with, in the one form that holds the whole design."""


@post("/{family:str}/designs", sync_to_thread=True)
def start(shopper: Visiting, family: FromPath[str], data: Form) -> Response[Any]:
    """Open a new design of a family."""
    visitor = shopper.admit(data)
    design = configure.start(shopper.services, visitor, family, data.get("preset", ""))
    return shopper.go(f"/designs/{design}")


@get("/designs/{design:str}", sync_to_thread=True)
def show(
    shopper: Visiting,
    design: FromPath[str],
    why: FromQuery[str] = "",
    did: FromQuery[str] = "",
    entry: FromQuery[str] = "",
    step: FromQuery[str] = "",
    find: FromQuery[str] = "",
) -> Response[Any]:
    """The design's page; ``why=variable:value`` asks about an option, ``did=variable`` what changing it changed.

    ``entry`` names the decision that finished it just now. Of a design with very many choices, ``step`` names the one
    step that is laid out, and ``find`` says what is searched for.
    """
    asking = _option(why) if why else None
    view = configure.show(shopper.services, shopper.visitor, DesignId(design), asking=asking, did=did)
    view = replace(view, entry=entry if ENTRY.fullmatch(entry) else "")
    at = asking[0] if asking else did
    return _page(shopper, steps.laid_out(view, at=at, step=step, find=find), at=at)


@get("/designs/{design:str}/proof", sync_to_thread=True)
def proof(shopper: Visiting, design: FromPath[str], choice: FromQuery[str] = "") -> Response[Any]:
    """The exact sums behind a design's orders, suggestions and price; ``choice`` asks about one choice."""
    view = proofs.proof(shopper.services, shopper.visitor, DesignId(design), choice)
    return shopper.page("proof_design.html", view=view)


@post("/designs/{design:str}/choose", sync_to_thread=True)
def choose(shopper: Visiting, design: FromPath[str], data: Form) -> Response[Any]:
    """Choose an option."""
    return _choose(shopper, design, data, anyway=False)


@post("/designs/{design:str}/anyway", sync_to_thread=True)
def anyway(shopper: Visiting, design: FromPath[str], data: Form) -> Response[Any]:
    """Choose an option, whatever has to make way."""
    return _choose(shopper, design, data, anyway=True)


@post("/designs/{design:str}/retract", sync_to_thread=True)
def retract(shopper: Visiting, design: FromPath[str], data: Form) -> Response[Any]:
    """Take a choice back."""
    variable = data.get("variable", "")
    return _act(shopper, design, data, lambda s, v, d: configure.retract(s, v, d, variable), at=variable)


@post("/designs/{design:str}/finish", sync_to_thread=True)
def finish(shopper: Visiting, design: FromPath[str], data: Form) -> Response[Any]:
    """Fill in the rest."""
    return _act(shopper, design, data, finishing.finish)


@post("/designs/{design:str}/unfinish", sync_to_thread=True)
def unfinish(shopper: Visiting, design: FromPath[str], data: Form) -> Response[Any]:
    """Take the suggestions away."""
    return _act(shopper, design, data, configure.unfinish)


@post("/designs/{design:str}/undo", sync_to_thread=True)
def undo(shopper: Visiting, design: FromPath[str], data: Form) -> Response[Any]:
    """One step back."""
    return _act(shopper, design, data, configure.undo)


@post("/designs/{design:str}/fields", sync_to_thread=True)
def write(shopper: Visiting, design: FromPath[str], data: Form) -> Response[Any]:
    """Write what stands in the fields."""
    visitor = shopper.admit(data)
    own = copying.own(shopper.services, visitor, DesignId(design))
    view = configure.write(shopper.services, visitor, own, _written(data))
    return _answer(shopper, view, saved=not _faulty(view), copied=own != design)


@post("/designs/{design:str}/bag", sync_to_thread=True)
def put_in_bag(shopper: Visiting, design: FromPath[str], data: Form) -> Response[Any]:
    """Put the design in the bag at the price it shows."""
    visitor = shopper.admit(data)
    shopper.services.limits.take("token", visitor.brand.id, client(shopper.request))
    own = copying.own(shopper.services, visitor, DesignId(design))
    view = _save_fields(shopper, visitor, own, data)
    if view is not None and _faulty(view):
        return _answer(shopper, view, saved=False)
    try:
        bag.add(shopper.services, visitor, own)
    except BadInput as error:
        view = configure.show(shopper.services, visitor, own)
        return _answer(shopper, view, problem=str(error), saved=False)
    return shopper.go("/bag")


def _choose(shopper: Shopper, design: str, form: dict[str, str], *, anyway: bool) -> Response[Any]:
    option = _option(form.get("option", ""))

    def act(services: Services, visitor: Visitor, design: DesignId) -> ConfiguratorView:
        return configure.choose(services, visitor, design, option, anyway=anyway)

    return _act(shopper, design, form, act, at=option[0])


def _act(
    shopper: Shopper,
    design: str,
    form: dict[str, str],
    act: Callable[[Services, Visitor, DesignId], ConfiguratorView],
    *,
    at: str = "",
) -> Response[Any]:
    visitor = shopper.admit(form)
    own = copying.own(shopper.services, visitor, DesignId(design))
    written = _save_fields(shopper, visitor, own, form)
    view = act(shopper.services, visitor, own)
    view = steps.laid_out(view, at=at, step=form.get("step", ""), find=form.get("find", ""))
    if written is not None and _faulty(written):
        return _answer(shopper, _with_faults(view, written), at=at, saved=False)
    return _answer(shopper, view, at=at, copied=own != design)


def _save_fields(
    shopper: Shopper, visitor: Visitor, design: DesignId, form: Mapping[str, str]
) -> ConfiguratorView | None:
    """Keep what was typed since the last save, so that no click loses a word."""
    changed = configure.unsaved(shopper.services, visitor, design, _written(form))
    return configure.write(shopper.services, visitor, design, changed) if changed else None


def _answer(
    shopper: Shopper,
    view: ConfiguratorView,
    *,
    at: str = "",
    problem: str = "",
    saved: bool = True,
    copied: bool = False,
) -> Response[Any]:
    """What follows a deed: the page where htmx takes a piece of it or something was not kept, else a way to it.

    Args:
        copied: the deed was done to a copy, so the browser goes to another page.
    """
    if (is_htmx(shopper.request) and not copied) or not saved:
        return _page(shopper, view, at=at, problem=problem, status=200 if saved else 422)
    asked = urlencode(dict(_asked(view, at)), safe=":")
    return shopper.go(f"/designs/{view.design}{f'?{asked}' if asked else ''}{f'#g-{at}' if at else ''}")


def _asked(view: ConfiguratorView, at: str) -> Iterator[tuple[str, str]]:
    """What the address of the page after a deed asks for."""
    if view.conflict:
        yield "why", f"{view.conflict.variable}:{view.conflict.value}"
    elif at and view.changes:
        yield "did", at
    elif view.entry:
        yield "entry", view.entry
    if view.found:
        yield "find", view.found.words
    if view.opened is not None:
        yield "step", view.opened


def _page(
    shopper: Shopper, view: ConfiguratorView, *, at: str = "", problem: str = "", status: int = 200
) -> Response[Any]:
    """The design's page, or the piece of it that htmx swaps, which it takes from a success alone."""
    view = steps.laid_out(view, at=at)
    if is_htmx(shopper.request):
        return shopper.page("_design.html", view=view, at=at, problem=problem)
    return shopper.page("design.html", view=view, at=at, problem=problem, status=status)


def _with_faults(view: ConfiguratorView, written: ConfiguratorView) -> ConfiguratorView:
    """A view after an act, with the fields that could not be kept as they were just written."""
    wrong = {field.spec.name: field for group in written.groups for field in group.written if field.error}
    groups = tuple(
        replace(
            group,
            variables=tuple(replace(one, number=wrong.get(one.name, one.number)) for one in group.variables),
            fields=tuple(wrong.get(field.spec.name, field) for field in group.fields),
        )
        for group in view.groups
    )
    return replace(view, groups=groups)


def _faulty(view: ConfiguratorView) -> bool:
    return any(field.error for group in view.groups for field in group.written)


def _written(form: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(FIELD): text for name, text in form.items() if name.startswith(FIELD)}


def _option(text: str) -> tuple[str, str]:
    variable, found, value = text.partition(":")
    if not found:
        raise BadInput("no option was named", where="option", mend="Choose one on the design's page.")
    return variable, value


SHAPING = [start, show, choose, anyway, retract, finish, unfinish, undo, write]
"""What shapes a design, in any shop and on the workbench."""
HANDLERS = [Router("/{brand:str}", route_handlers=[*SHAPING, proof, put_in_bag])]
