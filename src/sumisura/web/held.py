"""The profile held by its owner: pages and rankings for what travels in the request, and the move to the device and back."""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath

from sumisura.kernel import NotFound, SumisuraError
from sumisura.usecases.held import moving, profile, reports
from sumisura.usecases.held.ranking import rank
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse
from sumisura.usecases.tasting import recommend
from sumisura.web import configurator, errors, shop, taste
from sumisura.web.door import HELD, Form, Shopper, Visiting, Wired, Working, client

PAGES: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "": (shop.home, ("away", "felt")),
    "/search": (taste.search, ("q", "personal", "away")),
    "/item": (taste.item, ("id", "away", "told")),
    "/proof": (taste.proof, ("item", "entry")),
    "/taste": (taste.taste, ("day", "pull")),
}
"""The pages that a profile changes, each with what its address may say."""
Page = tuple[Any, tuple[str, ...]]
DESIGN: Page = (configurator.show, ("why", "did", "step", "find"))
PROOF: Page = (configurator.proof, ("choice",))
DESIGNS = re.compile(r"/designs/(\w+)(/proof)?")


@post("/{brand:str}/held/view", sync_to_thread=True, status_code=200)
def view(shopper: Visiting, data: Form) -> Response[Any]:
    """A page of this shop (``at``), as the profile that came along has it; asked with POST so that no address holds it."""
    shopper.ours(data)
    shopper.services.limits.take("held", shopper.brand.id, client(shopper.request))
    parts = urlsplit(data.get("at", ""))
    path, query = parts.path.removeprefix(f"/{shopper.brand.id}").rstrip("/"), dict(parse_qsl(parts.query))
    design = DESIGNS.fullmatch(path)
    if design:
        handler, names = PROOF if design[2] else DESIGN
        return _as_asked(shopper, handler, {"design": design[1]}, query, names)
    if path not in PAGES:
        raise NotFound("page", path[:60])
    handler, names = PAGES[path]
    return _as_asked(shopper, handler, {}, query, names)


def _as_asked(
    shopper: Shopper, handler: Any, fixed: Mapping[str, str], query: Mapping[str, str], names: tuple[str, ...]
) -> Response[Any]:
    """What the page's own handler answers, given what its address says."""
    asked = {name: query[name] for name in names if name in query}
    found: Response[Any] = handler.fn(shopper, **fixed, **asked)
    return found


@get("/{brand:str}/held", sync_to_thread=True)
def show(shopper: Visiting) -> Response[Any]:
    """Bring a profile along, without any script."""
    return shopper.page("held.html", home=None, search=None, profile="", q="", problem="")


@post("/{brand:str}/held/shop", sync_to_thread=True, status_code=200)
def fitted(shopper: Visiting, data: Form) -> Response[Any]:
    """This shop ranked by the profile that was pasted; it is on the answer's page and nowhere else."""
    text, query = data.get("profile", ""), data.get("q", "").strip()[: taste.LONGEST]
    try:
        shopper.ours({**data, HELD: text})
    except profile.BadProfile as error:
        return shopper.page(
            "held.html",
            status=error.status,
            home=None,
            search=None,
            profile=text,
            q=query,
            problem=str(error),
        )
    shopper.services.limits.take("held", shopper.brand.id, client(shopper.request))
    services, visitor = shopper.services, shopper.visitor
    home = recommend.home(services, visitor)
    found = recommend.search(services, visitor, query, None) if query else None
    return shopper.page("held.html", home=home, search=found, profile=text, q=query, problem="")


@post("/{brand:str}/held/export", sync_to_thread=True, status_code=200)
def export(shopper: Visiting, data: Form) -> Response[str]:
    """All that is kept of this visitor's taste, as a profile to hold."""
    visitor = shopper.admit(data)
    name = f"attachment; filename=taste-{shopper.brand.id}.json"
    headers = {"Cache-Control": "no-store", "Content-Disposition": name}
    return Response(moving.export(shopper.services, visitor), media_type="application/json", headers=headers)


@post("/{brand:str}/held/move", sync_to_thread=True)
def move(shopper: Visiting, data: Form) -> Response[Any]:
    """Forget here what the device shows to hold, and write nothing from now on."""
    visitor = shopper.admit({HELD: data.pop("profile", ""), **data})
    moving.move(shopper.services, replace(visitor, held=None), visitor.held or profile.Held())
    shopper.hold(on=True)
    return shopper.go("/taste#held")


@post("/{brand:str}/held/back", sync_to_thread=True)
def back(shopper: Visiting, data: Form) -> Response[Any]:
    """Keep it here again, by the person's own wish."""
    visitor = shopper.admit(data)
    moving.give_back(shopper.services, replace(visitor, held=None), visitor.held or profile.Held())
    shopper.hold(on=False)
    return shopper.go("/taste")


@post("/{brand:str}/held/leave", sync_to_thread=True)
def leave(shopper: Visiting, data: Form) -> Response[Any]:
    """Hold it no longer: the device forgets it, and nothing is kept here either."""
    shopper.admit(data)
    shopper.hold(on=False)
    return shopper.go("/taste")


@post("/{brand:str}/held/ranking", status_code=200)
async def ranking(request: Request[Any, Any, Any], brand: FromPath[str], services: Wired) -> Response[Any]:
    """The first proposals for a profile: JSON in, JSON out. Reads no cookie, and changes nothing."""
    body = await request.body()
    return await sync_to_thread(_ranked, services, brand, client(request), body)


@get("/{brand:str}/held/reports", sync_to_thread=True)
def asked(brand: FromPath[str], services: Wired) -> Response[Any]:
    """What a device may report this week, and with how much chance."""
    found = reports.asked(services, browse.brand(services, brand))
    return Response(asdict(found), headers={"Cache-Control": "no-store"})


@post("/{brand:str}/held/report", status_code=200)
async def report(request: Request[Any, Any, Any], brand: FromPath[str], services: Wired) -> Response[Any]:
    """One noisy report: reads no cookie, and only sums are kept of it."""
    body = await request.body()
    return await sync_to_thread(_reported, services, brand, client(request), body)


@get("/{brand:str}/office/aggregates", sync_to_thread=True)
def aggregates(clerk: Working) -> Response[Any]:
    """What those who hold their own profile lean to, as far as noise lets tell."""
    found = reports.page(clerk.services, clerk.brand, clerk.member)
    return clerk.page("office/aggregates.html", here="aggregates", weeks=found)


def _reported(services: Services, brand: str, asking: str, body: bytes) -> Response[Any]:
    try:
        shop = browse.brand(services, brand)
        services.limits.take("held", shop.id, asking)
        reports.take(services, shop, reports.read(body))
    except SumisuraError as error:
        return _problem(error)
    return Response({"status": "added"}, headers={"Cache-Control": "no-store"})


def _problem(error: SumisuraError) -> Response[Any]:
    """An error as JSON (RFC 9457)."""
    title = errors.TITLES.get(error.status, "")
    told = {"title": title, "status": error.status, "code": error.code, "detail": error.public}
    headers = {"Cache-Control": "no-store"} | errors.retry_after(error)
    return Response(told, status_code=error.status, media_type="application/problem+json", headers=headers)


def _ranked(services: Services, brand: str, asking: str, body: bytes) -> Response[Any]:
    headers = {"Cache-Control": "no-store"}
    try:
        found_brand = browse.brand(services, brand)
        services.limits.take("held", found_brand.id, asking)
        found = rank(services, found_brand, profile.read(body))
    except SumisuraError as error:
        return _problem(error)
    cards = [
        {
            "item": card.item.id,
            "title": card.item.title,
            "score": card.score,
            "sentence": card.sentence,
            "threads": [
                {"source": one.name, "amount": one.amount, "because": [words for words, _ in one.because]}
                for one in card.threads
            ],
        }
        for card in found.cards
    ]
    told = {"model": found.model, "ranking": cards, "qualities": list(found.qualities)}
    return Response(told, headers=headers)


HANDLERS = [view, show, fitted, export, move, back, leave, ranking, asked, report, aggregates]
