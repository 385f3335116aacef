"""Several real processes on one store: none loses a request when it stops, dies or is replaced (S110)."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from commands import CLEAN
from guests import Customer
from person import Person
from shopping import BRANDS
from sumisura.kernel import BrandId
from sumisura.settings import Settings
from sumisura.space import repo as families
from sumisura.usecases import brands
from sumisura.usecases.bringing_in import publish
from sumisura.usecases.services import Visitor

PATIENCE = 120
CLIENTS = 4
INDIGO = BrandId("indigo")


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def until(true, seconds=PATIENCE):
    """Wait until something is so; fails where it does not come to be."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.02)


@contextmanager
def serving(rests: Settings, port: int, **settings):
    """A server of its own where that shop rests."""
    environment = CLEAN | {
        "SUMISURA_DATA": str(rests.data),
        "SUMISURA_DATABASE": rests.database,
        "SUMISURA_PORT": str(port),
        "SUMISURA_DEMO": "1",
        "SUMISURA_MASS_SHARE": "0",
        **{f"SUMISURA_{name}": str(value) for name, value in settings.items()},
    }
    process = subprocess.Popen([sys.executable, "-m", "sumisura.cli", "serve"], env=environment)
    try:
        until(lambda: process.poll() is not None or answers(port))
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def answers(port):
    try:
        return httpx.get(f"http://127.0.0.1:{port}/ready", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def children(process):
    return psutil.Process(process.pid).children()


class Crowd:
    """People who look at a page again and again, over connections that they keep."""

    def __init__(self, port):
        self.seen, self.failed, self._over = 0, [], threading.Event()
        self._threads = [threading.Thread(target=self._look, args=(port,)) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def _look(self, port):
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            while not self._over.is_set():
                try:
                    answer = client.get("/indigo")
                    self.failed += [] if answer.status_code == 200 else [answer.status_code]
                    self.seen += 1
                except httpx.TransportError as error:
                    self.failed.append(repr(error))
                time.sleep(0.02)

    def leave(self):
        self._over.set()
        for thread in self._threads:
            thread.join()


def alive(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def two_without(server, others):
    """Whether two processes answer, and none of these others."""
    found = {one.pid for one in children(server) if alive(one)}
    return len(found) == 2 and not found & others


def test_all_are_replaced_under_load_and_no_request_fails(rests, port):
    """And one that dies is replaced; and nothing holds the port and the store when nobody watches it."""
    with serving(rests, port, PROCESSES=2) as server:
        until(lambda: two_without(server, set()))
        before = {one.pid for one in children(server)}
        crowd = Crowd(port)
        try:
            until(lambda: crowd.seen > 20)
            server.send_signal(signal.SIGHUP)
            until(lambda: two_without(server, before))
            seen = crowd.seen
            until(lambda: crowd.seen > seen + 20)
        finally:
            crowd.leave()
        assert crowd.failed == []
        doomed = children(server)[1]
        doomed.kill()
        until(lambda: two_without(server, before | {doomed.pid}))
        left = children(server)
        server.kill()
        server.wait()
        until(lambda: not any(map(alive, left)))
    assert not answers(port)


def whole(connection):
    """All that comes until the other side closes."""
    connection.settimeout(PATIENCE)
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_what_began_is_answered_and_what_is_open_is_told_to_go(rests, port):
    """S110: ``/ready`` says no, a request that came slowly is still answered, and nothing new is let in."""
    with serving(rests, port) as server, closing(socket.create_connection(("127.0.0.1", port))) as slow:
        slow.sendall(b"GET /indigo HTTP/1.1\r\nHost: here\r\n")
        with closing(socket.create_connection(("127.0.0.1", port))) as idle:
            time.sleep(0.2)  # both are let in
            server.terminate()
            time.sleep(0.5)  # within the time that open connections may still ask in
            idle.sendall(b"GET /ready HTTP/1.1\r\nHost: here\r\n\r\n")
            said = whole(idle)
            assert said.startswith(b"HTTP/1.1 503")
            assert b"connection: close" in said
            assert b"it is stopping" in said
        slow.sendall(b"\r\n")
        assert whole(slow).startswith(b"HTTP/1.1 200")
        assert server.wait(PATIENCE) == 0
    assert not answers(port)


@pytest.fixture
def beside(services, rests, port):
    """A browser at another process on the same store."""
    with (
        serving(rests, port),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client,
    ):
        yield Person(client)


def bring_in(services, folder, file, old, new):
    """Publish a brand again with other words in one of its files."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    publish.publish(services, publish.read_folder(folder))


def test_what_is_done_in_one_process_counts_for_the_next_request_of_another(
    services, beside, visit, staff, tmp_path, port
):
    folder = Path(shutil.copytree(BRANDS / "bastone", tmp_path / "bastone"))

    # a revision of the brand and of a family
    assert "The Bastone" in beside.open("/bastone").text
    bring_in(services, folder, "burger.yaml", "title: The Bastone", "title: The Bastoncino")
    assert "The Bastoncino" in beside.open("/bastone").text

    # a price
    beside.press("Make yours")
    before = beside.page.price
    bring_in(services, folder, "burger.yaml", "price: 9.50", "price: 19.50")
    beside.open("/bastone")
    beside.press("Make yours")
    assert beside.page.price == before + 1000

    # a source that was agreed to, and is taken back
    beside.open("/indigo")
    beside.press("Make yours")
    with services.store.read() as tx:
        brand = brands.load(tx, INDIGO)
        party = json.loads(tx.records.page(INDIGO, families.DRAFT, limit=1)[0].body)["party"]
    ada = Customer(services, Visitor(brand, party)).agree("stated")
    ada.say("liked", "belt-hemp")
    fitted = beside.open("/indigo").text
    ada.withdraw("stated")
    plain = beside.open("/indigo").text
    assert "you told us that you like Woven hemp belt" in fitted
    assert "you told us" not in plain

    # a session of the office
    clerk = staff("owner", "bastone")
    beside.client.cookies.update(dict(clerk.client.cookies))
    beside.open("/bastone/office/orders")
    assert beside.at == "/bastone/office/orders"
    clerk.press("Sign out")
    beside.open("/bastone/office/orders")
    assert beside.at.startswith("/bastone/office/sign-in")
