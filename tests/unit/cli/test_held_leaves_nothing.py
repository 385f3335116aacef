"""A real server, its files and its log after held profiles went through it: nothing of them is there (S39, S87)."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from commands import CLEAN
from person import Person

BRANDS = Path(__file__).parents[3] / "examples" / "brands"
CANARY = "canary7f3a"
LOUD = """
import sys, uvicorn
from sumisura.app import wired
from sumisura.settings import Settings
from sumisura.web.server import build
settings = Settings.from_environment()
with wired(settings) as services:
    uvicorn.run(build(services), port=settings.port, log_level="debug", access_log=True)
"""
"""The shop behind a server that logs every request, as some hosts have it; `sumisura serve` logs none."""


def signal(number, **more):
    plain = {
        "id": f"sig_{CANARY}_{number}",
        "at": "2026-10-01T00:00:00Z",
        "source": "stated",
        "what": "liked",
    }
    return plain | {"item": f"{CANARY}-item-{number}"} | more


PROFILE = json.dumps(
    {
        "format": "sumisura.profile",
        "version": 1,
        "signals": [
            signal(1, occasion=f"{CANARY}-occasion"),
            signal(2, what="refused"),
            signal(3, item="belt-hemp", weight=3.0),
            signal(4, item="jeans:fabric=hemp-12"),
        ],
        "manners": {"asked": {f"{CANARY}-question": "2026-10-01T00:00:00Z"}},
    }
)


@pytest.fixture
def loud(run, data, port):
    """The address of a server that logs all it can, and all it said once it was stopped."""
    assert run("import", BRANDS / "indigo").returncode == 0
    log = data.parent / "server.log"
    with log.open("w") as said:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-u", "-c", LOUD],
            env=CLEAN | {"SUMISURA_DATA": str(data), "SUMISURA_PORT": str(port)},
            stdout=said,
            stderr=subprocess.STDOUT,
        )

        def stop():
            process.terminate()
            process.wait(timeout=60)
            return log.read_bytes()

        try:
            yield f"http://127.0.0.1:{port}", stop
        finally:
            process.kill()
            process.wait()


def test_neither_files_nor_access_log_hold_anything_of_a_held_profile(loud, data):
    address, stop = loud
    with httpx.Client(base_url=address, transport=httpx.HTTPTransport(retries=8), timeout=60) as client:
        walk(client)

    said = stop()
    read = {path.name: path.read_bytes() for path in data.rglob("*") if path.is_file()}

    assert b"POST /indigo/held/view" in said
    assert CANARY.encode() not in said
    assert any(name.startswith("sumisura.sqlite") for name in read)
    assert b"taste-held" in b"".join(read.values()), "the decisions are there, and say no more"
    assert [name for name, body in read.items() if CANARY.encode() in body] == []


def walk(client):
    """Every way a profile is sent."""
    me = Person(client)
    me.open("/indigo")
    me.press("Make yours")
    design, csrf = me.at, next(iter(me.page.tokens))
    form = {"csrf": csrf, "held": PROFILE}
    for at in ("/indigo", "/indigo/search?q=belt", "/indigo/item?id=belt-hemp", "/indigo/proof?item=belt-hemp",
               "/indigo/proof", "/indigo/taste", design, f"{design}/proof"):  # fmt: skip
        assert client.post("/indigo/held/view", data=form | {"at": at}).status_code == 200, at
    device = {"X-Held-To": "yes"}
    for path, more in (
        (f"{design}/choose", {"option": "fabric:hemp-12"}),
        (f"{design}/finish", {}),
        ("/indigo/tell", {"item": "belt-hemp", "what": "liked"}),
        ("/indigo/taste/manners", {"search": "no"}),
        ("/indigo/taste/correct", {"token": "material=hemp", "value": "1"}),
        ("/indigo/goods/bag", {"item": "belt-hemp"}),
    ):
        answer = client.post(path, data=form | more, headers=device)
        assert answer.is_success, (path, answer.text[:300])
    assert (
        client.post("/indigo/held/shop", data={"csrf": csrf, "profile": PROFILE, "q": "belt"}).status_code
        == 200
    )
    assert client.post("/indigo/held/ranking", content=PROFILE).status_code == 200
    broken = PROFILE.replace('"liked"', '"blinked"')
    assert client.post("/indigo/held/ranking", content=broken).status_code == 422
    assert client.post("/indigo/held/view", data=form | {"held": broken, "at": "/indigo"}).status_code == 422
    assert client.post("/indigo/held/move", data=form | {"profile": PROFILE}, headers=device).is_success
