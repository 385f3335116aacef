"""Structured logs, one JSON object a line; tracebacks never show the values of variables, which may be personal."""

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
            structlog.processors.JSONRenderer(),
        ],
        cache_logger_on_first_use=True,
    )
