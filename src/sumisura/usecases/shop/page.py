"""A design's page put together: what it shows of a draft, its price, and what stands against an option."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sumisura.kernel import Quote
from sumisura.pricing.quoting import quote
from sumisura.space import draft as drafting
from sumisura.space.draft import Draft
from sumisura.space.errors import Unavailable
from sumisura.store.ports import Transaction
from sumisura.telemetry.spans import span
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import viewing
from sumisura.usecases.shop.leaning import leaning
from sumisura.usecases.shop.viewing import Shown
from sumisura.usecases.shop.views import Change, ConfiguratorView, ConflictView
from sumisura.usecases.tasting.guests import Guest, guest

HOLDS = timedelta(days=14)
"""How long a quote binds the maker."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What a page says besides the design itself.

    Args:
        asking: an option the visitor asks about: (variable, value).
        before: the choices before the last act, to say what it changed.
        about: the variable the act was about, which needs no saying.
        tried: field → text that could not be kept, shown again beside its error.
        errors: field → what is wrong with it.
    """

    asking: tuple[str, str] | None = None
    before: Mapping[str, str] | None = None
    about: str = ""
    tried: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def of(services: Services, visitor: Visitor, tx: Transaction, draft: Draft, aside: Aside) -> ConfiguratorView:
    """The page of a draft, as it is for this visitor."""
    who = guest(services, tx, visitor)
    return from_parts(services, visitor, tx, parts(services, visitor, tx, draft, aside, who), aside)


def parts(
    services: Services, visitor: Visitor, tx: Transaction, draft: Draft, aside: Aside, who: Guest
) -> Shown:
    """What a page is made from: the draft as ``who`` is served, with the words of the visitor alone."""
    texts = texts_for(services, tx, visitor, draft) | {
        name: text for name, text in aside.tried.items() if name in aside.errors
    }
    space = services.shelf.take(tx, draft.brand, draft.family).space
    lean = leaning(services, tx, who, space, draft)
    return Shown.of(space, draft, texts, aside.errors, lean, who.fit)


def from_parts(
    services: Services, visitor: Visitor, tx: Transaction, shown: Shown, aside: Aside
) -> ConfiguratorView:
    """The page, with its binding price where the design is whole."""
    bought = visitor.brand.sells and shown.design.is_complete
    priced = quoted(services, tx, shown.draft, visitor.brand.home) if bought else None
    with span("space sweep", family=shown.draft.family_name):
        found = viewing.view(shown, visitor.brand, priced)
    return replace(
        found,
        conflict=_conflict(shown, aside),
        changes=_changes(shown, aside),
        theirs=shown.draft.party != visitor.party,
    )


def _conflict(shown: Shown, aside: Aside) -> ConflictView | None:
    if aside.asking is None:
        return None
    variable, value = aside.asking
    try:
        drafting.choose(shown.space, shown.draft, variable, value)
    except Unavailable as error:
        after = (
            drafting.choose(shown.space, shown.draft, variable, value, anyway=True)
            if error.repairable
            else None
        )
        return viewing.conflict(shown, variable, value, error.conflict, after)
    return None


def _changes(shown: Shown, aside: Aside) -> tuple[Change, ...]:
    if aside.before is None:
        return ()
    found = viewing.changes(shown.family, aside.before, shown.choices)
    label = next((one.label for one in shown.family.variables if one.name == aside.about), "")
    return tuple(change for change in found if change.label != label)


def quoted(services: Services, tx: Transaction, draft: Draft, destination: str) -> Quote:
    """The binding price of a complete draft, delivered to a country."""
    shelved = services.shelf.take(tx, draft.brand, draft.family)
    return quote(
        shelved.space.family,
        viewing.configuration(draft),
        destination=destination,
        taxes=services.shelf.prices(tx, draft.brand).taxes,
        at=services.clock.now(),
        holds=HOLDS,
        book=shelved.book,
    )


def texts_for(services: Services, tx: Transaction, visitor: Visitor, draft: Draft) -> dict[str, str]:
    """What is written in a design, as far as this visitor may read it: personal words are their writer's alone.

    Their writer is whom the vault keeps them for, not whose draft they stand in: who buys a design from its
    link and reopens it has a draft with another's words.
    """
    texts = dict(draft.fields)
    for name, ref in draft.personal.items():
        own = services.vault.get_own(tx, draft.brand, visitor.party, ref)
        if own is not None:
            texts[name] = own
    return texts
