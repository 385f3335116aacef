"""Events of a visit: what was shown, chosen, wanted and written. Never what was written in them."""

from sumisura.kernel import Decision, Event, EventId
from sumisura.trust.admission import admit
from sumisura.trust.grants import Consents
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.views import ConfiguratorView, State

VISIT = "visit"
"""The source and the purpose of what a visitor does in the shop: kept to serve the visit, never profiled."""


def event(services: Services, visitor: Visitor, kind: str, subject: str, **context: object) -> Event:
    """A fact of this visit, now."""
    return Event(
        id=EventId(services.ids.new("evt")),
        brand=visitor.brand.id,
        kind=kind,
        at=services.clock.now(),
        party=visitor.party,
        subject=subject,
        source=VISIT,
        purpose=VISIT,
        context=context,
    )


def note(services: Services, visitor: Visitor, kind: str, subject: str, **context: object) -> None:
    """Put a fact of this visit in the journal, batched: a crash of the machine may lose it, and is counted."""
    fact = event(services, visitor, kind, subject, **context)
    admit(fact, Consents())
    services.navigation.add(fact)


def note_decision(services: Services, decision: Decision) -> None:
    """Put a policy's decision in the journal: what it chose, from what, how likely each was, and why."""
    fact = Event(
        id=decision.id,
        brand=decision.brand,
        kind="decision.made",
        at=decision.at,
        party=decision.party,
        subject=decision.subject,
        source=VISIT,
        purpose=VISIT,
        context={
            "policy": decision.policy,
            "version": decision.version,
            "candidates": decision.candidates,
            "shown": decision.shown,
            "propensities": decision.propensities,
            "reasons": decision.reasons,
            "signals": decision.signals,
        },
    )
    admit(fact, Consents())
    services.navigation.add(fact)


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
