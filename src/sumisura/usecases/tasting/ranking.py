"""In what order things are proposed: by a guest's own taste with some room to learn, or the same for everyone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from sumisura.taste.model import Kind
from sumisura.taste.serving import explore
from sumisura.taste.serving.attention import tired
from sumisura.taste.serving.explore import Field, bearing, is_new
from sumisura.telemetry.spans import span
from sumisura.trust.keys import mac
from sumisura.usecases.services import Services
from sumisura.usecases.tasting.guests import Guest

MOST = 200
"""Rows that are ranked for one page."""
STRONGEST = 2
"""Tastes outside of which some places are kept, so that nobody is locked into what they liked first."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is shown, what it was chosen from, and with what probability.

    Args:
        rows: what is shown, first place first.
        candidates: all that could have been shown.
        propensities: of each candidate, to be shown at all.
        tried: rows that chance put there, to learn.
    """

    rows: Sequence[int]
    candidates: Sequence[int]
    propensities: Sequence[float]
    tried: frozenset[int] = frozenset()


def ranked(who: Guest) -> Sequence[int]:
    """The rows that may be proposed to them, best first."""
    if who.personal:
        best: list[int] = who.taste.best(MOST, who.mask).tolist()
        return best
    return popular(who)


def popular(who: Guest) -> Sequence[int]:
    """The rows that may be proposed, most chosen first: the same order for everyone."""
    rows = np.flatnonzero(who.mask)
    order: list[int] = rows[np.argsort(-who.popularity[rows], kind="stable")][:MOST].tolist()
    return order


def nothing(who: Guest) -> str:
    """Why there is nothing to propose to them, in words."""
    if all(item.kind is Kind.OPTION for item in who.cloth.items.values()):
        return "Nothing is on offer here yet."
    if not who.cloth.proposals:
        return "All of it is sold out just now."
    if who.cloth.bearers.refused(who.kept).all():
        return "You put away all that is on offer here."
    return "What you did not put away is not to be had in your region just now."


def chosen(services: Services, who: Guest, k: int) -> Chosen:
    """At most k proposals: the guest's best with a few open places, or, for everyone, what is most chosen."""
    if not who.personal:
        rows = popular(who)
        return Chosen(rows[:k], rows, [float(place < k) for place in range(len(rows))])
    with span("taste ranking"):
        rows = _candidates(services, who)
        drawn = explore.mix(_field(services, who, rows), k, _chance(services, who))
    shown = [rows[at] for at in drawn.rows.tolist()]
    tried = frozenset(row for row, by_chance in zip(shown, drawn.open.tolist(), strict=True) if by_chance)
    return Chosen(shown, rows, drawn.shown.tolist(), tried)


def leaning(who: Guest, rows: Sequence[int]) -> npt.NDArray[np.float64]:
    """(k,) the personal part of each score, in standard deviations of it."""
    personal = who.taste.parts(rows)[1:].sum(axis=0)
    spread = np.maximum(who.taste.unsure(rows), np.finfo(np.float64).tiny)
    return np.asarray(personal / spread)


def by_taste(who: Guest, tokens: Mapping[str, int]) -> Sequence[str]:
    """The qualities that the guest's own taste leans to most, strongest first."""
    names = list(tokens)
    lean = leaning(who, [tokens[name] for name in names])
    return [names[at] for at in np.argsort(-lean, kind="stable") if lean[at] > 0]


def _candidates(services: Services, who: Guest) -> list[int]:
    """The best rows, and what is new, less what was shown often enough; all of it where too little is left."""
    now = services.clock.now()
    near = np.union1d(who.taste.best(MOST, who.mask), _new(who, now))
    names = [who.cloth.rows[row].id for row in near.tolist()]
    fresh = near[~tired(who.manners.shown, names, now)]
    kept: list[int] = (fresh if len(fresh) else near).tolist()
    return kept


def _new(who: Guest, now: datetime) -> npt.NDArray[np.int64]:
    """The rows that came lately; where a whole catalogue did, the best of them."""
    came = [row for row in who.cloth.dated if who.mask[row]]
    rows = np.array(came, np.int64)[is_new([who.cloth.rows[row] for row in came], now)]
    if len(rows) > MOST:
        rows = rows[np.argsort(-who.taste.scores[rows], kind="stable")[:MOST]]
    return rows


def _field(services: Services, who: Guest, rows: Sequence[int]) -> Field:
    items = [who.cloth.rows[row] for row in rows]
    known = who.taste.population.row
    tokens = {token: known[token] for item in items for token in item.tokens if token in known}
    strongest = by_taste(who, tokens)[:STRONGEST] if tokens else ()
    return Field(
        who.taste.scores[list(rows)],
        who.taste.unsure(rows),
        np.ones(len(rows), np.bool_),
        is_new(items, services.clock.now()),
        bearing(items, strongest),
    )


def _chance(services: Services, who: Guest) -> np.random.Generator:
    """The same chance all day for one visitor: a page that is opened again looks the same."""
    day = who.visitor.brand.local(services.clock.now()).date().isoformat()
    seed = mac(services.keyring.salt, "explore", who.visitor.brand.id, who.visitor.party, day)
    return np.random.default_rng(int(seed[:16], 16))
