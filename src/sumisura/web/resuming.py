"""Go on with another device: the one shows a code, the other takes it."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from sumisura.usecases import resuming
from sumisura.usecases.resuming import NothingToResume
from sumisura.web.door import Form, Visiting, client


@post("/{brand:str}/designs/code", sync_to_thread=True, status_code=200)
def issue(shopper: Visiting, data: Form) -> Response[Any]:
    """Make a code, and show it: this page alone holds it."""
    visitor = shopper.admit(data)
    shopper.services.limits.take("tell", visitor.brand.id, client(shopper.request))
    made = resuming.issue(shopper.services, visitor)
    where = f"{shopper.request.base_url}{visitor.brand.id}/resume"
    return shopper.page("resume_code.html", ticket=made, where=where, here="designs")


@get("/{brand:str}/resume", sync_to_thread=True)
def ask(shopper: Visiting, code: FromQuery[str] = "") -> Response[Any]:
    """The field for a code; a link fills it in, and nothing happens before the button is pressed."""
    return shopper.page("resume.html", code=code[:40], error="", here="designs")


@post("/{brand:str}/resuming", sync_to_thread=True, status_code=200)
def resume(shopper: Visiting, data: Form) -> Response[Any]:
    """Go on as the customer behind the code, in this browser."""
    shopper.check(data)
    code = data.get("code", "")
    try:
        opened = resuming.resume(
            shopper.services, shopper.brand, client(shopper.request), shopper.token, code
        )
    except NothingToResume as error:
        return shopper.page(
            "resume.html", status=error.status, code=code[:40], error=str(error), here="designs"
        )
    shopper.token, shopper.party, shopper.fresh = opened.token, opened.session.party, True
    return shopper.go("/designs")


HANDLERS = [issue, ask, resume]
