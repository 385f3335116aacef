"""Events of a visit: what was shown, chosen, wanted and written. Never what was written in them."""

import structlog

from sumisura.kernel import Decision, Event, EventId
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop.views import ConfiguratorView, State

VISIT = "visit"
"""The source and the purpose of what a visitor does in the shop: kept to serve the visit, never profiled."""
log = structlog.get_logger()
DECIDED = "decision.made"
TOLD = ("policy", "version", "candidates", "shown", "propensities", "reasons", "signals")
"""What a decision says besides what every event does."""


def note(services: Services, visitor: Visitor, kind: str, subject: str, **context: object) -> None:
    """Put a fact of this visit in the journal, batched: a crash of the machine may lose it, and is counted.

    Nothing is noted of who holds their own profile.
    """
    if visitor.held is not None:
        return
    _add(
        services,
        Event(
            id=EventId(services.ids.new("evt")),
            brand=visitor.brand.id,
            kind=kind,
            at=services.clock.now(),
            party=visitor.party,
            subject=subject,
            source=VISIT,
            purpose=VISIT,
            context=context,
        ),
    )


def note_decision(services: Services, decision: Decision) -> bool:
    """Put a policy's decision in the journal: what it chose, from what, how likely each was, and why.

    Returns:
        Whether it may be shown: False when it was found to use what nobody granted; it is then not a decision, but
        a breach, and stands in the journal as one.

    Raises:
        Overused: it used what nobody granted, and every decision is checked.
    """
    overused = services.use.check(services.store, decision)
    if overused:
        log.error("gate.overuse", policy=decision.policy, sources=sorted(overused), decision=decision.id)
        return False
    _add(services, decided(decision, VISIT, VISIT))
    return True


def decided(decision: Decision, source: str, purpose: str) -> Event:
    """A decision as an event, kept for that purpose."""
    return Event(
        id=decision.id,
        brand=decision.brand,
        kind=DECIDED,
        at=decision.at,
        party=decision.party,
        subject=decision.subject,
        source=source,
        purpose=purpose,
        context={name: getattr(decision, name) for name in TOLD},
    )


def note_shown(services: Services, visitor: Visitor, view: ConfiguratorView) -> None:
    """Which options a page showed as they stood: what could not be had by name, the rest by number."""
    options = [
        (variable.name, option)
        for group in view.groups
        for variable in group.variables
        for option in variable.options
    ]
    withheld = [f"{name}={option.name}" for name, option in options if option.state is State.UNAVAILABLE]
    note(
        services,
        visitor,
        "options.shown",
        view.design,
        family=view.family.digest,
        offered=len(options) - len(withheld),
        withheld=withheld,
        price=view.price.amount,
    )


def _add(services: Services, fact: Event) -> None:
    services.gate.vouch(fact)
    services.navigation.add(fact)
