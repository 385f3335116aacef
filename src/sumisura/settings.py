"""Typed settings from the environment."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from sumisura.insight.arms import check_share
from sumisura.kernel import BadInput
from sumisura.space.ways import CHOICES, Choice

PREFIX = "SUMISURA_"
LAST_PORT = 65_535
MOST_PROCESSES = 64
LONGEST_NUMBER = 9
"""Figures."""


class FactorTrainer(StrEnum):
    """What makes item factors: our own alternating least squares, or the library `implicit`."""

    OWN = "own"
    IMPLICIT = "implicit"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are, and what this installation may do.

    Args:
        data: the folder for the database, the keys and the compiled spaces.
        database: a Postgres URL, or "" for SQLite in ``data``.
        keys: the key file; keep it away from the database's backups.
        host, port: where the server listens.
        proxies: addresses and networks whose word about who asks, and whether by TLS, is believed.
        processes: how many of them answer there.
        linger: seconds during which a server that is told to stop goes on taking connections while ``/ready`` says
            no: as long as whatever sends it requests needs to notice.
        demo: the example brands and a known password are allowed.
        mass_share: of visitors who see the shop that is the same for everyone, beside the fitted one.
        factors: what makes item factors when models are trained.
        way: how families are compiled: ``auto``, or the one way to take (`sumisura.compile`).
        check_use: of decisions that are checked to use granted signals alone; at 1 a breach is an error. None:
            all of a demo's, and one in a hundred otherwise.
        open_minutes: how long the family that a visitor brings is kept; 0 closes the workbench. None: an hour in a
            demo, and no workbench otherwise.
        open_bytes, open_seconds, open_nodes: what one such file may be and take: bytes, seconds, nodes of its diagram.
        test_payments: outside a demo, orders may be placed although nobody takes money for them.
        log_format, log_level: how logs are written, and from what weight on.
        metrics_port, metrics_host: where figures are served, apart from the shop; port 0 for nowhere.
    """

    data: Path = field(default_factory=lambda: Path("data"))
    database: str = field(default="", repr=False)
    keys: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    processes: int = 1
    linger: int = 0
    demo: bool = False
    mass_share: float = 0.1
    factors: FactorTrainer = FactorTrainer.OWN
    way: Choice = "auto"
    check_use: float | None = None
    open_minutes: int | None = None
    open_bytes: int = 8_000_000
    open_seconds: int = 30
    open_nodes: int = 1_000_000
    test_payments: bool = False
    log_format: str = "auto"
    log_level: str = "info"
    metrics_port: int = 0
    metrics_host: str = "127.0.0.1"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Settings from ``SUMISURA_DATA`` and the other names that docs/settings.md lists.

        Raises:
            BadInput: a value is not of its kind, or a name is not one of these.

        Example:
            >>> Settings.from_environment({"SUMISURA_PORT": "9000"}).port
            9000
        """
        given = {name: text for name, text in environment.items() if name.startswith(PREFIX)}
        _from_file(given)
        unknown = given.keys() - {PREFIX + name for name in (*KNOWN, *ELSEWHERE)}
        if unknown:
            raise BadInput(
                f"{min(unknown)} is no setting",
                where="environment",
                mend=f"Known are {', '.join(PREFIX + name for name in KNOWN)}.",
            )
        read: dict[str, Any] = {
            name: KNOWN[name](given[PREFIX + name], PREFIX + name) for name in KNOWN if PREFIX + name in given
        }
        return cls(**{name.lower(): value for name, value in read.items()})

    @property
    def key_file(self) -> Path:
        """Where the keys are."""
        return self.keys or self.data / "keys.json"

    @property
    def use_checked(self) -> float:
        """The share of decisions that are checked to use granted signals alone."""
        if self.check_use is None:
            return 1.0 if self.demo else 0.01
        return self.check_use

    @property
    def open_for(self) -> int:
        """Minutes that the workbench keeps a family; 0 for no workbench."""
        if self.open_minutes is None:
            return 60 if self.demo else 0
        return self.open_minutes

    @property
    def address(self) -> str:
        """Where the shop is open."""
        return f"http://{self.host}:{self.port}"


def _from_file(given: dict[str, str]) -> None:
    """Read the one secret among the settings from a file, as containers are given it."""
    name = PREFIX + "DATABASE"
    path = given.get(f"{name}_FILE")
    if path is None:
        return
    if name in given:
        raise BadInput("the database is named twice", where=f"{name}_FILE", mend=f"Leave out {name}.")
    try:
        given[name] = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{path} cannot be read", where=f"{name}_FILE", mend="Name a file of text.") from None


def _text(text: str, _: str) -> str:
    return text


def _path(text: str, _: str) -> Path:
    return Path(text)


def _port(text: str, name: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= LAST_PORT:
        raise BadInput(f"{text!r} is no port", where=name, mend="Give a number from 1 to 65535.")
    return int(text)


def _proxies(text: str, name: str) -> tuple[str, ...]:
    found = tuple(each.strip() for each in text.split(",") if each.strip())
    for each in found:
        try:
            ip_network(each)
        except ValueError:
            raise BadInput(
                f"{each!r} is neither an address nor a network",
                where=name,
                mend="Write 10.0.0.5 or 10.0.0.0/24.",
            ) from None
    return found


def _whole(text: str, name: str) -> int:
    if not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise BadInput(f"{text!r} is no number", where=name, mend="Give a whole number.")
    return int(text)


def _some(text: str, name: str) -> int:
    number = _whole(text, name)
    if not number:
        raise BadInput("nothing could be done with 0", where=name, mend="Give at least 1.")
    return number


def _processes(text: str, name: str) -> int:
    number = _some(text, name)
    if number > MOST_PROCESSES:
        raise BadInput(f"{number} processes", where=name, mend=f"Give at most {MOST_PROCESSES}.")
    return number


def _share(text: str, name: str) -> float:
    try:
        return check_share(float(text), name)
    except ValueError:
        raise BadInput(f"{text!r} is no share", where=name, mend="Give a number from 0 to 1.") from None


def _flag(text: str, name: str) -> bool:
    if text not in {"0", "1"}:
        raise BadInput(f"{text!r} is neither yes nor no", where=name, mend="Give 1 or 0.")
    return text == "1"


def _factors(text: str, name: str) -> FactorTrainer:
    try:
        return FactorTrainer(text)
    except ValueError:
        raise BadInput(f"{text!r} is no trainer", where=name, mend="Give own or implicit.") from None


def _one_of(*known: str) -> Callable[[str, str], str]:
    def read(text: str, name: str) -> str:
        if text not in known:
            raise BadInput(f"{text!r} is none of these", where=name, mend=f"Give {', '.join(known)}.")
        return text

    return read


def _way(text: str, name: str) -> Choice:
    for choice in CHOICES:
        if text == choice:
            return choice
    raise BadInput(f"{text!r} is no way to compile", where=name, mend=f"Give {', '.join(CHOICES)}.")


KNOWN: Mapping[str, Callable[[str, str], Any]] = {
    "DATA": _path,
    "DATABASE": _text,
    "KEYS": _path,
    "HOST": _text,
    "PORT": _port,
    "PROXIES": _proxies,
    "PROCESSES": _processes,
    "LINGER": _whole,
    "DEMO": _flag,
    "MASS_SHARE": _share,
    "FACTORS": _factors,
    "WAY": _way,
    "CHECK_USE": _share,
    "OPEN_MINUTES": _whole,
    "OPEN_BYTES": _some,
    "OPEN_SECONDS": _some,
    "OPEN_NODES": _some,
    "TEST_PAYMENTS": _flag,
    "LOG_FORMAT": _one_of("auto", "json", "console"),
    "LOG_LEVEL": _one_of("debug", "info", "warning", "error"),
    "METRICS_PORT": _port,
    "METRICS_HOST": _text,
}
ELSEWHERE = ("CACHE", "DATABASE_FILE", "SHARED")
"""Read by the library itself, in place of another name, and by the tests."""
