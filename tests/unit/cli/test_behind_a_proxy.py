"""Who asks, when a proxy asks for them: only those that the settings name are believed (S110)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from sumisura.cli.answering import configured
from sumisura.kernel import BadInput
from sumisura.settings import Settings


def seen(proxies, comes_from, forwarded="203.0.113.9"):
    """(address, scheme) as the site sees them, of a request that comes from there."""
    found = []

    async def site(scope, receive, send):
        found.append((scope["client"][0], scope["scheme"]))

    settings = Settings.from_environment({} if proxies is None else {"SUMISURA_PROXIES": proxies})
    config = configured(settings, site)
    config.load()
    headers = [(b"x-forwarded-for", forwarded.encode()), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "client": (comes_from, 1), "scheme": "http", "headers": headers, "asgi": {}}
    with ThreadPoolExecutor(1) as apart:  # where no loop runs yet
        apart.submit(lambda: asyncio.run(config.loaded_app(scope, None, None))).result()
    return found[0]


@pytest.mark.parametrize(
    ("proxies", "comes_from"),
    [(None, "127.0.0.1"), ("10.1.0.5", "10.1.0.5"), ("::1, 10.1.0.0/16", "10.1.9.9")],
)
def test_a_named_proxy_is_believed(proxies, comes_from):
    assert seen(proxies, comes_from) == ("203.0.113.9", "https")


@pytest.mark.parametrize(
    ("proxies", "comes_from"), [(None, "10.1.0.5"), ("10.1.0.0/16", "10.2.0.1"), ("", "127.0.0.1")]
)
def test_nobody_else_is(proxies, comes_from):
    assert seen(proxies, comes_from) == (comes_from, "http")


def test_what_a_client_writes_before_its_proxy_does_is_not_believed():
    assert seen("127.0.0.1", "127.0.0.1", "1.2.3.4, 203.0.113.9") == ("203.0.113.9", "https")


@pytest.mark.parametrize("wrong", ["*", "proxy.example", "10.0.0.5/24", "10.0.0.5 10.0.0.6"])
def test_what_is_no_address_is_refused(wrong):
    with pytest.raises(BadInput, match="neither an address nor a network"):
        Settings.from_environment({"SUMISURA_PROXIES": wrong})
