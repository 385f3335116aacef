"""The seal on an exported file: each section's digest, signed by the installation's key (Ed25519, RFC 8032).

Digests are SHA-256 over canonical JSON (keys in order, no spaces), so a file may be laid out anew without harm, and a
file that was altered says which section. The public key travels in the file: anybody can check that it is whole; that
it is *ours* only the installation that holds the key can tell.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sumisura.kernel import BadInput, SumisuraError
from sumisura.trust.keys import Keyring, UnknownKey

HEAD = ("format", "version", "brand", "party", "exported_at")


class Altered(SumisuraError):
    """An exported file is not as it was signed; nothing was read from it.

    Args:
        sections: what differs; empty where the seal itself does.
    """

    code: ClassVar[str] = "altered_export"
    status: ClassVar[int] = 422

    def __init__(self, sections: tuple[str, ...]) -> None:
        self.sections = sections
        what = (
            f"“{'”, “'.join(sections)}” changed since it was signed"
            if sections
            else "its seal does not fit it"
        )
        super().__init__(f"This file was altered: {what}. Bring it as you took it, or take it anew.")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file whose seal holds.

    Args:
        ours: this installation sealed it; otherwise it is what its owner says, and nobody vouches for it.
    """

    head: Mapping[str, Any]
    sections: Mapping[str, Any]
    ours: bool


def seal(keyring: Keyring, head: Mapping[str, object], sections: Mapping[str, object]) -> bytes:
    """The file, laid out to be read by people as well."""
    key = keyring.current
    digests = {name: _digest(content) for name, content in sections.items()}
    signed = key.private.sign(_canonical({**head, "digests": digests}))
    by = {"key": key.public_jwk(), "value": base64.b64encode(signed).decode()}
    file = {**head, "digests": digests, "signature": by, **sections}
    return json.dumps(file, ensure_ascii=False, indent=1).encode()


def unseal(keyring: Keyring, file: Mapping[str, Any]) -> Sealed:
    """The parts of a file, if nothing in it was altered.

    Raises:
        Altered: something was; says what.
        BadInput: it bears no seal.
    """
    digests, by = file.get("digests"), file.get("signature")
    if not isinstance(digests, dict) or not isinstance(by, dict):
        raise BadInput("it bears no seal", where="the file", mend="Bring a file that “Take it along” made.")
    sections = {name: file.get(name) for name in digests}
    head = {name: file.get(name) for name in HEAD}
    _check(by, head, digests)
    altered = tuple(name for name, content in sections.items() if _differs(content, digests[name]))
    foreign = tuple(sorted(file.keys() - {*HEAD, *digests, "digests", "signature"}))
    if altered or foreign:
        raise Altered((*altered, *foreign))
    return Sealed(head, sections, _ours(keyring, by))


def _differs(content: object, digest: object) -> bool:
    try:
        return _digest(content) != digest
    except RecursionError:  # deeper than anything that was ever sealed
        return True


def _check(by: Mapping[str, Any], head: Mapping[str, object], digests: object) -> None:
    try:
        message = _canonical({**head, "digests": digests})
        public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(by["key"]["x"] + "="))
        public.verify(base64.b64decode(by["value"]), message)
    except (InvalidSignature, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Altered(()) from error


def _ours(keyring: Keyring, by: Mapping[str, Any]) -> bool:
    try:
        return bool(keyring.verifying(str(by["key"]["kid"])).public_jwk()["x"] == by["key"]["x"])
    except (UnknownKey, KeyError):
        return False


def _digest(content: object) -> str:
    return hashlib.sha256(_canonical(content)).hexdigest()


def _canonical(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
