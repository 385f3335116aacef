"""Whoever holds a whole network of addresses is still one client."""

from types import SimpleNamespace

import pytest

from sumisura.web.door import client


def asked_from(host):
    return client(SimpleNamespace(client=SimpleNamespace(host=host) if host is not None else None))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("2001:db8::1", "2001:db8::ffff:1:2"),
        ("2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6"),
        ("2001:db8:1:2::1", "2001:0db8:0001:0002::9"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::2%eth0"),
    ],
)
def test_they_are_one(one, two):
    assert asked_from(one) == asked_from(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("192.0.2.7", "192.0.2.8"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8"),
        ("2001:db8:1:2::1", "2001:db8:1:3::1"),
    ],
)
def test_they_are_two(one, two):
    assert asked_from(one) != asked_from(two)


def test_who_cannot_be_told_is_counted_all_the_same():
    assert asked_from(None) == ""
    assert asked_from("testclient") == "testclient"
