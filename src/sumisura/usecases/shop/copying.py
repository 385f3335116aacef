"""Whose a design is: whoever has its link may look at it and order it; whoever changes it changes a copy of their own."""

from dataclasses import replace

from sumisura.kernel import DesignId, Forbidden
from sumisura.space import repo
from sumisura.space.draft import Draft
from sumisura.store.ports import Transaction
from sumisura.usecases.again import again
from sumisura.usecases.noticing import note
from sumisura.usecases.services import Services, Visitor


@again
def own(services: Services, visitor: Visitor, design: DesignId) -> DesignId:
    """The design, where the visitor began it; otherwise a new one of theirs that stands as it does.

    The words that are private to whoever began it are left out.

    Raises:
        NotFound: there is no such design.
    """
    with services.store.read() as tx:
        theirs, _ = repo.draft(tx, visitor.brand.id, design)
    if theirs.party == visitor.party:
        return design
    copy = DesignId(services.ids.new("dsn"))
    with services.store.write(durable=False) as tx:
        repo.save_draft(tx, replace(theirs, id=copy, party=visitor.party, past=(), personal={}), 0)
    note(services, visitor, "design.started", copy, family=theirs.family)
    return copy


def to_change(tx: Transaction, visitor: Visitor, design: DesignId) -> tuple[Draft, int]:
    """A design of the visitor's own and its version.

    Raises:
        NotFound: there is no such design.
        Forbidden: somebody else began it.
    """
    draft, version = repo.draft(tx, visitor.brand.id, design)
    if draft.party != visitor.party:
        raise Forbidden("change a design that somebody else began", "a copy of your own")
    return draft, version
