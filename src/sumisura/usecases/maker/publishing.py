"""Draft, publish and roll back revisions of a family; open designs follow, and who lost what is known."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sumisura.kernel import BadInput, Brand, BrandId, DesignId, Family, NotFound
from sumisura.space import repo
from sumisura.space.draft import Draft, Lost
from sumisura.space.history import Deed, Entry, history, offered_before
from sumisura.space.revisions import migrate
from sumisura.store.codec import decode
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.usecases.again import again
from sumisura.usecases.bringing_in.offering import By, write_down
from sumisura.usecases.bringing_in.publish import publish_family
from sumisura.usecases.services import Services

BATCH = 50
"""Designs moved in one unit of work: neither a visitor nor a payment shall wait long."""
PAUSE = 0.02
"""Seconds between two of them."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of publishing.

    Args:
        family: the revision that is on offer now.
        changed: whether it was not before.
        moved: open designs that now stand in it.
        lost: how many of those could not keep everything.
    """

    family: Family
    changed: bool
    moved: int
    lost: int


@dataclass(frozen=True, slots=True)
class Touched:
    """An open design that could not keep everything, by its pseudonymous id.

    Args:
        told: its owner has gone on with it since.
    """

    design: DesignId
    lost: Sequence[Lost]
    told: bool


@again
def keep_draft(services: Services, brand: Brand, family: Family, who: By) -> None:
    """Keep a revision that is not on offer yet, to be compared, checked and published.

    Raises:
        BadInput: it is priced in another currency than the brand.
        Contradiction: its rules leave nothing to make.
    """
    if family.currency != brand.currency:
        what = f"its prices are in {family.currency}, the brand's in {brand.currency}"
        raise BadInput(what, where=family.name, mend="Use one currency.")
    services.shelf.compile(family)
    with services.store.write() as tx:
        repo.keep_revision(tx, brand.id, family)
        write_down(services, tx, brand.id, family, who, Deed.DRAFTED)


def publish(services: Services, brand: Brand, name: str, digest: str, who: By) -> Done:
    """Offer a revision that was kept, and move every open design of its family to it.

    Orders, and designs in a bag that bear a price, keep the revision they were made in.

    Raises:
        NotFound: no revision of the family begins like that.
    """
    return _offer(services, brand, revision(services, brand.id, name, digest), who, Deed.PUBLISHED)


def roll_back(services: Services, brand: Brand, name: str, who: By) -> Done:
    """Offer the revision again that was on offer before the current one; the history keeps both.

    Raises:
        NotFound: there is no such family.
        BadInput: there was none before.
    """
    with services.store.read() as tx:
        current = repo.current(tx, brand.id, name)
        before = offered_before(history(tx, brand.id, name), current)
    if not before:
        raise BadInput(
            f'"{name}" has no earlier revision', mend="Publish another one: there is nothing to go back to."
        )
    return _offer(services, brand, revision(services, brand.id, name, before), who, Deed.ROLLED_BACK)


def revision(services: Services, brand: BrandId, name: str, digest: str) -> Family:
    """A revision of a family that was kept, by the beginning of its digest.

    Raises:
        NotFound: none of that family begins like that.
    """
    with services.store.read() as tx:
        known = dict.fromkeys(
            (*(one.digest for one in history(tx, brand, name)), repo.current(tx, brand, name))
        )
        found = next((one for one in reversed(known) if digest and one.startswith(digest)), None)
        if found is None:
            raise NotFound("revision of this family", digest[:12] or name)
        return services.shelf.family(tx, brand, found)


def lines(services: Services, brand: BrandId, name: str) -> tuple[str, Sequence[Entry]]:
    """The digest of the revision on offer, and the family's history, oldest first.

    Raises:
        NotFound: there is no such family.
    """
    with services.store.read() as tx:
        return repo.current(tx, brand, name), history(tx, brand, name)


def move_designs(services: Services, brand: BrandId, name: str) -> tuple[int, int]:
    """Move every open design of a family to the revision on offer; how many there were, and how many lost something."""
    current, behind = _behind(services, brand, name)
    moved = lost = 0
    for at in range(0, len(behind), BATCH):
        if at:
            time.sleep(PAUSE)
        some, fewer = _move(services, brand, current, behind[at : at + BATCH])
        moved, lost = moved + some, lost + fewer
    return moved, lost


def waiting(services: Services, brand: BrandId, name: str) -> int:
    """How many open designs of a family stand in another revision than the one on offer."""
    return len(_behind(services, brand, name)[1])


def touched(services: Services, brand: BrandId, name: str) -> Sequence[Touched]:
    """The open designs that could not keep everything, the latest first."""
    with services.store.read() as tx:
        return [
            Touched(draft.id, draft.news.lost, draft.news.told)
            for draft in _drafts(tx, brand, name)
            if draft.news is not None
        ]


def _offer(services: Services, brand: Brand, family: Family, who: By, deed: Deed) -> Done:
    published = publish_family(services, brand, family, who, deed)
    moved, lost = move_designs(services, brand.id, family.name)
    return Done(family, bool(published.changed), moved, lost)


def _behind(services: Services, brand: BrandId, name: str) -> tuple[str, Sequence[DesignId]]:
    """The revision on offer, and the open designs that stand in another one."""
    with services.store.read() as tx:
        current = repo.current(tx, brand, name)
        return current, [draft.id for draft in _drafts(tx, brand, name) if draft.family != current]


def _drafts(tx: Transaction, brand: BrandId, name: str) -> Iterator[Draft]:
    drafts = (decode(record.body, Draft) for record in walk(tx, brand, repo.DRAFT))
    return (draft for draft in drafts if draft.family_name == name)


@again
def _move(services: Services, brand: BrandId, current: str, designs: Sequence[DesignId]) -> tuple[int, int]:
    moved = lost = 0
    with services.store.write(durable=False) as tx:
        space = services.shelf.take(tx, brand, current).space
        for design in designs:
            if tx.records.get(brand, repo.DRAFT, design) is None:
                continue  # erased meanwhile
            draft, version = repo.draft(tx, brand, design)
            after = migrate(services.shelf.family(tx, brand, draft.family), space, draft, current)
            repo.save_draft(tx, after, version)
            moved, lost = moved + 1, lost + (after.news is not None)
    return moved, lost
