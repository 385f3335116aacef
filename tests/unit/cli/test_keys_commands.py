"""The sealing keys, turned over by an operator."""

import random

from sumisura.trust.keyfile import load_keys, open_keys


def test_a_key_is_rotated_and_the_old_one_retired(run, data):
    old = open_keys(data / "keys.json", random.SystemRandom()).current.kid
    assert old in run("keys", "list").stdout
    assert "Restart every process" in run("keys", "rotate").stdout
    turned = load_keys(data / "keys.json")
    assert turned.current.kid != old
    assert [key.kid for key in turned.signing] == [old, turned.current.kid]
    assert run("keys", "retire", old).returncode == 0
    assert [key.kid for key in load_keys(data / "keys.json").signing] == [turned.current.kid]


def test_the_key_that_seals_is_not_retired_and_nothing_is_lost(run, data):
    kept = open_keys(data / "keys.json", random.SystemRandom())
    done = run("keys", "retire", kept.current.kid)
    assert done.returncode == 2
    assert "Rotate first" in done.stderr
    assert load_keys(data / "keys.json") == kept


def test_keys_that_are_not_there_are_said_to_be_missing(run):
    done = run("keys", "rotate")
    assert done.returncode == 2
    assert "keys.json" in done.stderr
