"""The typed client, through a real server: from home to order, and what it does when the server is away."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from programs import MEASURES, RECIPIENT, admitted
from sumisura.api import described
from sumisura.client import Client, Refused, models

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def key(shop):
    return admitted(shop, httpx.Client()).secret


@pytest.fixture
def client(address, key):
    with Client(address, "indigo", key) as opened:
        yield opened


def test_it_is_what_the_description_says():
    """Whoever changes the API writes the client anew: ``make client``."""
    path = ROOT / "tools" / "generate_client.py"
    spec = importlib.util.spec_from_file_location("generate_client", path)
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    for name, text in generator.generated(described()).items():
        file = ROOT / "src" / "sumisura" / "client" / name
        for words in (("check", "--quiet", "--fix", "--exit-zero"), ("format", "--quiet")):
            command = [Path(sys.executable).with_name("ruff"), *words, "--stdin-filename", file, "-"]
            text = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout  # noqa: PLW2901, S603 - our own tool
        assert file.read_text() == text, "run make client"


def test_from_home_to_the_order(client):
    """S97: each proposal with its reasons; the price that was shown is the price that is paid."""
    customer = client.create_customer().id
    home = client.recommend_items(customer)
    families = [one for row in home.rows for one in row.items if one.kind == "family"]
    (family,) = {one.family for one in families} or {client.list_families().items[0].name}
    design = client.start_design(customer, models.NewDesign(family=family))
    design = client.choose_option(customer, design.id, models.Choosing(variable="fabric", value="hemp-12"))
    design = client.take_step(customer, design.id, models.Step(step="finish"))
    design = client.write_texts(customer, design.id, models.Writing(texts=MEASURES))
    assert design.missing == []
    assert design.choices["fabric"] == "hemp-12"
    cart = client.add_line(customer, models.NewLine(design=design.id), idempotency_key="line")
    assert client.add_line(customer, models.NewLine(design=design.id), idempotency_key="line") == cart
    wish = models.NewOrder(
        recipient=models.Recipient(**RECIPIENT), payment_method="test-ok", notice_read=True
    )
    order = client.place_order(customer, wish, idempotency_key="order")
    assert (order.state, order.total) == ("paid", design.price)
    assert client.place_order(customer, wish, idempotency_key="order") == order
    assert client.list_orders_of_customer(customer).items == [order]


def test_what_is_refused_says_why(client):
    with pytest.raises(Refused) as told:
        client.get_family("no such?family")
    assert (told.value.status, told.value.code) == (404, "not_found")
    with pytest.raises(Refused) as told:
        client.seal_design("jeans", models.Here())
    assert told.value.code == "bad_input"
    assert "not finished" in told.value.detail


class Away(httpx.BaseTransport):
    """A server that is away for a while."""

    def __init__(self, address, times):
        self.inner, self.times, self.sent = httpx.HTTPTransport(), times, 0

    def handle_request(self, request):
        self.sent += 1
        if self.sent <= self.times:
            if self.sent % 2:
                raise httpx.ConnectError("away")
            return httpx.Response(503, headers={"retry-after": "1"})
        return self.inner.handle_request(request)

    def close(self):
        self.inner.close()


def test_what_is_safe_to_send_again_is_sent_again(address, key):
    waited = []
    with Client(address, "indigo", key, transport=Away(address, 3), sleep=waited.append) as client:
        assert client.get_brand().id == "indigo"
    assert len(waited) == 3
    assert waited[1] == 1.0
    with Client(address, "indigo", key, transport=Away(address, 1), sleep=waited.append) as client:
        assert client.create_customer(idempotency_key="again").id
    away = Away(address, 1)
    with Client(address, "indigo", key, transport=away) as client, pytest.raises(httpx.ConnectError):
        client.create_customer()
    assert away.sent == 1
