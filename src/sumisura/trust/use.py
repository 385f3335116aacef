"""What was used lies within what was granted: checked when a decision is made, not only promised.

Structure does most of it: only the gate reads the journal, and a taste is a sum over granted sources alone. This looks
at the result, by another way: at what a decision says that it used, beside the grants that it was made under.

Two questions are kept apart. *Did it use what it might?* is asked of the consents it was made from: a no is an error of
ours. *May it still be shown?* is asked of the consents as they are now: a no is somebody's good right, used meanwhile.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

import structlog

from sumisura.kernel import Decision, Event, EventId, Ids, Rng, SumisuraError
from sumisura.store.ports import Store
from sumisura.trust.grants import Consents, Grants
from sumisura.trust.purposes import PERSONALISE

OVERUSED = "gate.overuse"
log = structlog.get_logger()


class Overused(SumisuraError):
    """A decision used signals that its party had not granted; it was not shown.

    Args:
        policy: what decided.
        sources: those it had no right to.
    """

    code: ClassVar[str] = "overused"
    status: ClassVar[int] = 500

    def __init__(self, policy: str, sources: frozenset[str]) -> None:
        self.policy, self.sources = policy, sources
        super().__init__(
            f'The policy "{policy}" used {", ".join(sorted(sources))} without a grant. '
            "Nothing of it was shown; this is an error of ours: please report it."
        )


def granted(consents: Consents) -> frozenset[str]:
    """The sources that may be used to fit the shop to its party, as these consents stand: none while they are paused."""
    if consents.paused:
        return frozenset()
    return frozenset(source for purpose, source in consents.open if purpose == PERSONALISE)


def beyond(decision: Decision, consents: Consents) -> frozenset[str]:
    """The sources that a decision used and that these consents do not grant.

    Example:
        >>> from datetime import UTC, datetime
        >>> from sumisura.kernel import BrandId, PartyId
        >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> made = Decision(EventId("evt_1"), BrandId("indigo"), noon, PartyId("pty_1"), "home", "taste", "v1",
        ...     ("belt",), ("belt",), (1.0,), signals=("visit",))
        >>> sorted(beyond(made, Consents()))
        ['visit']
    """
    return frozenset(decision.signals) - granted(consents)


@dataclass(frozen=True, slots=True)
class Use:
    """Looks at decisions twice: whether they used what they might (``breached``), and whether they still may (``holds``).

    Args:
        ids: names what is reported, and its clock dates it.
        rng: draws the sample.
        report: keeps a breach as an event; must not wait (``journal.append.Navigation.add``).
        share: of answers whose decisions are checked for a breach, 0 to 1; all of them where it is 1, which is how
            tests and the demo run.
    """

    ids: Ids
    rng: Rng
    report: Callable[[Event], object]
    share: float

    def breached(self, consents: Consents, decisions: Iterable[Decision]) -> bool:
        """Whether one of an answer's decisions used what was not granted when it was made: an error of ours.

        Args:
            consents: what its party agreed to, read in the very transaction that the answer was made in. What
                changed since has no part in it.
            decisions: those behind one answer.

        Raises:
            Overused: one did, and every decision is checked: better no page than such a page.
        """
        using = [one for one in decisions if one.signals]
        if not using or (self.share < 1 and self.rng.random() >= self.share):
            return False
        found = [(one, sources) for one in using if (sources := beyond(one, consents))]
        for one, sources in found:
            log.error("gate.overuse", policy=one.policy, sources=sorted(sources), decision=one.id)
            self.report(self._breach(one, sources))
        if found and self.share == 1:
            raise Overused(found[0][0].policy, found[0][1])
        return bool(found)

    def holds(self, store: Store, decisions: Iterable[Decision]) -> bool:
        """Whether all that an answer's decisions used is still granted, now that it is about to be shown.

        It need not be, and nobody did wrong: its party may have taken something back meanwhile, paused all of it, or
        been erased. Then the answer has to be made again.
        """
        using = [one for one in decisions if one.signals]
        if not using:
            return True
        with store.read() as tx:
            grants = Grants(self.ids)
            return not any(beyond(one, grants.of(tx, one.brand, one.party)) for one in using)

    def _breach(self, decision: Decision, sources: frozenset[str]) -> Event:
        return Event(
            id=EventId(self.ids.new("evt")),
            brand=decision.brand,
            kind=OVERUSED,
            at=self.ids.clock.now(),
            party=decision.party,
            subject=decision.subject,
            source="gate",
            purpose="security",
            context={"policy": decision.policy, "sources": sorted(sources), "decision": decision.id},
        )
