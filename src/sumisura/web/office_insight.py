"""The back office: what the shop does for its customers."""

from typing import Any

from litestar import Response, get, post

from sumisura.usecases.office import arms as arms_case
from sumisura.usecases.office import frontier as frontier_case
from sumisura.usecases.office import trusting
from sumisura.web import trust_view
from sumisura.web.arms_view import view
from sumisura.web.door import Form, Working
from sumisura.web.frontier_view import tell


@get("/{brand:str}/office/arms", sync_to_thread=True)
def arms(clerk: Working) -> Response[Any]:
    """The fitted shop beside the one that is the same for everyone."""
    page = arms_case.page(clerk.services, clerk.brand, clerk.member)
    return clerk.page(
        "office/arms.html",
        here="arms",
        share=page.share,
        real=view(page.real, clerk.brand),
        simulated=view(page.simulated, clerk.brand) if page.simulated else None,
    )


@get("/{brand:str}/office/frontier", sync_to_thread=True)
def frontier(clerk: Working) -> Response[Any]:
    """Relevance against intrusion."""
    page = frontier_case.page(clerk.services, clerk.brand, clerk.member)
    return clerk.page("office/frontier.html", here="frontier", page=page, told=tell(page, clerk.brand))


@post("/{brand:str}/office/minimal", sync_to_thread=True)
def minimal(clerk: Working, data: Form) -> Response[Any]:
    """Keep no taste of anyone, or keep again what people agree to."""
    clerk.admit(data)
    frontier_case.switch(clerk.services, clerk.brand, clerk.member, data.get("on") == "yes")
    return clerk.go("/frontier")


@get("/{brand:str}/office/trust", sync_to_thread=True)
def trust(clerk: Working) -> Response[Any]:
    """What people let us use, and whether we keep what we promise."""
    found = trusting.page(clerk.services, clerk.brand, clerk.member)
    return clerk.page("office/trust.html", here="trust", view=trust_view.view(found, clerk.brand))


HANDLERS = [arms, frontier, minimal, trust]
