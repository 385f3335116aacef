"""Families and drafts on the store's records."""

from collections.abc import Collection, Sequence

from sumisura.kernel import BrandId, DesignId, Family, NotFound
from sumisura.space.draft import Draft
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Keys, Transaction
from sumisura.store.walk import walk

CURRENT = "family"
REVISION = "family-revision"
DRAFT = "draft"


def publish(tx: Transaction, brand: BrandId, family: Family) -> bool:
    """Make this revision the one new designs start from; False when it already was.

    Older revisions stay: drafts, tokens and orders made in them keep their meaning.
    """
    keep_revision(tx, brand, family)
    before = tx.records.get(brand, CURRENT, family.name)
    body = encode(family.digest)
    if before is not None and before.body == body:
        return False
    tx.records.put(brand, CURRENT, family.name, body, version=before.version if before else 0)
    return True


def keep_revision(tx: Transaction, brand: BrandId, family: Family) -> None:
    """Keep a revision that designs can be made in, without offering it as the one new designs start from."""
    if tx.records.get(brand, REVISION, family.digest) is None:
        tx.records.put(brand, REVISION, family.digest, encode(family), version=0)


def current(tx: Transaction, brand: BrandId, name: str) -> str:
    """The digest of the revision that new designs of this family start from."""
    record = tx.records.get(brand, CURRENT, name)
    if record is None:
        raise NotFound("product", name)
    return decode(record.body, str)


def names(tx: Transaction, brand: BrandId) -> Sequence[str]:
    """The brand's families, by name."""
    return sorted(record.id for record in walk(tx, brand, CURRENT))


def revision(tx: Transaction, brand: BrandId, digest: str) -> Family:
    """A family in the revision of that digest."""
    record = tx.records.get(brand, REVISION, digest)
    if record is None:
        raise NotFound("product revision", digest[:12])
    return decode(record.body, Family)


def draft(tx: Transaction, brand: BrandId, design: DesignId) -> tuple[Draft, int]:
    """A draft and its version."""
    record = tx.records.get(brand, DRAFT, design)
    if record is None:
        raise NotFound("design", design)
    return decode(record.body, Draft), record.version


def save_draft(tx: Transaction, draft: Draft, version: int) -> None:
    """Write a draft back; Stale when it was changed meanwhile."""
    keys = Keys(index={"party": draft.party})
    tx.records.put(draft.brand, DRAFT, draft.id, encode(draft), version=version, keys=keys)


def forget_drafts(tx: Transaction, brand: BrandId, party: str) -> int:
    """Forget everything a party began; says how much it was."""
    found = tx.records.find(brand, DRAFT, "party", party)
    for record in found:
        tx.records.delete(brand, DRAFT, record.id)
    return len(found)


def forget_drafts_in(tx: Transaction, brand: BrandId, names: Collection[str]) -> None:
    """Forget every draft of these families."""
    for record in walk(tx, brand, DRAFT):
        if decode(record.body, Draft).family_name in names:
            tx.records.delete(brand, DRAFT, record.id)


def forget(tx: Transaction, brand: BrandId, name: str, digest: str) -> None:
    """Forget a family and that revision of it; whatever was made in it must be forgotten first."""
    tx.records.delete(brand, CURRENT, name)
    tx.records.delete(brand, REVISION, digest)


def drafts_of(tx: Transaction, brand: BrandId, party: str) -> Sequence[Draft]:
    """A party's drafts, newest first."""
    found = tx.records.find(brand, DRAFT, "party", party)
    return sorted((decode(record.body, Draft) for record in found), key=lambda one: one.id, reverse=True)
