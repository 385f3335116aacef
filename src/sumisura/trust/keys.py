"""Everything secret, in one place outside the database."""

import hmac
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from sumisura.kernel import BadInput, Rng, SumisuraError
from sumisura.trust.signing import SigningKey

SECRET_BYTES = 32
"""Every secret is 256 bits: AES-256, HMAC-SHA-256 and Ed25519 all take that."""


class KeysUnusable(SumisuraError):
    """The keys cannot be used as they are; nothing was decrypted or signed with them.

    Args:
        where: the file.
        what: what is wrong.
        mend: what would make it right.
    """

    code: ClassVar[str] = "keys_unusable"

    def __init__(self, where: str, what: str, mend: str) -> None:
        self.where, self.what, self.mend = where, what, mend
        super().__init__(f"{where}: {what}. {mend}")


class UnknownKey(SumisuraError):
    """Something was made with a key that this installation does not hold (any more).

    Args:
        kid: the key's id.
        purpose: what the key would be for.
    """

    code: ClassVar[str] = "unknown_key"
    status: ClassVar[int] = 422

    def __init__(self, kid: str, purpose: str) -> None:
        self.kid, self.purpose = kid, purpose
        super().__init__(
            f'There is no {purpose} key "{kid}": it was retired, or another installation made this. '
            "Make it again here, or restore the key from a backup of the key file."
        )


@dataclass(frozen=True, slots=True)
class Keyring:
    """The installation's secrets; immutable: a rotation makes a new one, to be saved.

    Args:
        master: wraps each party's data key in the vault (AES-256-GCM).
        salt: keys the digests by which personal values are found and compared.
        session: keys what is bound to a session (CSRF tokens) and to a client (rate limits).
        signing: configuration-token keys, oldest first; the last one signs, all of them verify.
        demo: made by the demo; production refuses it.

    Example:
        >>> keys = Keyring.fresh(Rng(1))
        >>> turned = keys.rotate_signing(Rng(2))
        >>> turned.verifying(keys.current.kid) == keys.current, turned.current == keys.current
        (True, False)
        >>> turned.retire_signing(keys.current.kid).signing == (turned.current,)
        True
        >>> keys
        Keyring(demo=False)
    """

    master: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    session: bytes = field(repr=False)
    signing: tuple[SigningKey, ...] = field(repr=False)
    demo: bool = False

    @classmethod
    def fresh(cls, rng: Rng, *, demo: bool = False) -> Self:
        """New secrets from ``rng`` (``random.SystemRandom()`` outside tests)."""
        master, salt, session, seed = (rng.randbytes(SECRET_BYTES) for _ in range(4))
        return cls(master, salt, session, (SigningKey(seed),), demo)

    @property
    def master_id(self) -> str:
        """Names the master key without revealing it; stands beside everything it wrapped."""
        return mac(self.master, "master")[:16]

    @property
    def current(self) -> SigningKey:
        """The key that signs new tokens."""
        return self.signing[-1]

    @property
    def audit(self) -> SigningKey:
        """The key that signs the audit log's heads: made from the master key, so that it lasts as long as the log.

        Token keys are rotated and retired; a witness who pinned this one need not notice.
        """
        return SigningKey(bytes.fromhex(mac(self.master, "audit")))

    def verifying(self, kid: str) -> SigningKey:
        """The key that a token names.

        Raises:
            UnknownKey: it was retired, or is not ours.
        """
        for key in self.signing:
            if hmac.compare_digest(key.kid.encode(), kid.encode()):
                return key
        raise UnknownKey(kid, "signing")

    def rotate_signing(self, rng: Rng) -> Self:
        """A keyring that signs with a new key; tokens of the earlier ones still verify."""
        return replace(self, signing=(*self.signing, SigningKey(rng.randbytes(SECRET_BYTES))))

    def retire_signing(self, kid: str) -> Self:
        """A keyring without that key: tokens it signed no longer verify.

        Raises:
            UnknownKey: there is no such key.
            BadInput: it is the one that signs.
        """
        if self.verifying(kid) == self.current:
            raise BadInput("the current signing key cannot be retired", mend="Rotate first.")
        return replace(self, signing=tuple(key for key in self.signing if key.kid != kid))

    def require_production(self) -> Self:
        """This keyring, unless it is the demo's.

        Raises:
            KeysUnusable: it was made by the demo.
        """
        if self.demo:
            raise KeysUnusable(
                "the keyring",
                "these keys were made for the demo",
                "Start production with a key file of its own; do not carry demo data over.",
            )
        return self


def mac(key: bytes, *parts: str) -> str:
    """HMAC-SHA-256 (RFC 2104) over the parts, each led by its length, in hexadecimal.

    Example:
        >>> mac(b"k", "ab", "c") == mac(b"k", "a", "bc")
        False
    """
    raw = [part.encode("utf-8", "surrogatepass") for part in parts]  # whatever a request may hold
    message = b"".join([len(part).to_bytes(8, "big") + part for part in raw])
    return hmac.digest(key, message, "sha256").hex()
