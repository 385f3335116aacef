"""Finish a design: as this customer most likely would, or as the brand does for everyone; and why so."""

from dataclasses import replace
from datetime import datetime

from sumisura.kernel import Decision, DesignId, EventId
from sumisura.space import draft as drafting
from sumisura.space import measuring, repo
from sumisura.space.draft import Draft
from sumisura.usecases.again import again
from sumisura.usecases.held.decisions import nameless
from sumisura.usecases.noticing import note, note_decision, note_shown
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import copying, viewing
from sumisura.usecases.shop.leaning import Leaning, filler, leaning
from sumisura.usecases.shop.page import Aside, from_parts, parts
from sumisura.usecases.shop.views import ConfiguratorView
from sumisura.usecases.tasting import deciding
from sumisura.usecases.tasting.guests import guest

FINISHED = {
    "brand": "fewest departures from the brand's own defaults, then the cheapest",
    "personal": "what the customer would likely agree with in most choices, given theirs, past sales and their taste",
}
"""Why a design was finished as it was, by whose order its options stand in."""


def finish(services: Services, visitor: Visitor, design: DesignId) -> ConfiguratorView:
    """Fill in the rest, marked as suggestions: as this customer most likely would, or as the brand does for everyone.

    The view names the decision behind it (``entry``), where there is a log of them.
    """
    view, decision = _finished(services, visitor, design)
    note(services, visitor, "design.finished", design)
    note_shown(services, visitor, view)
    note_decision(services, decision)
    return replace(view, entry=decision.id) if visitor.brand.sells else view


@again
def _finished(services: Services, visitor: Visitor, design: DesignId) -> tuple[ConfiguratorView, Decision]:
    """The design finished, and why so: for them, unless that would rest on what they did not grant.

    What they grant is read where the design is written, so that it stands as it was when the two were kept.
    """
    brand, began = visitor.brand.id, services.clock.now()
    with services.store.write(durable=False) as tx:
        before, version = copying.to_change(tx, visitor, design)
        space = services.shelf.take(tx, brand, before.family).space
        for served in (visitor, deciding.anyone(visitor)):
            who = guest(services, tx, served)
            found = leaning(services, tx, who, space, before)
            after = measuring.settled(space.family, drafting.finish(space, before, filler(found)))
            decision = _why_finished(services, visitor, after, found, began)
            decision = nameless(decision) if served.held else decision
            if not services.use.breached(who.consents, [decision]):
                break
        repo.save_draft(tx, after, version)
        aside = Aside(before=before.choices)
        return from_parts(
            services, visitor, tx, parts(services, visitor, tx, after, aside, who), aside
        ), decision


def _why_finished(
    services: Services, visitor: Visitor, draft: Draft, found: Leaning | None, began: datetime
) -> Decision:
    order, filled = "personal" if found else "brand", viewing.configuration(draft).digest
    return Decision(
        id=EventId(services.ids.new("evt")),
        brand=visitor.brand.id,
        at=began,
        party=visitor.party,
        subject=draft.id,
        policy="taste-designs" if found else "brand-default",
        version=draft.family,
        candidates=(filled,),
        shown=(filled,),
        propensities=(1.0,),
        reasons={filled: FINISHED[order]},
        signals=deciding.used(found.who) if found else (),
    )
