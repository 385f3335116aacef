"""Sending what is on its way: at least once, in no promised order, and no endpoint waits for another."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self

import structlog

from sumisura.kernel import BrandId, NotFound, Stale
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.usecases.again import again
from sumisura.usecases.publishing import KINDS, PURPOSE, TYPE, CloudEvent, cloud_event
from sumisura.usecases.services import Services
from sumisura.usecases.webhooks.endpoints import TEST
from sumisura.webhooks import repo, signing
from sumisura.webhooks.model import Attempt, Delivery, Endpoint, State
from sumisura.webhooks.ports import Answer
from sumisura.webhooks.schedule import GIVE_UP, next_try

THREADS: Final = 32
"""Endpoints that are spoken to at once."""
BATCH: Final = 8
LEASE: Final = timedelta(minutes=2)
"""For how long what one worker took is no other's; longer than a batch of the slowest answers takes."""
KEPT: Final = timedelta(days=30)
"""How long it is known what became of a delivery."""
LATEST: Final = 20
"""Attempts of a delivery that are kept."""
CONTENT_TYPE: Final = "application/cloudevents+json; charset=utf-8"
GONE: Final = 410
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Letter:
    """All that a try needs."""

    delivery: Delivery
    url: str
    body: bytes
    secrets: Sequence[str]


class Post:
    """Hands what is due to threads, one for each endpoint; used in a ``with`` block, which waits for them.

    Args:
        services: the wired parts.
        stop: once it is set, nothing more is begun: what was taken and not sent goes when its lease is over.
        threads: endpoints that are spoken to at once.
    """

    def __init__(
        self, services: Services, stop: threading.Event | None = None, threads: int = THREADS
    ) -> None:
        self._services, self._stop = services, stop or threading.Event()
        self._busy, self._lock = set[str](), threading.Lock()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="webhooks")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=kind is not None)

    def turn(self, brand: BrandId) -> int:
        """Begin to send what is due of a brand, and say to how many endpoints; those still at work are left to it."""
        now, begun = self._services.clock.now(), 0
        with self._services.store.read() as tx:
            wait = [
                one.id
                for one in repo.endpoints(tx, brand)
                if not one.off and repo.due(tx, brand, one.id, now, 1)
            ]
        for endpoint in wait:
            with self._lock:
                if endpoint in self._busy:
                    continue
                self._busy.add(endpoint)
            self._threads.submit(self._send, brand, endpoint)
            begun += 1
        return begun

    def _send(self, brand: BrandId, endpoint: str) -> None:
        try:
            _send(self._services, brand, endpoint, self._stop)
        except Exception:
            log.exception("webhooks.broken", brand=brand, endpoint=endpoint)
        finally:
            with self._lock:
                self._busy.discard(endpoint)


def deliver(services: Services, brand: BrandId) -> int:
    """Send what is due of a brand, wait for it, and say to how many endpoints something went."""
    with Post(services) as post:
        return post.turn(brand)


@again
def tidy(services: Services, brand: BrandId) -> int:
    """Forget deliveries that were made 30 days ago, and say how many."""
    before = services.clock.now() - KEPT
    with services.store.write(durable=False) as tx:
        over = [
            one
            for record in walk(tx, brand, repo.DELIVERY)
            if (one := decode(record.body, Delivery)).at < before
        ]
        for one in over:
            repo.forget_delivery(tx, brand, one)
    return len(over)


def _send(services: Services, brand: BrandId, endpoint: str, stop: threading.Event) -> None:
    """Send a batch to an endpoint; where it does not answer at all, the rest waits until its lease is over."""
    for letter in _take(services, brand, endpoint):
        if stop.is_set():
            return
        at = services.clock.now()
        signed = signing.headers(letter.delivery.event, at, letter.body, letter.secrets)
        answer = services.sender.post(letter.url, {**signed, "Content-Type": CONTENT_TYPE}, letter.body)
        with suppress(NotFound):  # removed meanwhile
            _settle(services, brand, letter.delivery.id, answer)
        if not answer.status or answer.status == GONE:
            return


def _take(services: Services, brand: BrandId, endpoint_id: str) -> Sequence[_Letter]:
    """Take what is due, so that no other worker does while it is sent; a worker that dies loses nothing but time."""
    with suppress(Stale, NotFound), services.store.write() as tx:
        endpoint, _ = repo.endpoint(tx, brand, endpoint_id)
        now = services.clock.now()
        secrets = _secrets(services, tx, endpoint, now)
        ids = () if endpoint.off else repo.due(tx, brand, endpoint_id, now, BATCH)
        taken = [_leased(services, tx, brand, id_, now) for id_ in ids]
        return [_Letter(one, endpoint.url, body, secrets) for one, body in taken if body]
    return []


def _leased(
    services: Services, tx: Transaction, brand: BrandId, id_: str, now: datetime
) -> tuple[Delivery, bytes]:
    """A delivery that is ours for a while, and what it says; b"" where that may not be told any more."""
    one, version = repo.delivery(tx, brand, id_)
    body = _body(services, tx, brand, one)
    after = replace(one, due=now + LEASE) if body else replace(one, state=State.GONE, due=None)
    repo.save_delivery(tx, brand, after, version, was=one.due)
    return after, body


def _body(services: Services, tx: Transaction, brand: BrandId, one: Delivery) -> bytes:
    """The event as it may be told at this moment."""
    if one.kind == TEST:
        return encode(CloudEvent(one.event, f"/{brand}", f"{TYPE}{TEST}", one.endpoint, one.at, {}))
    event = services.gate.one(tx, brand, one.event, PURPOSE, {})
    return encode(cloud_event(event)) if event and event.kind in KINDS else b""


def _secrets(services: Services, tx: Transaction, endpoint: Endpoint, now: datetime) -> Sequence[str]:
    return [
        services.vault.get(tx, endpoint.brand, one.ref)
        for one in endpoint.secrets
        if one.until is None or now < one.until
    ]


@again
def _settle(services: Services, brand: BrandId, id_: str, answer: Answer) -> None:
    """Write down what became of a try, and when the next one is."""
    now = services.clock.now()
    with services.store.write(durable=False) as tx:
        one, version = repo.delivery(tx, brand, id_)
        arrived = 200 <= answer.status < 300  # noqa: PLR2004 - success, RFC 9110 §15.3
        what = "" if arrived else answer.what or f"it answered {answer.status}"
        attempts = (*one.attempts, Attempt(now, answer.status, what, answer.excerpt))[-LATEST:]
        tries = one.tries + 1
        due = None if arrived else _next(services, tries, now, answer)
        state = State.DELIVERED if arrived else State.WAITING if due else State.DEAD
        after = replace(one, state=state, due=due, tries=tries, attempts=attempts)
        repo.save_delivery(tx, brand, after, version, was=one.due)
        _judge(tx, brand, one.endpoint, now, answer, arrived=arrived)


def _next(services: Services, tries: int, now: datetime, answer: Answer) -> datetime | None:
    if answer.status == GONE:
        return None
    return next_try(tries, now, services.rng, answer.retry_after)


def _judge(
    tx: Transaction, brand: BrandId, endpoint_id: str, now: datetime, answer: Answer, *, arrived: bool
) -> None:
    """Note whether an endpoint fails, and send it nothing more where it has for days, or asks for that."""
    endpoint, version = repo.endpoint(tx, brand, endpoint_id)
    failing = None if arrived else endpoint.failing or now
    off = endpoint.off
    if answer.status == GONE:
        off = "It answered 410: it wants nothing more."
    elif failing and now - failing >= GIVE_UP:
        off = f"Nothing arrived there for {GIVE_UP.days} days."
    after = replace(endpoint, failing=failing, off=off)
    if after != endpoint:
        repo.save_endpoint(tx, after, version)
    if off and not endpoint.off:
        log.warning("webhooks.disabled", brand=brand, endpoint=endpoint.id, why=off)
