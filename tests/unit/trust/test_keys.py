"""Keys: rotation, the file, and what is said when it cannot be used."""

import json
import os
import random
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from sumisura.kernel import BadInput, Rng
from sumisura.trust.keyfile import dump_keys, load_keys, open_keys, parse_keys, save_keys
from sumisura.trust.keys import Keyring, KeysUnusable, UnknownKey, mac


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "keys.json"


def test_file_is_made_once_and_for_its_owner_alone(file: Path) -> None:
    before = os.umask(0)
    try:
        made = open_keys(file, random.SystemRandom())
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert open_keys(file, random.SystemRandom()) == made
    assert [path.name for path in file.parent.iterdir()] == ["keys.json"]


def test_processes_that_start_together_agree_on_the_keys(file: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: open_keys(file, random.SystemRandom()), range(8)))
    assert all(ring == rings[0] for ring in rings)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_may_read_is_refused(file: Path, mode: int) -> None:
    open_keys(file, Rng(1))
    file.chmod(mode)
    with pytest.raises(KeysUnusable, match="chmod 600"):
        load_keys(file)


def test_an_absent_file_is_named(file: Path) -> None:
    with pytest.raises(KeysUnusable, match=r"keys\.json: the key file cannot be read"):
        load_keys(file)


@pytest.mark.parametrize("part", ["master", "salt", "session", "signing", "demo"])
@pytest.mark.parametrize("damage", [None, "", "AAAA", "%%%", 7, [], ["AAAA"], {}])
def test_every_damaged_part_is_noticed(part: str, damage: object) -> None:
    tree = json.loads(dump_keys(Keyring.fresh(Rng(1))))
    tree[part] = damage
    with pytest.raises(KeysUnusable, match="SUMISURA_KEYS: the keys are damaged"):
        parse_keys(json.dumps(tree), "SUMISURA_KEYS")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7"])
def test_text_that_is_no_keyring_is_noticed(text: str) -> None:
    with pytest.raises(KeysUnusable):
        parse_keys(text, "SUMISURA_KEYS")


def test_bytes_that_are_no_text_are_noticed(file: Path) -> None:
    open_keys(file, Rng(1))
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(KeysUnusable, match="not text"):
        load_keys(file)


def test_old_tokens_verify_until_their_key_is_retired(file: Path) -> None:
    first = open_keys(file, Rng(1))
    signed = first.current.private.sign(b"a design")
    save_keys(file, first.rotate_signing(Rng(2)), Rng(3))
    second = load_keys(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert second.current != first.current
    second.verifying(first.current.kid).public.verify(signed, b"a design")
    third = second.retire_signing(first.current.kid)
    with pytest.raises(UnknownKey, match=first.current.kid):
        third.verifying(first.current.kid)
    with pytest.raises(UnknownKey):
        third.retire_signing(first.current.kid)


def test_the_key_that_signs_cannot_be_retired() -> None:
    keys = Keyring.fresh(Rng(1))
    with pytest.raises(BadInput, match="Rotate first"):
        keys.retire_signing(keys.current.kid)


def test_production_refuses_the_demos_keys(file: Path) -> None:
    assert open_keys(file, Rng(1), demo=True).demo
    with pytest.raises(KeysUnusable, match="demo"):
        open_keys(file, Rng(1)).require_production()
    real = Keyring.fresh(Rng(1))
    assert real.require_production() == real


def test_secrets_are_never_shown() -> None:
    keys = Keyring.fresh(Rng(1))
    shown = f"{keys!r} {keys.current!r}"
    assert repr(keys.master) not in shown
    assert repr(keys.current.seed) not in shown
    assert shown == "Keyring(demo=False) SigningKey()"


def test_a_key_signs_standard_tokens_for_another_library() -> None:
    key = Keyring.fresh(Rng(1)).current
    private, public = OKPKey.import_key(key.private_jwk()), OKPKey.import_key(key.public_jwk())
    token = jws.serialize_compact({"alg": "Ed25519", "kid": key.kid}, b"x", private, algorithms=["Ed25519"])
    assert jws.deserialize_compact(token, public, algorithms=["Ed25519"]).payload == b"x"
    assert private.thumbprint() == key.kid
    assert "d" not in key.public_jwk()


def test_mac_parts_cannot_be_shifted() -> None:
    spellings = {
        mac(b"k", *parts) for parts in [("ab", "c"), ("a", "bc"), ("abc",), ("", "abc"), ("abc", "")]
    }
    assert len(spellings) == 5
