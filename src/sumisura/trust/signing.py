"""Ed25519 keys (RFC 8032) that sign configuration tokens, named by their RFC 7638 thumbprint."""

import base64
import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One Ed25519 key pair.

    Args:
        seed: the 32 secret bytes of RFC 8032 §5.1.5; never shown by ``repr``.

    Example (the key of RFC 8037 appendix A, whose thumbprint is printed there):
        >>> key = SigningKey(base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="))
        >>> key.public_jwk()["x"], key.kid
        ('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
    """

    seed: bytes = field(repr=False)

    @property
    def private(self) -> Ed25519PrivateKey:
        """The half that signs."""
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> Ed25519PublicKey:
        """The half that verifies, and may be shown to anyone."""
        return self.private.public_key()

    @property
    def kid(self) -> str:
        """The key id: base64url of the SHA-256 thumbprint of the public key (RFC 7638, RFC 8037 A.3)."""
        canonical = f'{{"crv":"Ed25519","kty":"OKP","x":"{_base64url(self.public.public_bytes_raw())}"}}'
        return _base64url(hashlib.sha256(canonical.encode()).digest())

    def public_jwk(self) -> dict[str, str]:
        """The public half as a JSON Web Key (RFC 8037 §2)."""
        public = _base64url(self.public.public_bytes_raw())
        return {"kty": "OKP", "crv": "Ed25519", "x": public, "kid": self.kid, "use": "sig"}

    def private_jwk(self) -> dict[str, str]:
        """Both halves as a JSON Web Key; secret."""
        return {**self.public_jwk(), "d": _base64url(self.seed)}


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
