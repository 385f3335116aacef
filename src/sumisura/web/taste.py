"""The pages of taste: search, an item, proofs, "your taste", and what a person tells of themselves."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from sumisura.insight import trust
from sumisura.insight.model import Arm
from sumisura.kernel import BadInput, OrderId
from sumisura.taste.model import ItemId
from sumisura.trust.levels import LEVELS, level
from sumisura.usecases.my_data import pulling, worth
from sumisura.usecases.office import arms
from sumisura.usecases.services import Visitor
from sumisura.usecases.shop import goods
from sumisura.usecases.tasting import agreeing, asking, circles, greeting, recommend, survey, wishes
from sumisura.web.door import Form, Shopper, Visiting, client, is_htmx

YES, UNASKED = "yes", "unasked"
SWITCHES = ("search", "anticipate", "questions")
"""Manners that are on or off."""
PAGES = frozenset({"", "/search", "/item", "/taste", "/data"})
"""Pages of ours that a form may lead back to."""
ENTRY = re.compile(r"\w{1,80}", re.ASCII)
"""The id of an entry in the audit log."""
DESIGN = re.compile(r"/designs/\w+")
LONGEST = 200
"""Characters of a search that are read."""


@get("/{brand:str}/search", sync_to_thread=True)
def search(
    shopper: Visiting, q: FromQuery[str] = "", personal: FromQuery[str] = "", away: FromQuery[str] = ""
) -> Response[Any]:
    """What fits these words; ``personal=0`` leaves taste out of it, ``1`` lets it in, "" is as they wish."""
    wanted = {"0": False, "1": True}.get(personal)
    found = recommend.search(shopper.services, shopper.visitor, q.strip()[:LONGEST], wanted)
    return shopper.page("search.html", view=found, away=away, here="search")


@get("/{brand:str}/item", sync_to_thread=True)
def item(
    shopper: Visiting,
    id: FromQuery[str],  # noqa: A002 - the address says ?id=
    away: FromQuery[str] = "",
    told: FromQuery[str] = "",
) -> Response[Any]:
    """One thing that can be proposed, and what goes with it."""
    view = recommend.item(shopper.services, shopper.visitor, ItemId(id))
    return shopper.page("item.html", view=view, away=away, told=told)


@get("/{brand:str}/proof", sync_to_thread=True)
def proof(shopper: Visiting, item: FromQuery[str] = "", entry: FromQuery[str] = "") -> Response[Any]:
    """The exact sum behind a place in a ranking; without an item, behind the home's greeting.

    ``entry`` names the decision that put it there.
    """
    named = entry if ENTRY.fullmatch(entry) else ""
    if not item:
        view = greeting.proof(shopper.services, shopper.visitor)
        return shopper.page("proof_home.html", view=view, entry=named)
    found = recommend.proof(shopper.services, shopper.visitor, ItemId(item))
    return shopper.page("proof.html", view=found, entry=named)


@get("/{brand:str}/taste", sync_to_thread=True)
def taste(shopper: Visiting, day: FromQuery[str] = "", pull: FromQuery[str] = "") -> Response[Any]:
    """What is known and believed of a visitor; ``day`` shows another day's, ``pull`` what it would be without a source."""
    view = wishes.taste(shopper.services, shopper.visitor, _day(day))
    return shopper.page(
        "taste.html",
        view=view,
        worth=worth.view(shopper.services, shopper.visitor),
        pull=pull,
        pulled=pulling.pull(shopper.services, shopper.visitor, pull),
        levels=LEVELS,
        here="taste",
    )


@post("/{brand:str}/taste/consent", sync_to_thread=True)
def consent(shopper: Visiting, data: Form) -> Response[Any]:
    """Agree to exactly the sources of a ready answer; *nothing* withdraws all that was ever agreed to."""
    visitor = _heard(shopper, data)
    wanted = [source.name for source in level(data.get("level", "")).sources]
    improve = None if data.get("improve") == UNASKED else data.get("improve") == YES
    agreeing.choose(shopper.services, visitor, wanted, improve)
    return back(shopper, data)


@post("/{brand:str}/taste/decline", sync_to_thread=True)
def decline(shopper: Visiting, data: Form) -> Response[Any]:
    """No, thank you."""
    wishes.decline(shopper.services, _heard(shopper, data))
    return back(shopper, data)


@post("/{brand:str}/taste/grant", sync_to_thread=True)
def grant(shopper: Visiting, data: Form) -> Response[Any]:
    """Sew one source on, or cut it."""
    visitor = _heard(shopper, data)
    agreeing.grant(shopper.services, visitor, data.get("source", ""), data.get("on") == YES)
    return back(shopper, data)


@post("/{brand:str}/taste/allow", sync_to_thread=True)
def allow(shopper: Visiting, data: Form) -> Response[Any]:
    """One switch of the table, ``purpose source yes``; ``*`` for every source."""
    visitor = _heard(shopper, data)
    purpose, source, on = (*data.get("set", "").split(), "", "", "")[:3]
    if source == "*":
        agreeing.allow_all(shopper.services, visitor, purpose, on == YES)
    else:
        agreeing.allow(shopper.services, visitor, purpose, source, on == YES)
    return back(shopper, data)


@post("/{brand:str}/taste/reread", sync_to_thread=True)
def reread(shopper: Visiting, data: Form) -> Response[Any]:
    """Answer to words that changed."""
    agreeing.reread(shopper.services, _heard(shopper, data), data.get("agree") == YES)
    return back(shopper, data)


@post("/{brand:str}/taste/worth", sync_to_thread=True)
def switch_off(shopper: Visiting, data: Form) -> Response[Any]:
    """Switch a source off that adds nothing that can be shown, and delete what it gave."""
    worth.switch_off(shopper.services, _heard(shopper, data), data.get("source", ""))
    return back(shopper, data)


@post("/{brand:str}/taste/correct", sync_to_thread=True)
def correct(shopper: Visiting, data: Form) -> Response[Any]:
    """Confirm or correct what is believed of them."""
    visitor = _heard(shopper, data)
    wishes.correct(shopper.services, visitor, data.get("token", ""), liking(data.get("value", "")))
    return back(shopper, data)


@post("/{brand:str}/taste/manners", sync_to_thread=True)
def manners(shopper: Visiting, data: Form) -> Response[Any]:
    """Be served in another way."""
    visitor = _heard(shopper, data)
    told: dict[str, object] = {name: data[name] == YES for name in SWITCHES if name in data}
    if "order" in data:
        told["order"] = "brand" if data["order"] in {"no", "brand"} else "personal"
    for name in ("occasion", "cell"):
        if name in data:
            told[name] = data[name].strip()
    if "pause" in data:
        agreeing.pause(shopper.services, visitor, data["pause"] == YES)
    if data.get("fitted") == YES:
        arms.choose(shopper.services, visitor, Arm.PERSONAL)
    wishes.serve(shopper.services, visitor, **told)
    return back(shopper, data)


@post("/{brand:str}/taste/friend", sync_to_thread=True)
def friend(shopper: Visiting, data: Form) -> Response[Any]:
    """Name a friend by their code."""
    visitor = _heard(shopper, data)
    circles.befriend(shopper.services, visitor, data.get("code", ""))
    return back(shopper, data)


@post("/{brand:str}/taste/rewind", sync_to_thread=True)
def rewind(shopper: Visiting, data: Form) -> Response[Any]:
    """Be served by the taste of another day, or by today's again."""
    wishes.rewind(shopper.services, _heard(shopper, data), _day(data.get("day", "")))
    return back(shopper, data)


@post("/{brand:str}/taste/answer", sync_to_thread=True)
def answer(shopper: Visiting, data: Form) -> Response[Any]:
    """Answer a question, or skip it."""
    visitor = _heard(shopper, data)
    asking.answer(shopper.services, visitor, data.get("question", ""), data.get("answer", ""))
    return back(shopper, data)


@post("/{brand:str}/taste/felt", sync_to_thread=True)
def felt(shopper: Visiting, data: Form) -> Response[Any]:
    """Say whether a guess feels fine or too close."""
    visitor, source, how = _heard(shopper, data), data.get("source", ""), data.get("how", "")
    wishes.feel(shopper.services, visitor, source, how)
    return back(shopper, data, {"felt": source} if how == trust.CLOSE else None)


@post("/{brand:str}/tell", sync_to_thread=True)
def tell(shopper: Visiting, data: Form) -> Response[Any]:
    """Say of an item that one likes it, or that it is not for one, or take that back."""
    visitor, about, what = _heard(shopper, data), ItemId(data.get("item", "")), data.get("what", "")
    unkept = wishes.tell(shopper.services, visitor, about, what)
    if is_htmx(shopper.request) and shopper.request.headers.get("hx-target") != "taste":
        return _swapped(shopper, about, what, data.get("back", ""))
    more: dict[str, dict[str, str]] = {
        "refused": {"away": about},
        "liked": {"told": "unkept" if unkept else what},
    }
    return back(shopper, data, more.get(what))


@post("/{brand:str}/goods/bag", sync_to_thread=True)
def buy(shopper: Visiting, data: Form) -> Response[Any]:
    """Put a finished good in the bag."""
    visitor = shopper.admit(data)
    shopper.services.limits.take("token", visitor.brand.id, client(shopper.request))
    goods.put_in_bag(shopper.services, visitor, ItemId(data.get("item", "")))
    return shopper.go("/bag")


@post("/{brand:str}/orders/{order:str}/survey", sync_to_thread=True)
def reply(shopper: Visiting, order: FromPath[str], data: Form) -> Response[Any]:
    """Answer what was asked after an order; ``skip`` answers nothing."""
    visitor = shopper.admit(data)
    survey.answer(shopper.services, visitor, OrderId(order), {} if "skip" in data else data)
    return shopper.go(f"/orders/{order}#survey")


def back(shopper: Shopper, form: dict[str, str], more: dict[str, str] | None = None) -> Response[Any]:
    """To the page a form was on; htmx follows, and takes the piece it asked for."""
    return shopper.back(place(shopper.brand.id, form.get("back", ""), more or {}))


def place(brand: str, asked: str, more: dict[str, str]) -> str:
    """A page of this brand's shop to go back to; anything else is its home.

    Example:
        >>> place("indigo", "/indigo/search?q=hemp", {"away": "belt"})
        '/search?q=hemp&away=belt'
        >>> place("indigo", "//elsewhere.example/indigo", {})
        ''
    """
    found = urlsplit(asked)
    path = found.path.removeprefix(f"/{brand}")
    if found.scheme or found.netloc or path == found.path or not (path in PAGES or DESIGN.fullmatch(path)):
        path, query = "", ""
    else:
        query = found.query
    added = "&".join(part for part in (query, urlencode(more)) if part)
    return f"{path}?{added}" if added else path


def liking(text: str) -> float:
    """How much something is liked, -1 to 1.

    Raises:
        BadInput: it is none of the answers a page gives.

    Example:
        >>> liking("-1")
        -1.0
    """
    if text not in {"-1", "0", "1"}:
        raise BadInput("that is no answer to it", where="value", mend="Say yes or no.")
    return float(text)


def _heard(shopper: Shopper, form: Form) -> Visitor:
    """Whoever sent a form of ours, unless they send more than a hand can tap."""
    visitor = shopper.admit(form)
    shopper.services.limits.take("tell", visitor.brand.id, client(shopper.request))
    return visitor


def _swapped(shopper: Shopper, about: ItemId, what: str, asked: str) -> Response[Any]:
    """What takes a card's place."""
    view = recommend.item(shopper.services, shopper.visitor, about)
    return shopper.page(
        "_swap.html",
        card=view.card,
        away=what == "refused",
        item=about,
        title=view.card.item.title,
        back=asked,
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"“{text[:20]}” is no day", where="day", mend="Choose one on the tape.") from None


HANDLERS = [
    search, item, proof, taste, consent, decline, grant, allow, reread, switch_off, felt, correct, friend, manners,
    rewind,
    answer, tell, buy, reply,
]  # fmt: skip
