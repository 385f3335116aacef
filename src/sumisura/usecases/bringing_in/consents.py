"""Consents that customers gave elsewhere, and a merchant vouches for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sumisura.kernel import BrandId, Grant, PartyId
from sumisura.store.ports import Transaction
from sumisura.taste.imports.deeds import Deed
from sumisura.trust.grants import Grants
from sumisura.trust.purposes import PERSONALISE
from sumisura.usecases import minimal
from sumisura.usecases.services import Services
from sumisura.usecases.tasting import agreeing
from sumisura.usecases.tasting.signals import REFUSED

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a merchant vouches for, for every customer whose row does not say otherwise.

    Args:
        under: the version of the words they agreed to; "" vouches for nobody.
        since: since when; None for from now on, which covers nothing of the past.
        sources: those they agreed to; None for all that are in the file.
        purposes: what for.
    """

    under: str = ""
    since: datetime | None = None
    sources: frozenset[str] | None = None
    purposes: tuple[str, ...] = (PERSONALISE,)


def said_no(deed: Deed) -> bool:
    """Whether a row itself says that its customer did not agree to its source; a wish needs no agreement."""
    agreed = deed.agreed
    if deed.what == REFUSED or agreed is None or agreed.sources is None:
        return False
    return deed.source not in agreed.sources


def agree(
    services: Services,
    tx: Transaction,
    brand: BrandId,
    party: PartyId,
    deeds: Iterable[Deed],
    vouched: Vouched,
) -> None:
    """Give what one customer agreed to elsewhere, as their rows or the merchant say.

    What stands is left as it is, and what they withdrew is not given again by a file, unless it says that
    they agreed once more after that. In the minimal-data mode nothing is collected, so nothing is agreed to.
    """
    if minimal.on(tx, brand):
        return
    since = _since(deeds, vouched)
    if not since:
        return
    standing = Grants(services.ids).of(tx, brand, party).grants
    wanted: defaultdict[tuple[datetime, str], list[tuple[str, str]]] = defaultdict(list)
    for (under, source), at in since.items():
        for purpose in vouched.purposes:
            if _may_give(standing, purpose, source, at):
                wanted[at, under].append((purpose, source))
    for (at, under), pairs in sorted(wanted.items()):
        agreeing.put(services, tx, brand, party, pairs, under, since=None if at == _LAST else at)


def _since(deeds: Iterable[Deed], vouched: Vouched) -> Mapping[tuple[str, str], datetime]:
    """(words, source) → since when it was agreed to under them."""
    since: dict[tuple[str, str], datetime] = {}
    for deed in deeds:
        under, at = _said(deed, vouched)
        if under and (vouched.sources is None or deed.source in vouched.sources):
            since[under, deed.source] = min(at, since.get((under, deed.source), _LAST))
    return since


def _said(deed: Deed, vouched: Vouched) -> tuple[str, datetime]:
    """Under which words, and since when; the far end of time stands for from now on."""
    agreed = deed.agreed
    under = (agreed.under if agreed else "") or vouched.under
    return under, (agreed.since if agreed else None) or vouched.since or _LAST


def _may_give(grants: Sequence[Grant], purpose: str, source: str, since: datetime) -> bool:
    ends = [grant.during.end for grant in grants if (grant.purpose, grant.source) == (purpose, source)]
    if None in ends:
        return False
    return all(end is not None and since != _LAST and since > end for end in ends)
