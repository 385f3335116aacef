"""An order from the home to the maker is told of in logs, spans and figures, and nobody is found in them (S110)."""

import json
import re

import pytest
import structlog
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shopping import ADDRESS, bag, buy
from sumisura import logs
from sumisura.store.ports import NOBODY
from sumisura.trust.gate import CURSOR
from sumisura.usecases.learning import crowds
from sumisura.worker import turn

CANARY, HOUSE, MAIL = "Zanzarelle", "Vicolo Zufolo 77", "zanza@zufolo.example"
CLIENT = "testclient"
CALLER = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def spans(monkeypatch):
    """What a collector would get."""
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    yield kept
    provider.shutdown()


@pytest.fixture
def lines(capfd):
    """What is logged from here on."""
    structlog.reset_defaults()
    logs.configure("json")
    capfd.readouterr()

    def read():
        return [json.loads(line) for line in capfd.readouterr().out.splitlines() if line.startswith("{")]

    return read


def test_an_order_is_told_of_and_nobody_is_found_in_it(person, services, spans, lines):
    person.client.headers["User-Agent"] = f"{CANARY} Browser"
    person.open(f"/indigo?utm={CANARY}")
    bag(person, "indigo", "inscription:named", **{"field.name": CANARY})
    order = buy(person, street=HOUSE, email=MAIL, name=CANARY)
    person.open(f"/indigo/{CANARY}/nothing")
    turn(services)

    told, ended, page = lines(), spans.get_finished_spans(), services.figures.page().decode()
    requests = [line for line in told if line["event"] == "request"]
    assert "/{brand}/checkout" in {line["route"] for line in requests}
    assert {line["brand"] for line in requests if "brand" in line} == {"indigo"}
    assert all(re.fullmatch(r"[0-9a-f]{32}", line["trace"]) for line in requests)
    names = {span.name for span in ended}
    assert {"store", "space sweep", "duty settle"} <= names
    assert any(name.startswith("POST /{brand}/") for name in names)
    assert 'sumisura_orders_total{brand="indigo",state="placed"} 1.0' in page
    assert 'sumisura_orders_total{brand="indigo",state="paid"} 1.0' in page

    seen = json.dumps(told) + "".join(span.to_json() for span in ended) + page
    parties = {cookie.value for cookie in person.client.cookies.jar}
    for secret in (CANARY, HOUSE, MAIL, CLIENT, ADDRESS["postcode"], order.rsplit("/", 1)[1], *parties):
        assert secret not in seen, secret


def test_a_request_is_within_its_callers_trace_and_keeps_a_proxys_id(person, spans, lines):
    answer = person.client.get(
        "/health",
        headers={"traceparent": f"00-{CALLER}-b7ad6b7169203331-01", "X-Request-Id": "from-the-proxy-1"},
    )
    assert answer.headers["X-Request-Id"] == "from-the-proxy-1"
    (line,) = [line for line in lines() if line["event"] == "request"]
    assert (line["request"], line["trace"]) == ("from-the-proxy-1", CALLER)
    assert f"{spans.get_finished_spans()[-1].context.trace_id:032x}" == CALLER


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "ada@example.org", "a b c d e f g"])
def test_an_id_that_is_not_well_formed_is_replaced(person, lines, given):
    answer = person.client.get("/health", headers={"X-Request-Id": given})
    made = answer.headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f]{32}", made)
    assert [line["request"] for line in lines() if line["event"] == "request"] == [made]


def test_a_broken_duty_is_counted(services):
    with services.store.write() as tx:
        for name in ("indigo", "aurea"):
            tx.records.put(NOBODY, CURSOR, f"{name}/{crowds.READER}", b"{", version=0)
    turn(services)
    page = services.figures.page().decode()
    assert 'sumisura_worker_failures_total{duty="crowd"} 2.0' in page
    assert 'sumisura_worker_duty_seconds_count{duty="settle"} 4.0' in page


def test_without_a_collector_nothing_is_spanned(person, services):
    from sumisura.telemetry import spans

    assert not spans.on()
    assert spans.span("store", engine="sqlite") is spans.span("other")


def test_programs_are_told_of_by_the_route_below(services, lines):
    from litestar.testing import TestClient

    from sumisura import api
    from sumisura.web.server import build

    with TestClient(build(services, api=api.build(services))) as client:
        client.get("/api/v1/orders/ord_1")
        client.get("/api/openapi.json")
        client.get(f"/api/{CANARY}")
    routes = [line["route"] for line in lines() if line["event"] == "request"]
    assert routes[1:] == ["/api/openapi.json", "/api/elsewhere"]
    assert "ord_1" not in routes[0]
