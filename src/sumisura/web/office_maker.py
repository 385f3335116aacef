"""The back office: what the maker asks of a family."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, FromQuery

from sumisura.files import Problem
from sumisura.kernel import BadInput
from sumisura.space.read import BadFamily
from sumisura.usecases.maker import checking, comparing, office, wanting
from sumisura.web import check_view, compare_view
from sumisura.web.door import Form, Upload, Working

LARGEST_FORM = office.LARGEST + 64 * 1024


@get("/{brand:str}/office/families/{family:str}/check", sync_to_thread=True)
def check(clerk: Working, family: FromPath[str]) -> Response[Any]:
    """What customers would stumble over in a family."""
    found, report = checking.check_family(clerk.services, clerk.brand, clerk.member, family)
    view = check_view.view(report, clerk.brand)
    return clerk.page("office/check.html", family=found, view=view, here="families")


@get("/{brand:str}/office/families/{family:str}/revisions", sync_to_thread=True)
def revisions(clerk: Working, family: FromPath[str]) -> Response[Any]:
    """What was offered when, what is drafted, whose designs lost what."""
    return _revisions(clerk, family)


@get("/{brand:str}/office/families/{family:str}/compare", sync_to_thread=True)
def compare(
    clerk: Working, family: FromPath[str], old: FromQuery[str] = "", new: FromQuery[str] = ""
) -> Response[Any]:
    """Two revisions side by side."""
    pair = comparing.compare_kept(clerk.services, clerk.brand, clerk.member, family, old, new)
    view = compare_view.view(pair, clerk.brand)
    return clerk.page("office/compare.html", view=view, family=pair.new, here="families")


@post(
    "/{brand:str}/office/families/{family:str}/draft", sync_to_thread=True, request_max_body_size=LARGEST_FORM
)
def draft(clerk: Working, family: FromPath[str], data: Upload) -> Response[Any]:
    """Keep an uploaded family file as a draft; or say all that is wrong with it, and where."""
    sent = data.pop("file", None)
    form = {name: str(value) for name, value in data.items()}
    clerk.admit(form)
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise BadInput("no file was chosen", where="the file", mend="Choose the family file.")
    body, note = sent.file.read(office.LARGEST + 1), form.get("note", "")
    try:
        office.draft(clerk.services, clerk.brand, clerk.member, family, sent.filename, body, note)
    except BadFamily as error:
        return _revisions(clerk, family, error.problems, note)
    return clerk.go(f"/families/{family}/revisions")


@post("/{brand:str}/office/families/{family:str}/publish", sync_to_thread=True)
def publish(clerk: Working, family: FromPath[str], data: Form) -> Response[Any]:
    """Offer a revision."""
    clerk.admit(data)
    office.publish(
        clerk.services, clerk.brand, clerk.member, family, data.get("revision", ""), data.get("note", "")
    )
    return clerk.go(f"/families/{family}/revisions")


@post("/{brand:str}/office/families/{family:str}/rollback", sync_to_thread=True)
def rollback(clerk: Working, family: FromPath[str], data: Form) -> Response[Any]:
    """Offer the revision before the current one again."""
    clerk.admit(data)
    office.roll_back(clerk.services, clerk.brand, clerk.member, family, data.get("note", ""))
    return clerk.go(f"/families/{family}/revisions")


@post("/{brand:str}/office/families/{family:str}/move", sync_to_thread=True)
def move(clerk: Working, family: FromPath[str], data: Form) -> Response[Any]:
    """Move designs that stand in an earlier revision to the one on offer."""
    clerk.admit(data)
    office.move(clerk.services, clerk.brand, clerk.member, family)
    return clerk.go(f"/families/{family}/revisions")


@get("/{brand:str}/office/wanted", sync_to_thread=True)
def wanted(clerk: Working) -> Response[Any]:
    """What people wanted and could not have."""
    page = wanting.page(clerk.services, clerk.brand, clerk.member)
    return clerk.page("office/wanted.html", page=page, here="wanted")


def _revisions(
    clerk: Working, family: str, problems: Sequence[Problem] = (), note: str = ""
) -> Response[Any]:
    found = office.page(clerk.services, clerk.brand, clerk.member, family)
    status = 422 if problems else 200
    return clerk.page(
        "office/revisions.html", page=found, here="families", problems=problems, note=note, status=status
    )


HANDLERS = [wanted, check, revisions, compare, draft, publish, rollback, move]
