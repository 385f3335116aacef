"""Who asks, and how they are to be served: as everyone, as one we compare with, or by their own taste."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sumisura.insight.model import Arm
from sumisura.insight.repo import EXPOSURE
from sumisura.store.gathered import gathered
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.crowd.friends import Liked
from sumisura.taste.crowd.local import within_reach
from sumisura.taste.crowd.repo import HEAD
from sumisura.taste.crowd.whole import Crowd
from sumisura.taste.model import Manners, Signal
from sumisura.taste.saying.reasons import Teller
from sumisura.taste.serving.occasions import weighed, wish
from sumisura.taste.serving.rewind import until
from sumisura.taste.state import Taste
from sumisura.trust.grants import KIND as GRANTS
from sumisura.trust.grants import Consents, Grants
from sumisura.trust.sources import SOURCES
from sumisura.usecases import minimal
from sumisura.usecases.held.profile import Held
from sumisura.usecases.learning import crowds
from sumisura.usecases.learning.models import AFFINITY, POINTER, POPULATION
from sumisura.usecases.office import arms
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import circles
from sumisura.usecases.tasting.signals import REFUSED, agreed, granted
from sumisura.usecases.tasting.tailor import Cloth, Mask
from sumisura.usecases.tasting.tastes import Fit

NO_FRIENDS = Liked(0, np.zeros(0, np.int64), np.zeros(0))


@dataclass(frozen=True)
class Guest:
    """A visitor with all that serving them takes.

    Args:
        kept: what may be used of them.
        signals: the same, up to the moment whose taste is asked for.
        sources: those they agreed to.
        crowd: what all who agreed to be counted want.
        at: the moment whose taste it is.
        minimal: the shop keeps no taste of anyone.
        likes: (n,) how likely each is wanted by those who choose as this visit does; None where that is not told.
        friends: what their friends like; numbers as in ``cloth.proposals``.
        consents: what they agreed to, read with all the rest: what is decided for them is held against it.
    """

    visitor: Visitor
    cloth: Cloth
    fit: Fit
    manners: Manners
    kept: Sequence[Signal]
    signals: Sequence[Signal]
    sources: frozenset[str]
    crowd: Crowd
    friends: Liked
    at: datetime
    taste: Taste
    consents: Consents
    minimal: bool = False
    likes: npt.NDArray[np.float64] | None = None

    @cached_property
    def mask(self) -> Mask:
        """(n,) what may be proposed: what is offered, within their reach, and nothing they never want to see."""
        mask = self.cloth.offered.copy()
        allowed = ~self.cloth.bearers.refused(self.kept)
        if self.cell and any(self.cloth.stocked):
            allowed &= within_reach(self.cloth.stocked, self.cell)
        mask[np.flatnonzero(mask)] = allowed
        return mask

    @property
    def cell(self) -> str:
        """The region they named, while they agree to its use; "" otherwise."""
        return self.manners.cell if circles.PLACE in self.sources else ""

    @cached_property
    def popularity(self) -> npt.NDArray[np.float64]:
        """(n,) what most want: customers counted now, or, where nobody is, those the population rests on.

        In the minimal-data mode it is what those want who choose as this visit does.
        """
        if self.likes is not None:
            return self.likes
        if not self.crowd.parties:
            return self.cloth.population.counts.astype(np.float64)
        return self.crowd.aligned(self.crowd.popular, self.cloth.population.items)

    @cached_property
    def teller(self) -> Teller:
        """Who tells them why, knowing how many of their friends like what."""
        counts = self.friends.counts.tolist()
        liked = {item.id: count for item, count in zip(self.cloth.proposals, counts, strict=False) if count}
        return replace(self.cloth.teller, friends=liked)

    @property
    def personal(self) -> bool:
        """Whether their own taste orders what they see."""
        return self.fit is Fit.PERSONAL

    @property
    def unasked(self) -> bool:
        """Whether they are not to be asked if the shop may fit itself to them: they answered, or there is nothing to agree to."""
        return self.manners.declined or self.consents.paused or self.visitor.gpc or self.minimal


def guest(services: Services, tx: Transaction, visitor: Visitor, *, as_of: datetime | None = None) -> Guest:
    """The visitor as they are to be served now, by today's taste or by that of another moment."""
    with gathered(tx) as many:
        many.foresee_all(visitor.brand.id, _facts(visitor))
        return _guest(services, many, visitor, as_of)


def _facts(visitor: Visitor) -> Iterator[tuple[str, str]]:
    """The records that serving anybody takes, to be read in one question."""
    yield from ((POINTER, POPULATION), (POINTER, AFFINITY), (repo.STOCK, ""), (HEAD, ""), (minimal.KIND, ""))
    if visitor.party and not visitor.held:
        yield from ((kind, visitor.party) for kind in (GRANTS, repo.SIGNALS, repo.MANNERS, EXPOSURE))


def _guest(services: Services, tx: Transaction, visitor: Visitor, as_of: datetime | None) -> Guest:
    cloth, crowd = services.tailor.take(tx, visitor.brand.id), crowds.load(services, tx, visitor.brand.id)
    plain = minimal.on(tx, visitor.brand.id)
    told_us = _told_now(services, visitor.held) if visitor.held else _told_here(services, tx, visitor, plain)
    manners, kept, sources = told_us.manners, told_us.signals, told_us.sources
    now = as_of or manners.as_of or services.clock.now()
    signals = until(kept, now)
    friends = NO_FRIENDS
    told = list(weighed((one for one in signals if one.source in sources), manners.occasion))
    if manners.occasion and "stated" in sources:
        told.append(wish(manners.occasion, now))
    if circles.FRIENDS in sources and not visitor.held:
        friends = circles.friends_like(services, tx, visitor, cloth.proposals)
        told.extend(circles.friend_signals(services, friends, cloth.proposals))
    if circles.PLACE in sources and manners.cell:
        told.extend(circles.place_signals(services, crowd, manners.cell))
    fit, taste = _fit(services, tx, visitor, sources), Taste.of(cloth.population, told, now)
    likes = _likes(services, tx, visitor, cloth) if plain else None
    return Guest(
        visitor=visitor,
        cloth=cloth,
        fit=fit,
        manners=manners,
        kept=kept,
        signals=signals,
        sources=sources,
        crowd=crowd,
        friends=friends,
        at=now,
        taste=taste,
        consents=told_us.consents,
        minimal=plain,
        likes=likes,
    )


def _likes(
    services: Services, tx: Transaction, visitor: Visitor, cloth: Cloth
) -> npt.NDArray[np.float64] | None:
    if visitor.held:
        return None
    number = minimal.segment(services, tx, visitor)
    segments = services.models.segments(tx, visitor.brand.id) if number >= 0 else None
    return segments.scores(cloth.population.items, number) if segments else None


class _Told(NamedTuple):
    """What may be used of somebody, from which sources, and how they want to be served."""

    signals: Sequence[Signal]
    sources: frozenset[str]
    manners: Manners
    consents: Consents = Consents()


def _told_here(services: Services, tx: Transaction, visitor: Visitor, plain: bool) -> _Told:
    """Of what is kept here, what they agreed to; nothing but their wishes where the shop keeps no taste of anyone."""
    brand, party = visitor.brand.id, visitor.party
    if not party:
        return _Told((), frozenset(), Manners())
    consents = Consents() if plain else Grants(services.ids).of(tx, brand, party)
    kept = agreed(repo.signals(tx, brand, party), consents, services)
    manners, _ = repo.manners(tx, brand, party)
    return _Told(kept, granted(consents, services), manners, consents)


def _told_now(services: Services, held: Held) -> _Told:
    """What they sent along, each signal for as long as it would count if it were kept here."""
    if not held.sent:
        return _Told((), frozenset(), held.manners)
    now = services.clock.now()
    fresh = [
        one
        for one in held.known
        if one.what == REFUSED or (now - one.at).days <= SOURCES[one.source].keep_days
    ]
    return _Told(sorted(fresh, key=lambda one: (one.at, one.id)), held.sources, held.manners)


def _fit(services: Services, tx: Transaction, visitor: Visitor, sources: frozenset[str]) -> Fit:
    if not sources:
        return Fit.EVERYONE
    if visitor.held:
        return Fit.PERSONAL
    arm = arms.arm_of(services, tx, visitor)
    return Fit.PERSONAL if arm is Arm.PERSONAL else Fit.COMPARED
