"""Where webhooks may go: to the public internet by TLS, never into the network that this runs in (OWASP, SSRF)."""

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from sumisura.webhooks.errors import BadTarget

LONGEST = 1_000
PORTS = frozenset({443, 8443})
WORDS = re.compile(r"[!#-;=?-\[\]_a-z~]+")
"""Printable ASCII but for what browsers and libraries read in different ways: quotes, backslashes, angles, blanks."""
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
WRAPPED = tuple(
    IPv6Network(one)
    for one in (
        "::/96",  # IPv4-compatible (RFC 4291 §2.5.5.1)
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated (RFC 2765)
        "64:ff9b::/96",  # NAT64 (RFC 6052)
        "64:ff9b:1::/48",  # the same, local (RFC 8215)
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # site-local
    )
)
"""IPv6 that leads to an IPv4 address inside, or nowhere."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart once, so that what is checked is what is asked.

    Args:
        here: this very machine, which a demo alone may ask.
        path: with the query.
    """

    scheme: str
    host: str
    port: int
    path: str
    here: bool = False


def target(url: str, *, demo: bool = False) -> Target:
    """The parts of an address that may be sent to; what its name leads to is checked at each connection.

    Args:
        demo: ``http``, and any port, are allowed for this very machine.

    Raises:
        BadTarget: nothing is sent there.

    Example:
        >>> target("https://erp.example/hooks?shop=1").path
        '/hooks?shop=1'
        >>> target("http://erp.example/hooks")
        Traceback (most recent call last):
        sumisura.webhooks.errors.BadTarget: url: the address begins with http. ...
    """
    parts, port = _split(url)
    host = (parts.hostname or "").rstrip(".")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    here = demo and host in HERE
    found = Target(parts.scheme, host, port, path, here)
    if not here:
        _check(found)
    return found


def refused(address: str) -> str:
    """What kind of address it is that nothing is sent to; "" where it is one of the public internet.

    Example:
        >>> refused("169.254.169.254"), refused("::ffff:10.0.0.1"), refused("1.1.1.1")
        ('link-local', 'wrapped', '')
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unreadable"
    if isinstance(found, IPv6Address) and any(found in net for net in WRAPPED):
        return "loopback" if found.is_loopback else "wrapped"
    return _kind(found)


def _kind(found: IPv4Address | IPv6Address) -> str:
    kinds = {
        "loopback": found.is_loopback,
        "link-local": found.is_link_local,
        "multicast": found.is_multicast,
        "unspecified": found.is_unspecified,
        "private": found.is_private,
        "reserved": found.is_reserved or not found.is_global,
    }
    return next((name for name, so in kinds.items() if so), "")


def _split(url: str) -> tuple[SplitResult, int]:
    if not 0 < len(url) <= LONGEST:
        raise _bad(f"an address has 1 to {LONGEST} characters", "Write a whole address: https://…")
    if not WORDS.fullmatch(url.casefold()):
        raise _bad("the address holds a character that no address has", "Percent-encode it.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _bad("the address cannot be read", "Write a whole address: https://…") from error
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise _bad("it is no address of the web", "Write a whole address: https://…")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _bad(
            "the address holds a user, a password or a #", "Leave them out: the signature says who we are."
        )
    return parts, port if port is not None else (443 if parts.scheme == "https" else 80)


def _check(found: Target) -> None:
    if found.scheme != "https":
        raise _bad("the address begins with http", "Give one with TLS: https://…")
    if found.port not in PORTS:
        raise _bad(f"port {found.port} is not asked", "Listen on 443 or 8443.")
    literal = _literal(found.host)
    if literal and refused(literal):
        raise _bad(
            f"{literal} is {refused(literal)}, not of the public internet",
            "Give a name that anyone can reach.",
        )
    if found.host == "localhost" or found.host.endswith((".localhost", ".local", ".internal")):
        raise _bad(f"{found.host} is inside this network", "Give a name that anyone can reach.")


def _literal(host: str) -> str:
    """The address that a host writes out in figures, in any of the forms that the machine reads; "" for a name."""
    try:
        return str(socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)[0][4][0])
    except (OSError, UnicodeError):
        return ""


def _bad(what: str, mend: str) -> BadTarget:
    return BadTarget(what, where="url", mend=mend)
