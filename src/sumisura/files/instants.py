"""Instants as people and machines write them, in UTC."""

import re
from datetime import UTC, datetime, tzinfo

from sumisura.kernel import BadInput

_UNIX = re.compile(r"(\d{9,10})(\.\d{1,9})?|\d{12,13}|\d{15,16}")
_SLASHED = re.compile(r"\d{4}/\d{2}/\d{2}\b")
_OTHER = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b.*")


def instant(text: str, zone: tzinfo = UTC) -> datetime:
    """An instant in ISO 8601, or in Unix seconds, milliseconds or microseconds.

    Args:
        text: what was written.
        zone: where it was written, for what names no time zone.

    Raises:
        BadInput: it is none, or one beyond the calendar.

    Example:
        >>> from zoneinfo import ZoneInfo
        >>> instant("2026-03-01T12:30:00Z").isoformat(), instant("1772368200") == instant("1772368200000")
        ('2026-03-01T12:30:00+00:00', True)
        >>> instant("2026-03-01 13:30", ZoneInfo("Europe/Rome")).isoformat()
        '2026-03-01T12:30:00+00:00'
        >>> instant("01/03/2026")
        Traceback (most recent call last):
        sumisura.kernel.errors.BadInput: "01/03/2026" may mean two days. Write the year first: 2026-03-01.
    """
    try:
        if _UNIX.fullmatch(text):
            return _unix(text)
        if _SLASHED.match(text):
            text = text.replace("/", "-", 2)
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        if _OTHER.fullmatch(text):
            what, mend = "may mean two days", "Write the year first: 2026-03-01."
        else:
            what, mend = "is no time", "Write it as 2026-03-01T12:30:00Z."
        raise BadInput(f'"{text[:40]}" {what}', mend=mend) from problem


def _unix(text: str) -> datetime:
    """Milliseconds have three digits more than seconds, microseconds six."""
    digits = len(text.partition(".")[0])
    return datetime.fromtimestamp(float(text) / 10 ** ((digits - 9) // 3 * 3), UTC)
