"""Spans for a collector, where ``OTEL_EXPORTER_OTLP_ENDPOINT`` names one; otherwise a span costs one comparison."""

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final

from opentelemetry import propagate, trace
from opentelemetry.trace import Span, SpanKind

from sumisura.kernel import BadInput

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
NAME: Final = "sumisura"
_off: Final[AbstractContextManager[None]] = nullcontext()


def asked(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether spans are to be sent somewhere."""
    return any(environment.get(name) for name in ENDPOINTS)


@contextmanager
def sent() -> Iterator[None]:
    """Send spans until the block is left, by OpenTelemetry's own settings; nothing where no endpoint is named.

    Raises:
        BadInput: an endpoint is named, and the extra ``observe`` is not installed.
    """
    if not asked():
        yield
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise BadInput(
            "sending spans needs the extra `observe`, which is not installed",
            where=ENDPOINTS[0],
            mend="Run: pip install sumisura[observe].",
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": NAME}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()


# An exception is recorded in no span: what it says may quote what a person wrote.


def span(name: str, **attributes: str | float) -> AbstractContextManager[Span | None]:
    """A span around what follows; attributes say nothing of a person. None where nobody collects."""
    if not on():
        return _off
    return _tracer().start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    )


def request_span(headers: Mapping[str, str]) -> AbstractContextManager[Span | None]:
    """The span of a request, within the caller's trace where it names one (W3C Trace Context)."""
    if not on():
        return _off
    carrier = {name: headers[name] for name in ("traceparent", "tracestate") if name in headers}
    return _tracer().start_as_current_span(
        "request",
        context=propagate.extract(carrier),
        kind=SpanKind.SERVER,
        record_exception=False,
        set_status_on_exception=False,
    )


def trace_id() -> str:
    """The current trace, for the log; "" where there is none."""
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


def on() -> bool:
    """Whether somebody collects."""
    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


def _tracer() -> trace.Tracer:
    return trace.get_tracer(NAME)
