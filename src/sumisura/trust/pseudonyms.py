"""Who somebody is, without saying it: a merchant's own key for a customer, turned into a pseudonym."""

from sumisura.kernel import BrandId, PartyId
from sumisura.trust.keys import Keyring, mac


def pseudonym(keyring: Keyring, brand: BrandId, key: str, generation: int = 0) -> PartyId:
    """The party that a merchant knows by that key: a customer number, a loyalty card, an e-mail address.

    The same key gives the same party every time and on every machine with this keyring; without the keyring nobody
    gets from one to the other, and two brands cannot compare theirs. The key itself is never kept. Each ``generation``
    of a key is somebody new: one begins when whoever the key stood for was erased (``trust.erasure``).

    Example:
        >>> from sumisura.kernel import Rng
        >>> keyring, indigo, lucia = Keyring.fresh(Rng(1)), BrandId("indigo"), BrandId("lucia")
        >>> pseudonym(keyring, indigo, "4711") == pseudonym(keyring, indigo, "4711")
        True
        >>> pseudonym(keyring, indigo, "4711") == pseudonym(keyring, lucia, "4711")
        False
    """
    parts = (key, str(generation)) if generation else (key,)
    return PartyId(f"pty_{mac(keyring.salt, 'customer', brand, *parts)[:32]}")


def fingerprint(keyring: Keyring, brand: BrandId, *parts: str) -> str:
    """A stable id for a fact that has none, or whose own id may say too much: ``sig_`` and 128 bits."""
    return f"sig_{mac(keyring.salt, 'signal', brand, *parts)[:32]}"
