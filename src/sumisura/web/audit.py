"""The pages of the audit log: what it is, how to check it without us, and the proof of one entry."""

import base64
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from sumisura.kernel import EventId
from sumisura.usecases import accounts
from sumisura.usecases.accounts import EntryView, LogView
from sumisura.web.door import Visiting
from sumisura.web.security import AnyRequest

JSON = "application/json"


@get("/{brand:str}/audit", sync_to_thread=True)
def log(shopper: Visiting) -> Response[Any]:
    """What is logged, how much, the newest signed head, and how to check it; ``?as=json`` for machines."""
    view = accounts.log(shopper.services, shopper.brand.id)
    if _wants_json(shopper.request):
        return _answer(told_log(view))
    return shopper.page("audit.html", view=view, here="audit")


@get("/{brand:str}/audit/{event:str}", sync_to_thread=True)
def entry(shopper: Visiting, event: FromPath[str]) -> Response[Any]:
    """The proof of one entry; what it says only to whom it is about."""
    view = accounts.entry(shopper.services, shopper.visitor, EventId(event))
    if _wants_json(shopper.request):
        return _answer(told_entry(view))
    return shopper.page("audit_entry.html", view=view, here="audit")


def told_log(view: LogView) -> dict[str, Any]:
    """A log as JSON."""
    if view.head is None:
        return {"size": 0, "verifier": view.verifier}
    return {
        "origin": view.head.origin,
        "size": view.head.size,
        "root": view.head.root.hex(),
        "at": view.head.at.isoformat(),
        "checkpoint": view.head.note,
        "verifier": view.verifier,
    }


def told_entry(view: EntryView) -> dict[str, Any]:
    """A proof as JSON: digests in hexadecimal; what was digested, and the salts, for its owner alone."""
    proof = view.proof
    if proof is None:
        return {"id": view.id, "sealed": False}
    told = {
        "id": view.id,
        "sealed": True,
        "verified": proof.verified,
        "index": proof.entry.index,
        "content_digest": proof.entry.content.hex(),
        "who_digest": proof.entry.who.hex(),
        "leaf": proof.leaf.hex(),
        "path": [step.hex() for step in proof.path],
        "size": proof.head.size,
        "root": proof.head.root.hex(),
        "checkpoint": proof.head.note,
        "verifier": view.verifier,
    }
    if view.own:
        content, who = proof.entry.salts
        told["own"] = {
            "canonical": base64.b64encode(proof.entry.canonical).decode(),
            "content_salt": content,
            "party": proof.entry.event.party,
            "who_salt": who,
        }
    return told


def _wants_json(request: AnyRequest) -> bool:
    return request.query_params.get("as") == "json" or request.headers.get("accept", "").startswith(JSON)


def _answer(told: dict[str, Any]) -> Response[Any]:
    return Response(told, media_type=JSON, headers={"Cache-Control": "no-store"})


HANDLERS = [log, entry]
