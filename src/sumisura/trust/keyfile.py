"""Brings the keyring in from its file, and writes it back.

The file is JSON: ``demo``, and in base64url ``master``, ``salt``, ``session`` and ``signing`` (a list, oldest first).
"""

import base64
import binascii
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from sumisura.kernel import Rng
from sumisura.trust.keys import SECRET_BYTES, Keyring, KeysUnusable
from sumisura.trust.signing import SigningKey

OTHERS = 0o077
"""Permission bits of anyone but the file's owner."""
RESTORE = "Restore it from its backup: without these keys the vault cannot be read."


def open_keys(path: Path, rng: Rng, *, demo: bool = False) -> Keyring:
    """The keyring in that file; makes the file, readable by its owner alone, where there is none.

    Two processes that start together agree on one file: the slower one reads what the faster one made.

    Args:
        path: the key file; keep it away from the database and the database's backups.
        rng: where new secrets come from: ``random.SystemRandom()`` outside tests.
        demo: marks a *new* file as the demo's.

    Raises:
        KeysUnusable: others may read the file, or it is damaged.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = _draft(path, Keyring.fresh(rng, demo=demo), rng)
        with suppress(FileExistsError):
            path.hardlink_to(draft)  # a link, unlike a rename, never replaces the keys of a faster process
        draft.unlink()
    return load_keys(path)


def load_keys(path: Path) -> Keyring:
    """The keyring in that file.

    Raises:
        KeysUnusable: the file is absent or damaged, or others may read it.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise KeysUnusable(str(path), f"the key file cannot be read ({error.strerror})", RESTORE) from error
    except UnicodeDecodeError as error:
        raise KeysUnusable(str(path), "the key file is damaged: it is not text", RESTORE) from error
    if mode & OTHERS:
        raise KeysUnusable(
            str(path),
            f"others may read the key file (mode {mode & 0o777:o})",
            f"Run: chmod 600 {path}. If anyone could have read it, its keys are known: see SECURITY.md.",
        )
    return parse_keys(text, str(path))


def save_keys(path: Path, keyring: Keyring, rng: Rng) -> None:
    """Replace the file by this keyring at once; ``rng`` names the draft. For rotations."""
    _draft(path, keyring, rng).replace(path)


def parse_keys(text: str, where: str) -> Keyring:
    """The keyring written in that text: a key file's content.

    Args:
        text: as ``dump_keys`` writes it.
        where: what to name in an error.

    Raises:
        KeysUnusable: it is damaged.

    Example:
        >>> keys = Keyring.fresh(Rng(1))
        >>> parse_keys(dump_keys(keys), "keys.json") == keys
        True
    """
    try:
        tree: dict[str, Any] = json.loads(text)
        signing = tuple(SigningKey(_secret(seed)) for seed in tree["signing"])
        master, salt, session = (_secret(tree[name]) for name in ("master", "salt", "session"))
        keyring = Keyring(master, salt, session, signing, tree["demo"])
    except (ValueError, KeyError, TypeError) as error:
        raise KeysUnusable(where, "the keys are damaged", RESTORE) from error
    if not signing or not isinstance(keyring.demo, bool):
        raise KeysUnusable(where, "the keys are damaged", RESTORE)
    return keyring


def dump_keys(keyring: Keyring) -> str:
    """The keyring as JSON text; secret."""
    tree = {
        "demo": keyring.demo,
        "master": _text(keyring.master),
        "salt": _text(keyring.salt),
        "session": _text(keyring.session),
        "signing": [_text(key.seed) for key in keyring.signing],
    }
    return json.dumps(tree, indent=2) + "\n"


def _draft(path: Path, keyring: Keyring, rng: Rng) -> Path:
    """A complete file beside ``path``, on disk, that only its owner could ever read."""
    draft = path.with_name(f".{path.name}.{rng.getrandbits(64):016x}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(dump_keys(keyring))
        file.flush()
        os.fsync(file.fileno())
    return draft


def _text(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).decode()


def _secret(text: str) -> bytes:
    try:
        secret = base64.b64decode(text, altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if len(secret) != SECRET_BYTES:
        raise ValueError("not 256 bits")
    return secret
