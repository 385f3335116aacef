"""What is written down of a decision that a held profile had a part in: that it was made, and how; not what or whose."""

from dataclasses import replace

from sumisura.kernel import Decision, PartyId

PAGES = frozenset({"home", "search", "item"})


def nameless(decision: Decision) -> Decision:
    """The decision as it is kept for the audit.

    What was shown follows from the taste of whom it was shown to, so the list itself would keep a part of the profile:
    of it only its length is kept, and of the profile nothing, not even which sources it speaks of. No party, no design.

    Example:
        >>> from datetime import UTC, datetime
        >>> from sumisura.kernel import BrandId, EventId
        >>> made = Decision(EventId("evt_1"), BrandId("indigo"), datetime(2026, 3, 1, tzinfo=UTC), PartyId("pty_1"),
        ...     "home", "taste", "v1", ("belt",), ("belt",), (1.0,), {"belt": "You like hemp"}, ("stated",))
        >>> kept = nameless(made)
        >>> kept.party, kept.policy, kept.shown, dict(kept.reasons), kept.signals
        ('', 'taste-held', (), {'': '1 shown, by a profile that its owner holds'}, ())
    """
    page = decision.subject.partition("/")[0]
    return replace(
        decision,
        party=PartyId(""),
        subject=page if page in PAGES else "design",
        policy=f"{decision.policy}-held",
        candidates=(),
        shown=(),
        propensities=(),
        reasons={"": f"{len(decision.shown)} shown, by a profile that its owner holds"},
        signals=(),
    )
