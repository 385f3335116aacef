"""What customers tell and do away from the shop's pages: at the till, on the phone, in a letter."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sumisura.files import did_you_mean
from sumisura.kernel import BadInput, BrandId, PartyId
from sumisura.taste.imports.deeds import HEAVIEST, Agreed, Deed
from sumisura.taste.imports.doings import NAMES, SOURCE, doing
from sumisura.taste.imports.mapping import Plan
from sumisura.taste.model import MEANINGS
from sumisura.trust.admission import Refused
from sumisura.trust.never import check_signal
from sumisura.trust.sources import source as checked
from sumisura.usecases import brands
from sumisura.usecases.again import again
from sumisura.usecases.bringing_in.consents import Vouched, agree
from sumisura.usecases.bringing_in.known import Known
from sumisura.usecases.bringing_in.telling import Teller, Told
from sumisura.usecases.services import Services
from sumisura.usecases.tasting.signals import record_many

TOUCHES: Mapping[str, str] = {
    "till": "at the till",
    "call": "on the phone",
    "letter": "in a letter",
}
"""Where a touch may be, and how it is said."""
_PARTY = re.compile(r"pty_[0-9a-f]{32}")
_AS_NAMED = Plan(columns={}, fixed={})


@dataclass(frozen=True, slots=True)
class Touch:
    """Something a customer told or did, as staff note it.

    Args:
        at: a name in `TOUCHES`.
        customer: the merchant's own key for them, or the pseudonym the shop knows them by.
        item: an item's id, or a quality (``colour=indigo``).
        what: what they told or did, by our name or a common one.
        value: from -1 to 1; None for what that usually says.
        weight: plain signals it counts for; None for as many as usual.
        when: None for now.
        source: a name in the register; "" for the one such things come from.
        under: the version of the words they agreed to just then; "" where they agreed before, or to nothing.
    """

    at: str
    customer: str
    item: str
    what: str
    value: float | None = None
    weight: float | None = None
    when: datetime | None = None
    source: str = ""
    under: str = ""


@again
def note(services: Services, brand: BrandId, touch: Touch) -> tuple[Told, tuple[Refused, ...]]:
    """Record a touch, through the gate as any signal: it moves the customer's taste in their next request.

    The same touch noted twice at the same instant counts once.

    Returns:
        What was understood, and why the gate turned it away; nothing where it was kept.

    Raises:
        BadInput: it cannot be understood, or is about nothing the brand has.
        NeverKept: it carries what is never collected; this and an unknown source are logged as refused.
        UnknownSource: its source is not in the register.
        NotFound: there is no such brand.
    """
    with services.store.read() as tx:
        shop, known = brands.load(tx, brand), Known.of(tx, brand)
        parties = {touch.customer: PartyId(touch.customer)} if _PARTY.fullmatch(touch.customer) else {}
        whose = parties.get(touch.customer) or services.erasures.party(tx, brand, _key(touch))
    with services.gate.watching(brand, "touch", whose):
        deed = _deed(services, touch)
    with services.store.write() as tx:
        teller = Teller(services, shop, _AS_NAMED, known, parties)
        told = teller.told(deed)
        agree(services, tx, brand, told.party, [deed], Vouched(since=deed.at))
        return told, record_many(services, tx, brand, told.party, told.signals, touch=touch.at)


def _deed(services: Services, touch: Touch) -> Deed:
    check_signal(touch.what, touch.source, touch.item)
    what = doing(touch.what)
    if not what:
        mend = did_you_mean(touch.what, NAMES)
        raise BadInput(f'"{touch.what}" is nothing a customer tells or does', where="what", mend=mend)
    if touch.at not in TOUCHES:
        mend = did_you_mean(touch.at, TOUCHES)
        raise BadInput(f'"{touch.at}" is no place we are met at', where="at", mend=mend)
    if not touch.customer:
        raise BadInput("nobody is named", where="party", mend="Give your own key for the customer.")
    meaning = MEANINGS[what]
    return Deed(
        line=0,
        customer=_key(touch),
        item=touch.item,
        tokens=(),
        what=what,
        source=checked(touch.source or SOURCE[what]).name,
        at=touch.when or services.clock.now(),
        value=_within("value", touch.value, -1, 1, meaning.value),
        weight=_within("weight", touch.weight, 1e-6, HEAVIEST, meaning.weight),
        agreed=Agreed(None, under=touch.under) if touch.under else None,
    )


def _key(touch: Touch) -> str:
    """The merchant's key, in one spelling where it is an e-mail address."""
    return touch.customer.casefold() if "@" in touch.customer else touch.customer


def _within(name: str, given: float | None, low: float, high: float, usual: float) -> float:
    if given is None:
        return usual
    if not low <= given <= high:  # not a number is within nothing
        raise BadInput(f"{given} is not from {low:g} to {high:g}", where=name, mend="Correct it.")
    return given
