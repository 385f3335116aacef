"""What was used lies within what was granted: checked when a decision is made, not only promised.

Structure does most of it: only the gate reads the journal, and a taste is a sum over granted sources alone. This looks
at the result, by another way: at what a decision says that it used, beside the grants as they rest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sumisura.kernel import Decision, Event, EventId, Ids, Rng, SumisuraError
from sumisura.store.ports import Store
from sumisura.trust.grants import Consents, Grants

PERSONALISE = "personalise"
OVERUSED = "gate.overuse"


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


def beyond(decision: Decision, consents: Consents, now: datetime) -> frozenset[str]:
    """The sources that a decision used and that were not granted at any instant while it was being made.

    Args:
        decision: its ``at`` is when it was begun.
        consents: what its party agreed to, read when it was done.
        now: when it was done.

    Example:
        >>> from datetime import UTC
        >>> from sumisura.kernel import BrandId, PartyId
        >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> made = Decision(EventId("evt_1"), BrandId("indigo"), noon, PartyId("pty_1"), "home", "taste", "v1",
        ...     ("belt",), ("belt",), (1.0,), signals=("visit",))
        >>> sorted(beyond(made, Consents(), noon))
        ['visit']
    """
    present = now if consents.changed is None else max(now, consents.changed)
    granted = {
        grant.source
        for grant in consents.grants
        if grant.purpose == PERSONALISE
        and grant.during.start <= present
        and (grant.during.end is None or grant.during.end > decision.at)
    }
    return frozenset(decision.signals) - granted


@dataclass(frozen=True, slots=True)
class Use:
    """Checks decisions: all of them where ``share`` is 1, which is how tests and the demo run, else a sample.

    Args:
        ids: names what is reported, and its clock dates it.
        rng: draws the sample.
        report: keeps a breach as an event; must not wait (``journal.append.Navigation.add``).
        share: of decisions that are checked, 0 to 1.
    """

    ids: Ids
    rng: Rng
    report: Callable[[Event], object]
    share: float

    def check(self, store: Store, decision: Decision) -> frozenset[str]:
        """The sources that a decision used without a grant; none where it was not looked at.

        Raises:
            Overused: there are some, and every decision is checked: better no page than such a page.
        """
        if not decision.signals or (self.share < 1 and self.rng.random() >= self.share):
            return frozenset()
        with store.read() as tx:
            consents = Grants(self.ids).of(tx, decision.brand, decision.party)
        found = beyond(decision, consents, self.ids.clock.now())
        if found:
            self.report(self._breach(decision, found))
            if self.share == 1:
                raise Overused(decision.policy, found)
        return found

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
