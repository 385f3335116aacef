"""What a shop does with what it knows of people: one page, made from the registers it is held to (GDPR Art. 13 and 14)."""

from typing import Any

from litestar import Response, get

from sumisura.trust import texts
from sumisura.trust.never import NEVER
from sumisura.trust.purposes import PURPOSES, Basis
from sumisura.trust.sources import SOURCES
from sumisura.web.door import Visiting

BASES = {
    Basis.CONTRACT: ("To do what you ask for", "Needed to serve and to make; there is nothing to agree to."),
    Basis.LEGAL_DUTY: ("Because the law says so", "We may not leave it out, and keep no more than that."),
    Basis.CONSENT: (
        "Only if you say yes",
        "Off until you agree, source by source, and off again with one click.",
    ),
}
"""Lawful basis → its heading and what it means for whoever reads it, in the order they are told."""
RIGHTS = (
    ("See it", "Everything we know and believe of you, why, until when, and who read it.", "Art. 15", "data"),
    ("Put it right", "What you say wins over all that was seen or inferred.", "Art. 16", "taste"),
    ("Have it erased", "One thing, one source, or all of it: the next page is as if it had never been.", "Art. 17", "data"),
    ("Pause it", "Use nothing until I say so: nothing is used, nothing added, nothing deleted.", "Art. 18", "taste"),
    ("Take it with you", "Your data as a file that another shop can read.", "Art. 20", "data"),
    ("Say no", "Also to being counted; you need give no reason.", "Art. 21", "taste"),
    ("Be decided on by nobody", "No order, price or right hangs on a profile. It only chooses what stands first.", "Art. 22", "taste"),
    ("Take a yes back", "As easily as it was given.", "Art. 7(3)", "taste"),
)  # fmt: skip
"""(what one may do, what it does here, article of the GDPR, where)."""
COMPLAINT = "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en"
"""The supervisory authorities, one of which is yours."""


@get("/{brand:str}/privacy", sync_to_thread=True)
def privacy(shopper: Visiting) -> Response[Any]:
    """Who keeps what, why, how long, what never, and what you may ask for."""
    purposes = [
        (title, words, [one for one in PURPOSES.values() if one.basis is basis])
        for basis, (title, words) in BASES.items()
    ]
    return shopper.page(
        "privacy.html",
        purposes=purposes,
        sources=SOURCES.values(),
        never=NEVER.values(),
        rights=RIGHTS,
        complaint=COMPLAINT,
        text=texts.current(shopper.services.clock.now()).version,
        here="privacy",
    )


HANDLERS = [privacy]
