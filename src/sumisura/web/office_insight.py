"""The back office: what the shop does for its customers."""

from typing import Any

from litestar import Response, get

from sumisura.usecases.office import arms as arms_case
from sumisura.web.arms_view import view
from sumisura.web.door import Working


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


HANDLERS = [arms]
