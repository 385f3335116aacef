"""The back office: what the maker asks of a family."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from sumisura.usecases.maker import checking
from sumisura.web import check_view
from sumisura.web.door import Working


@get("/{brand:str}/office/families/{family:str}/check", sync_to_thread=True)
def check(clerk: Working, family: FromPath[str]) -> Response[Any]:
    """What customers would stumble over in a family."""
    found, report = checking.check_family(clerk.services, clerk.brand, clerk.member, family)
    view = check_view.view(report, clerk.brand)
    return clerk.page("office/check.html", family=found, view=view, here="families")


HANDLERS = [check]
