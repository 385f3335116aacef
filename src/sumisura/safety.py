"""What an installation that is open to customers must not be, and what its operator should know."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import structlog

from sumisura.kernel import BadInput
from sumisura.settings import Settings
from sumisura.usecases.office.sign_in import refuse_known
from sumisura.usecases.services import Services

LOCAL = ("", "localhost", "127.0.0.1", "::1")
ENCRYPTED = {"require", "verify-ca", "verify-full"}
"""Values of ``sslmode`` that never fall back to plain text (libpq, 'SSL Mode Descriptions')."""
log = structlog.get_logger()


def check(settings: Settings, services: Services) -> None:
    """Refuse to open what must not be open; write into the log what is merely unwise.

    Raises:
        BadInput: a secret that everybody knows opens it, or nobody takes money for what it sells.
    """
    for what, mend in warnings(settings):
        log.warning("settings.unwise", what=what, mend=mend)
    if settings.demo:
        return
    refuse_known(services)
    if not settings.test_payments:
        raise BadInput(
            "the only payment provider is the test one: whoever orders pays nothing",
            where="SUMISURA_TEST_PAYMENTS",
            mend="Set it to 1 where you are only trying, and to nothing where goods are made.",
        )
    log.warning("payments.test", what="orders are placed, and no money is taken")


def warnings(settings: Settings) -> Iterator[tuple[str, str]]:
    """What is unwise, and what mends it.

    Example:
        >>> [what for what, _ in warnings(Settings(database="postgresql://db.internal/shop"))]
        ['what is kept may travel to the database in plain text']
        >>> list(warnings(Settings(database="postgresql://db.internal/shop?sslmode=verify-full")))
        []
    """
    if settings.demo and settings.host not in LOCAL:
        yield "a demo whose passwords everybody knows can be reached from outside", "Set SUMISURA_HOST."
    if in_clear(settings.database):
        yield "what is kept may travel to the database in plain text", "Add ?sslmode=verify-full to its URL."
    if _open_to_others(settings.data):
        yield "others on this machine may write into the data folder", f"Run: chmod o-w {settings.data}"


def in_clear(url: str) -> bool:
    """Whether a connection to that database may leave the machine without TLS."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    host = asked.get("host", [parts.hostname or ""])[-1]
    away = host not in LOCAL and not host.startswith("/")
    return away and asked.get("sslmode", ["prefer"])[-1] not in ENCRYPTED


def _open_to_others(folder: Path) -> bool:
    return folder.is_dir() and bool(folder.stat().st_mode & 0o002)
