"""Structured logs, one JSON object a line; tracebacks never show the values of variables, which may be personal."""

from collections.abc import MutableMapping
from typing import Any

import structlog


def configure() -> None:
    """Set up logging for a process; called once by each door."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            _wordless,
            structlog.processors.JSONRenderer(),
        ],
        cache_logger_on_first_use=True,
    )


def _wordless(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out what an exception says: its text may quote what a person wrote. Its kind and place remain."""
    for told in event.get("exception", ()):
        told.pop("exc_value", None)
    return event
