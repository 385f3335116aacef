"""Who falls to which arm: by a keyed hash, so that it is the same at every visit and nobody need remember it."""

from sumisura.insight.model import Arm
from sumisura.kernel import BadInput, BrandId, PartyId
from sumisura.trust.keys import mac

_DIGITS = 16
"""Hexadecimal digits of the hash that are read: 64 bits."""


def assigned(brand: BrandId, party: PartyId, *, experiment: str, salt: bytes, share: float) -> Arm:
    """The arm of a visitor: HMAC-SHA-256 of brand, experiment and party, read as a fraction, against the share.

    The same for ever while salt and share stand. A larger share takes visitors over from the personal arm and
    gives none back; two experiments divide visitors independently of each other.

    Args:
        experiment: its name; another name divides anew.
        salt: the installation's secret, so that nobody can choose an arm by choosing a pseudonym.
        share: of visitors who get the mass arm, 0 to 1.

    Raises:
        BadInput: the share is none.

    Example:
        >>> from collections import Counter
        >>> Counter(assigned(BrandId("indigo"), PartyId(f"pty_{number}"), experiment="fit", salt=b"s", share=0.1).value
        ...     for number in range(1000))
        Counter({'personal': 902, 'mass': 98})
    """
    check_share(share)
    drawn = int(mac(salt, "arm", brand, experiment, party)[:_DIGITS], 16)
    return Arm.MASS if drawn < share * 16**_DIGITS else Arm.PERSONAL


def check_share(share: float, where: str = "") -> float:
    """A share of visitors, as it is.

    Raises:
        BadInput: it is not from 0 to 1.
    """
    if not 0 <= share <= 1:
        raise BadInput(f"{share} is no share", where=where, mend="Give a number from 0 to 1, such as 0.1.")
    return share
