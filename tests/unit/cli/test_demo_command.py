"""``sumisura demo``: what it prints is true, and it stops as it should (S110)."""

import re
import signal
import socket
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from person import Person
from sumisura.cli import opening


def demo(start, data, port):
    running = start("demo", "--data", data, "--port", port, "--customers", 20)
    running.wait_for("Stop with Ctrl-C")
    return running


@pytest.fixture
def visitor(port):
    """Makes a person with a browser of their own."""
    with ExitStack() as opened:
        yield lambda: Person(
            opened.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30))
        )


def ended(id_):
    return not Path(f"/proc/{id_}").exists()


def test_it_says_what_to_open_and_who_to_sign_in_as_and_keeps_what_was_made(start, data, port, visitor):
    first = demo(start, data, port)
    shops = re.findall(rf"^  http://127\.0\.0\.1:{port}/(\w+)$", first.said, re.MULTILINE)
    assert shops == ["aurea", "bastone", "indigo", "volta"]
    person = visitor()
    for shop in shops:
        person.open(f"/{shop}")
        assert person.status == 200

    person.open("/indigo")
    person.press("Make yours")
    made = person.at

    office, email = re.search(r"(http://\S+/indigo/office)  sign in as (\S+)", first.said).groups()
    password = re.search(r"password: (.+)", first.said)[1]
    clerk = visitor()
    clerk.open(office)
    clerk.press("Sign in", email=email, password=password)
    assert clerk.status == 200
    assert "/office/sign-in" not in clerk.at

    (worker,) = first.children()
    assert first.stop(signal.SIGINT) == 0
    assert ended(worker)
    assert "Traceback" not in first.said

    second = demo(start, data, port)
    person.open(made)
    assert person.status == 200
    assert "can be made from here" in person.page.text
    (worker,) = second.children()
    assert second.stop(signal.SIGTERM) == 0
    assert ended(worker)
    assert "Traceback" not in second.said


def test_a_port_that_is_taken_is_said_before_anything_is_open(run, data):
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = run("demo", "--data", data, "--port", other.getsockname()[1])
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "open" not in done.stdout
    assert not data.exists()


def test_installed_without_a_checkout_the_examples_come_from_the_package(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "sumisura"
    (package / "examples" / "brands").mkdir(parents=True)
    monkeypatch.setattr(opening.sumisura, "__file__", str(package / "__init__.py"))
    assert opening.examples() == package / "examples" / "brands"


def test_examples_that_are_nowhere_are_said_to_be(tmp_path, monkeypatch):
    monkeypatch.setattr(opening.sumisura, "__file__", str(tmp_path / "sumisura" / "__init__.py"))
    with pytest.raises(opening.BadInput, match="not here"):
        opening.examples()
