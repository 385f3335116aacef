"""A server that stops without losing a request: what was begun is finished, and what comes is sent elsewhere."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import Any

import uvicorn

from sumisura import api, safety
from sumisura.app import wired
from sumisura.cli.connections import Timely, many
from sumisura.cli.memory import giving_back, set_apart
from sumisura.settings import Settings
from sumisura.web.server import build

PATIENCE = 10
"""Seconds that requests get to end when the server is told to stop."""
DRAIN = 2.0
"""Seconds that a connection which is open, and says nothing, may still ask in."""
LOOK = 0.02
"""Seconds between two looks whether all connections are gone."""


class Graceful(uvicorn.Server):
    """Tells at the end of every answer that the connection closes, before it closes any that is still in use.

    uvicorn closes idle connections at once, also one whose next request is on its way. Here such a request is
    answered first, with ``Connection: close`` (RFC 9112 §9.6), and its sender opens the next one at a process that stays.

    Args:
        stopping: set when the server is told to stop.
        linger: seconds during which it goes on taking new connections then.
        told: called once it answers.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        stopping: Event,
        linger: float = 0.0,
        told: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(config)
        self._stopping, self._linger, self._told = stopping, linger, told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        self._told()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say that it stops, wait for those who are here, then close."""
        self._stopping.set()
        self.server_state.default_headers = [*self.server_state.default_headers, (b"connection", b"close")]
        await asyncio.sleep(self._linger)
        for server in self.servers:
            server.close()
        await self._left(DRAIN)
        await super().shutdown(sockets)

    async def _left(self, seconds: float) -> None:
        # Looks are counted, not seconds: on a machine that has no time for us, what has come is read before we close.
        for _ in range(round(seconds / LOOK)):
            await asyncio.sleep(LOOK)  # first of all: whoever was let in last may not have been noted yet
            if not self.server_state.connections:
                return


def answer(settings: Settings, door: socket.socket, told: Callable[[], object] = lambda: None) -> None:
    """Run the server until it is told to stop, and close all that is open.

    Args:
        told: called once it answers.

    Raises:
        BadInput: the shops must not be open to customers as they are (`safety.check`).
    """
    many()
    with giving_back(), wired(settings) as services:
        safety.check(settings, services)
        config = configured(settings, build(services, api=api.build(services)))
        # Ctrl-C is how a person says that it is enough.
        with suppress(KeyboardInterrupt), set_apart():
            Graceful(config, services.stopping, settings.linger, told).run(sockets=[door])


def configured(settings: Settings, site: Callable[..., Any]) -> uvicorn.Config:
    """How the server answers; only the proxies that the settings name may say for whom they ask."""
    return uvicorn.Config(
        site,
        http=Timely,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(settings.proxies),
        timeout_graceful_shutdown=PATIENCE,
    )
