"""Why personal signals may be kept and used at all: dated data with its reference, never branches.

A purpose has one lawful basis. What rests on a contract or a legal duty needs no consent and cannot be
withdrawn: taking a consent back never stops the making of what was bought.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import ClassVar

from sumisura.kernel import SumisuraError

PERSONALISE, IMPROVE = "personalise", "improve"
"""What people are asked for: to have the shop fitted to them, and to be added up with others for everyone."""


class Basis(StrEnum):
    """The lawful bases Sumisura uses, of those in GDPR Art. 6(1)."""

    CONTRACT = "contract"
    LEGAL_DUTY = "legal duty"
    CONSENT = "consent"


class UndeclaredPurpose(SumisuraError):
    """Nothing may be kept or read for a purpose that nobody declared."""

    code: ClassVar[str] = "undeclared_purpose"
    status: ClassVar[int] = 403

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        super().__init__(
            f'"{purpose}" is no declared purpose. Use one that trust.purposes lists, or declare it there.'
        )


@dataclass(frozen=True, slots=True)
class Purpose:
    """One declared reason for keeping and using events.

    Args:
        name: what events, grants and readers call it.
        basis: what makes it lawful.
        words: what a person is told, in one sentence.
        article: the law it rests on.
        keep_days: how long its events are kept.
        reads: purposes whose events a reader for this purpose may see; for a purpose that rests on
            consent, only those from sources the party granted.
        since: the day it was declared.
        until: the day it ended, or None.
    """

    name: str
    basis: Basis
    words: str
    article: str
    keep_days: int
    reads: frozenset[str]
    since: date
    until: date | None = None

    @property
    def needs_consent(self) -> bool:
        """Whether the party has to agree first."""
        return self.basis is Basis.CONSENT

    def declared_at(self, at: datetime) -> bool:
        """Whether it was in force on that day (UTC)."""
        day = at.astimezone(UTC).date()
        return self.since <= day and (self.until is None or day < self.until)


_SINCE = date(2026, 1, 1)
_GDPR = date(2018, 5, 25)
"""The day the GDPR began to apply (Art. 99(2)): histories are brought in under consents given since then, and
wishes told since then."""

PURPOSES: Mapping[str, Purpose] = {
    purpose.name: purpose
    for purpose in (
        Purpose(
            "visit",
            Basis.CONTRACT,
            "What you try in the shop is kept while you visit, so that you can go back, undo and resume.",
            "GDPR Art. 6(1)(b): steps at the request of the data subject prior to entering into a contract",
            30,
            frozenset({"visit"}),
            _SINCE,
        ),
        Purpose(
            "order",
            Basis.CONTRACT,
            "What you order is kept so that it can be made, delivered and put right.",
            "GDPR Art. 6(1)(b): performance of a contract; Directive (EU) 2019/771 Art. 10: two years' liability",
            1095,
            frozenset({"order"}),
            _SINCE,
        ),
        Purpose(
            "accounts",
            Basis.LEGAL_DUTY,
            "What you paid is kept in our books for as long as the law says.",
            "GDPR Art. 6(1)(c); Italian Civil Code Art. 2220: ten years",
            3653,
            frozenset({"accounts", "order"}),
            _SINCE,
        ),
        Purpose(
            "security",
            Basis.LEGAL_DUTY,
            "Sign-ins, changes by our staff and refused requests are kept so that we can protect your data.",
            "GDPR Art. 6(1)(c) with Art. 32: security of processing",
            365,
            frozenset({"security"}),
            _SINCE,
        ),
        Purpose(
            "consent",
            Basis.LEGAL_DUTY,
            "What you agreed to, and when you took it back, is kept so that we can prove that we obey it.",
            "GDPR Art. 6(1)(c) with Art. 7(1): the controller must be able to demonstrate consent",
            3653,
            frozenset({"consent"}),
            _SINCE,
        ),
        Purpose(
            "audit",
            Basis.LEGAL_DUTY,
            "That something was forgotten, when and why is kept for good, without saying whose it was.",
            "GDPR Art. 6(1)(c) with Art. 5(2): accountability",
            36525,
            frozenset({"audit"}),
            _SINCE,
        ),
        Purpose(
            "wishes",
            Basis.CONTRACT,
            "What you ask us to leave out or to show otherwise is kept so that we can do as you say.",
            "GDPR Art. 6(1)(b): steps at the request of the data subject",
            3653,
            frozenset({"wishes"}),
            _GDPR,
        ),
        Purpose(
            PERSONALISE,
            Basis.CONSENT,
            "The sources you choose are used to show first what is likely to fit you.",
            "GDPR Art. 6(1)(a)",
            730,
            frozenset({"personalise", "order", "survey"}),
            _GDPR,
        ),
        Purpose(
            IMPROVE,
            Basis.CONSENT,
            "What you choose is added up with what others choose, so that everyone finds what fits them sooner.",
            "GDPR Art. 6(1)(a)",
            730,
            frozenset({"improve", "personalise", "order"}),
            _GDPR,
        ),
        Purpose(
            "survey",
            Basis.CONSENT,
            "We may ask you up to two questions after a purchase.",
            "GDPR Art. 6(1)(a)",
            365,
            frozenset({"survey"}),
            _SINCE,
        ),
        Purpose(
            "research",
            Basis.CONSENT,
            "Your choices and answers may be studied, without your name, to decide what to make next.",
            "GDPR Art. 6(1)(a) with Art. 89: statistical purposes",
            730,
            frozenset({"research", "order", "survey"}),
            _SINCE,
        ),
    )
}
"""Every declared purpose by name. ``visit`` feeds nothing but itself: nobody is profiled by looking round."""


def declared(name: str, at: datetime, purposes: Mapping[str, Purpose] = PURPOSES) -> Purpose:
    """The purpose of that name, in force at that instant.

    Raises:
        UndeclaredPurpose: there is none.

    Example:
        >>> declared("visit", datetime(2026, 3, 1, tzinfo=UTC)).basis
        <Basis.CONTRACT: 'contract'>
        >>> declared("politics", datetime(2026, 3, 1, tzinfo=UTC))
        Traceback (most recent call last):
        sumisura.trust.purposes.UndeclaredPurpose: "politics" is no declared purpose. ...
    """
    purpose = purposes.get(name)
    if purpose is None or not purpose.declared_at(at):
        raise UndeclaredPurpose(name)
    return purpose
