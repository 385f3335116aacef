"""Structured logs, one object a line, without personal data.

What this application, the server and the libraries say goes the same way. Tracebacks never show the values of
variables nor what an exception says, which may be personal; fields that are known to be are left out, and what looks
like an address or a telephone number is struck out wherever it stands.
"""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, Final

import structlog
from structlog.typing import Processor

FORMATS: Final = ("auto", "json", "console")
LEVELS: Final = ("debug", "info", "warning", "error")
PERSONAL: Final = frozenset({
    "address", "agent", "client", "cookie", "cookies", "email", "headers", "host_address", "ip", "name_of",
    "party", "password", "phone", "query", "query_string", "recipient", "referer", "session", "street", "text",
    "token", "town", "user", "user_agent", "x_forwarded_for",
})  # fmt: skip
"""Fields that are never written, whatever they hold."""
LEFT_OUT: Final = "[left out]"
ADDRESS: Final = re.compile(
    r"[^\s@<>\"']+@[^\s@<>\"']+\.\w+|(?<![\w.])(?:\+|00)\d[\d ()/.-]{6,}\d|\b(?:\d{1,3}\.){3}\d{1,3}\b"
)
"""An e-mail address, a telephone number with its country, or an IPv4 address."""
OURS: Final = frozenset({"timestamp", "level", "request", "trace", "exception"})
"""Fields this module's own processors write."""

SAID: Final = ("exc_value", "exc_notes", "syntax_error")
"""Where a rendered exception holds words of its own."""

Entry = MutableMapping[str, Any]


def configure(form: str = "auto", level: str = "info") -> None:
    """Set up logging for a process; called once by each door.

    Args:
        form: one of ``FORMATS``; ``auto`` is ``console`` for a person at a terminal, else ``json``.
        level: one of ``LEVELS``: what is less is not written.
    """
    console = form == "console" or (form == "auto" and sys.stdout.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        ),
        _wordless,
        scrub,
    ]
    written = structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer(default=repr)
    structlog.configure(
        processors=[*shared, written],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    _take_in([*shared, structlog.stdlib.ProcessorFormatter.remove_processors_meta, written], level)


def scrub(_logger: object, _method: str, entry: Entry) -> Entry:
    """Leave out personal fields, and strike out what looks like an address or a telephone number.

    Example:
        >>> scrub(None, "info", {"event": "asked ada@example.org", "email": "a@b.c", "ms": 3})
        {'event': 'asked [left out]', 'email': '[left out]', 'ms': 3}
    """
    for name, value in entry.items():
        if name.lower().replace("-", "_") in PERSONAL:
            entry[name] = LEFT_OUT
        elif name not in OURS:
            entry[name] = _clean(value)
    return entry


def _clean(value: object) -> object:
    if isinstance(value, str):
        return ADDRESS.sub(LEFT_OUT, value)
    if isinstance(value, dict):
        return dict(scrub(None, "", {str(name): each for name, each in value.items()}))
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value


class _Out(logging.Handler):
    """Writes where the application's own lines go, at the moment they are written."""

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), flush=True)  # noqa: T201 - a log is what is printed


def _take_in(processors: list[Any], level: str) -> None:
    """Have what libraries say written the same way; the server's own line per request is ours to write."""
    handler = _Out()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=processors))
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if not isinstance(each, _Out)]
    root.addHandler(handler)
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))
    logging.getLogger("uvicorn.access").disabled = True


def _wordless(_logger: object, _method: str, event: Entry) -> Entry:
    """Leave out what an exception says: its text may quote what a person wrote. Its kind and place remain."""
    _silence(event.get("exception", ()))
    return event


def _silence(stacks: Iterable[Entry]) -> None:
    """A group of exceptions holds others, each with words of its own."""
    for told in stacks:
        for name in SAID:
            told.pop(name, None)
        for inner in told.get("exceptions", ()):
            _silence(inner)
