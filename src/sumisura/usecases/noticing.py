"""Events of a visit: what was shown, chosen, wanted and written. Never what was written in them."""

from sumisura.kernel import WORKBENCH, Decision, Event, EventId
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop.views import ConfiguratorView, State

VISIT = "visit"
"""The source and the purpose of what a visitor does in the shop: kept to serve the visit, never profiled."""
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


def note_decision(services: Services, decision: Decision) -> None:
    """Put a policy's decision in the journal: what it chose, from what, how likely each was, and why.

    Whether it may be shown at all is asked before (``tasting.deciding.settled``).
    """
    _add(services, decided(decision, VISIT, VISIT))


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
    if fact.brand == WORKBENCH:
        return  # what somebody does with rules of their own tells no brand anything
    services.gate.vouch(fact)
    services.navigation.add(fact)
