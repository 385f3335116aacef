"""Taste inside a product: which options come first for this customer, what suits them now, and how they would finish it."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sumisura.kernel import DesignId, Variable
from sumisura.space.design import Design
from sumisura.space.draft import Draft, Filler
from sumisura.space.space import Space
from sumisura.store.ports import Transaction
from sumisura.taste.designs import CHOICES, DesignModel, Player, Posterior, Reasons
from sumisura.taste.designs.history import Ints
from sumisura.taste.model import Item, Signal, Thread
from sumisura.taste.state import Taste
from sumisura.trust.sources import SOURCES
from sumisura.usecases.services import Services
from sumisura.usecases.shop.liking import Liking, option_item
from sumisura.usecases.shop.trying import Trial, Trials, trials
from sumisura.usecases.tasting.guests import Guest
from sumisura.usecases.tasting.tastes import ThreadView

Floats = npt.NDArray[np.float64]
TELLING = math.log(2.0)
"""Log-odds (twice as likely) from which an option is said to suit somebody."""
_SIZE = re.compile(r"\d+([.,/]\d+)?( ?[^\W\d]{1,3})?|X{0,4}[SML]", re.IGNORECASE)
VISIT = "visit"
CLICKS = frozenset({"chose", "retracted"})
"""Signals of the clicks in a design: they do not move its options under the customer's hand."""


@dataclass(frozen=True)
class Leaning:
    """What one customer leans to in one design.

    Two sums stand behind what is shown. The *order* of options follows past sales and the liking from before this design;
    what *suits* now, and how the design is finished, follows from the choices in it, too.

    Args:
        known: value number per variable that the customer chose, -1 where open.
        liking: what their taste says of each column now.
        before: the same without the clicks in this design.
        trials: draws the open places; None where there are none.
    """

    who: Guest
    space: Space
    model: DesignModel = field(repr=False)
    known: Ints
    liking: Liking = field(repr=False)
    before: Liking = field(repr=False)
    trials: Trials | None

    @cached_property
    def column(self) -> Mapping[tuple[str, str], int]:
        """The column of each (variable, value)."""
        return {pair: number for number, pair in enumerate(self.space.columns)}

    @cached_property
    def opens(self) -> Reasons:
        """The sum that the order of options follows."""
        nothing = np.full_like(self.known, -1)
        return Reasons(self.model, nothing, self.before.parts, self.before.without)

    @cached_property
    def suits_now(self) -> Reasons:
        """The sum behind what suits them now, all their choices as one part."""
        return Reasons(self.model, self.known, self.liking.parts, self.liking.without, each=False)

    def in_full(self, variable: int | None = None) -> Reasons:
        """The same with each choice a part of its own; a choice of ``variable`` itself is set aside."""
        known = self.known.copy()
        if variable is not None:
            known[variable] = -1
        return Reasons(self.model, known, self.liking.parts, self.liking.without)

    @cached_property
    def drawn(self) -> Mapping[str, Trial]:
        """The open places there are, by variable."""
        found = ((one.name, self._trial(one, self.opens.now)) for one in self.space.family.variables)
        return {name: trial for name, trial in found if trial is not None}

    def order(self, variable: Variable) -> Sequence[str]:
        """The names of a choice's values, the likeliest first; numbers and sizes stay as they are."""
        if is_sized(variable):
            return [value.name for value in variable.values]
        return _with(self.ranked(variable, self.opens.now), self.drawn.get(variable.name))

    def order_without(self, variable: Variable, source: str) -> Sequence[str]:
        """The order had that source never been, chance being the same."""
        if is_sized(variable):
            return self.order(variable)
        opening = self.opens.without.get(source, self.opens.now)
        return _with(self.ranked(variable, opening), self._trial(variable, opening))

    def ranked(self, variable: Variable, opening: Floats) -> Sequence[str]:
        """The names of a choice's values by their log-probability alone, likeliest first."""
        names = [value.name for value in variable.values]
        place = opening[[self.column[variable.name, name] for name in names]]
        return [names[at] for at in np.argsort(-place, kind="stable")]

    def suits(self, variable: Variable, names: Sequence[str]) -> str | None:
        """The one of these values that gains most by what we know of them; None where none stands out.

        What most people take may still be likelier for them, too; but that it is needs no telling.
        """
        gain = self.suits_now.now - self.suits_now.everyone
        gains = {name: float(gain[self.column[variable.name, name]]) for name in names}
        best = max(gains, key=gains.__getitem__, default=None)
        return best if best is not None and gains[best] > TELLING else None

    def threads(self, variable: Variable, name: str) -> tuple[ThreadView, ...]:
        """What each source adds to the log-probability of a value beside that of everyone; they add up to it exactly.

        The choices in the design are this visit's. The place without each is left to the proof, which has the time.
        """
        at = self.column[variable.name, name]
        amounts: dict[str, float] = {}
        for player, added in self.suits_now.added.items():
            source = VISIT if player == CHOICES else str(player)
            amounts[source] = amounts.get(source, 0.0) + float(added[at])
        return thread_views(amounts, {})

    def told(self, variable: Variable, name: str, reasons: Reasons, *, brief: bool = False) -> list[Thread]:
        """The parts of a value's log-odds beside an even chance, for a sentence.

        Args:
            brief: speak of sources, not of single signals: a click has no time to look for them.
        """
        at = self.column[variable.name, name]
        everyone = float(reasons.everyone[at]) + float(np.log(len(variable.values)))
        item, taste = option_item(self.space.family.name, variable.name, name), self.who.taste
        row = None if brief else taste.population.row.get(item)
        found = [Thread("everyone", everyone)]
        for player, added in reasons.added.items():
            source = player if isinstance(player, str) else CHOICES
            because = taste.because(row, source) if row is not None and source in taste.sources else ()
            found.append(Thread(source, float(added[at]), because=because))
        return found

    def why(self, variable: Variable, name: str) -> str:
        """Why it suits them, in a few words."""
        at = self.column[variable.name, name]
        added: Mapping[Player, Floats] = self.suits_now.added
        chosen = float(added[CHOICES][at]) if CHOICES in added else 0.0
        liked = sum(float(part[at]) for player, part in added.items() if player != CHOICES)
        return "suits what you chose" if chosen >= liked else "suits your taste"

    def item(self, variable: Variable, name: str) -> Item | None:
        """The item that stands for an option; None where it is on offer no more."""
        return self.who.cloth.items.get(option_item(self.space.family.name, variable.name, name))

    def sentence(self, variable: Variable, name: str) -> str:
        """Why it suits them, in a sentence that names it."""
        item = self.item(variable, name)
        if item is None:
            return ""
        return self.who.teller.suits(item, self.told(variable, name, self.suits_now, brief=True)).sentence

    def fill(self, design: Design, liking: Floats | None = None) -> Design:
        """A design finished out of what can be made, so that they would likely agree with as many choices as can be.

        Args:
            liking: another than theirs, as it would be without a source.
        """
        wanted = self.liking.total if liking is None else liking
        told = Posterior.of(self.model, known_in(self.model, design), wanted)
        return design.complete(told.agreement(), weight=1)

    def _trial(self, variable: Variable, opening: Floats) -> Trial | None:
        if self.trials is None or is_sized(variable):
            return None
        ranked = self.ranked(variable, opening)
        return self.trials.of(
            variable.name, ranked, [self.column[variable.name, name] for name in ranked], opening
        )


def thread_views(amounts: Mapping[str, float], places: Mapping[str, int]) -> tuple[ThreadView, ...]:
    """Sources' parts as they are drawn, strongest first, each with the place without it where that is known."""
    whole = sum(map(abs, amounts.values())) or 1.0
    return tuple(
        ThreadView(SOURCES.get(source), amount, min(abs(amount) / whole, 1.0), (), places.get(source, 0))
        for source, amount in sorted(amounts.items(), key=lambda pair: -abs(pair[1]))
        if amount
    )


def leaning(services: Services, tx: Transaction, who: Guest, space: Space, draft: Draft) -> Leaning | None:
    """What a guest leans to in a design; None where they are served as everyone, or prefer the brand's order."""
    if not who.personal or who.manners.order != "personal":
        return None
    begun = _begun(draft.id)
    model = services.models.designs_in(tx, draft.brand, space)
    known = model.history.rows_of([draft.now.touched])[0]
    liking = Liking.of(who, who.taste, space)
    before = Liking(space, _before(who, begun), liking.unwanted)
    open_places = trials(services, who, draft, begun, space, model, liking.unwanted)
    return Leaning(who, space, model, known, liking, before, open_places)


def filler(found: Leaning | None) -> Filler:
    """How a design is finished: for this customer, or as the brand would."""
    return Design.complete if found is None else found.fill


def known_in(model: DesignModel, design: Design) -> Ints:
    """What is chosen in a design, as value number per variable, -1 where open."""
    known: Ints = model.history.rows_of([design.choices])[0]
    return known


def is_sized(variable: Variable) -> bool:
    """Whether its values are numbers or sizes, which keep their order for everyone."""
    return all(_SIZE.fullmatch(value.label or value.name) for value in variable.values)


def _with(ranked: Sequence[str], trial: Trial | None) -> Sequence[str]:
    """The order with its open place filled."""
    if trial is None:
        return ranked
    return [*trial.head, *(name for name in ranked if name not in trial.head)]


def _before(who: Guest, begun: datetime) -> Taste:
    """The taste without the clicks in this design: options do not change places while one is choosing."""
    told: list[Signal] = [
        weighed.signal
        for weighed in who.taste.evidence.signals
        if weighed.signal.what not in CLICKS or weighed.signal.at < begun
    ]
    if len(told) == len(who.taste.evidence.signals):
        return who.taste
    return Taste.of(who.taste.population, told, who.at)


def _begun(design: DesignId) -> datetime:
    """When a design was begun, as its id says (RFC 9562 §5.7)."""
    digits = design.partition("_")[2][:12]
    return datetime.fromtimestamp(int(digits, 16) / 1000, UTC)
