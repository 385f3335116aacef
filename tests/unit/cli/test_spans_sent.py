"""Spans go by OTLP to whoever the environment names: a real process, a real request, a real receiver (S110)."""

import gzip
import time

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from receivers import receiving

CALLER = "0af7651916cd43dd8448eb211c80319c"


def spans_of(got):
    """Every span that a receiver was sent, with the service that sent it."""
    for one in got:
        zipped = one.headers.get("content-encoding") == "gzip"
        sent = ExportTraceServiceRequest.FromString(gzip.decompress(one.body) if zipped else one.body)
        for resource in sent.resource_spans:
            service = {it.key: it.value.string_value for it in resource.resource.attributes}["service.name"]
            for scope in resource.scope_spans:
                yield from ((service, span) for span in scope.spans)


def asked(span):
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


def knock(address):
    for _ in range(600):
        try:
            return httpx.get(address, headers={"traceparent": f"00-{CALLER}-b7ad6b7169203331-01"}, timeout=10)
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("nobody answers")


def test_a_request_is_told_to_a_collector_within_its_callers_trace(start, data, port):
    with receiving() as collector:
        settings = {
            "SUMISURA_DATA": str(data),
            "SUMISURA_DEMO": "1",
            "SUMISURA_PORT": str(port),
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url.removesuffix("/hooks"),
        }
        shop = start("serve", **settings)
        assert knock(f"http://127.0.0.1:{port}/nowhere").status_code == 404
        shop.stop()  # what it has not sent yet goes now
        told = list(spans_of(collector.got))
    assert {one.path for one in collector.got} == {"/v1/traces"}
    assert {one.headers["content-type"] for one in collector.got} == {"application/x-protobuf"}
    assert {service for service, _ in told} == {"sumisura"}
    requests = [span for _, span in told if span.name == "GET /{brand}"]
    assert [span.trace_id.hex() for span in requests] == [CALLER]
    assert asked(requests[0]) == {
        "http.request.method": "GET",
        "http.route": "/{brand}",
        "http.response.status_code": 404,
    }
    within = [span for _, span in told if span.parent_span_id == requests[0].span_id]
    assert "store" in {span.name for span in within}
    assert "nowhere" not in "".join(str(span) for _, span in told)
