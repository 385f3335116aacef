"""People and programs that order, agree and sign in over HTTP, and repeat a request that was not answered."""

import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Self

import httpx

from person import Person
from programs import ORDER, Program
from shopping import PASSWORD, bag, buy

PATIENCE = 300
"""Seconds for which a request is repeated."""
BUSY = {429, 503, 507}
BRAND = "indigo"
METHODS = ("test-ok", "test-ok", "test-ok", "test-slow", "test-lost")


@dataclass
class Told:
    """What the product said, as those remember it who were told.

    Args:
        orders: idempotency key, or browser, → the ids that were answered.
        called_off: the ids of those that were cancelled, and the answer said so.
        grants: (customer, source) → whether they last agreed to it.
        statuses: how often each status was answered, and how often none was.
        strange: answers that nobody should get, in a few words.
        longest: seconds that one answer took.
        signed_in: how often somebody did.
        begun_anew: how often somebody's draft was gone with the database server, and they began another.
    """

    orders: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    called_off: set[str] = field(default_factory=set)
    grants: dict[tuple[str, str], bool] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    signed_in: int = 0
    begun_anew: int = 0

    def answered(self, request: httpx.Request, answer: httpx.Response, seconds: float) -> None:
        """Note an answer, and whether it is one that a person can do something with."""
        self.statuses[str(answer.status_code)] += 1
        self.longest = max(self.longest, seconds)
        if fault := unclear(answer):
            self.strange[f"{request.method} {_shape(request.url.path)}: {answer.status_code}, {fault}"] += 1


def _shape(path: str) -> str:
    """An address without whose it is."""
    return re.sub(r"_[0-9a-f]{32}", "_", path)


def unclear(answer: httpx.Response) -> str:
    """What is wrong with the way an answer says that it is none; "" where it is clear."""
    if answer.status_code == 500:
        return "broken: " + answer.text[-300:]
    if answer.status_code != 503 or answer.request.url.path == "/ready":
        return ""
    if "retry-after" not in answer.headers:
        return "it does not say when to try again"
    wanted = "problem+json" if answer.request.url.path.startswith("/api/") else "text/html"
    if wanted not in answer.headers["content-type"]:
        return f"it is {answer.headers['content-type']}"
    if "moment" not in answer.text or any(
        word in answer.text for word in ("psycopg", "socket", "sqlite", "disk I/O")
    ):
        return "its words are not for a customer: " + answer.text[-300:]
    return ""


class Repeating(httpx.BaseTransport):
    """Sends a request again and again until it is answered, as a person does who presses the button again."""

    def __init__(self, told: Told) -> None:
        self._told, self._line = told, httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = self._try(request)
            if answer is not None and not _later(answer):
                return answer
            time.sleep(0.1 if answer is None or answer.status_code != 429 else 1)
        raise TimeoutError(f"{request.method} {request.url.path} was not answered for {PATIENCE} s")

    def close(self) -> None:
        self._line.close()

    def _try(self, request: httpx.Request) -> httpx.Response | None:
        began = time.monotonic()
        try:
            answer = self._line.handle_request(request)
            answer.request = request
            answer.read()
        except httpx.TransportError as error:
            self._told.statuses[type(error).__name__] += 1
            self._told.longest = max(self._told.longest, time.monotonic() - began)
            self._line.close()
            self._line = httpx.HTTPTransport()
            return None
        answer = httpx.Response(
            answer.status_code, headers=[*_plain(answer)], content=answer.content, request=request
        )
        self._told.answered(request, answer, time.monotonic() - began)
        return answer


def _plain(answer: httpx.Response) -> list[tuple[str, str]]:
    return [
        pair
        for pair in answer.headers.multi_items()
        if pair[0] not in {"content-encoding", "transfer-encoding", "content-length"}
    ]


def _later(answer: httpx.Response) -> bool:
    running = answer.status_code == 409 and "still_running" in answer.text
    return answer.status_code in BUSY or running


class BegunAnewError(Exception):
    """The database server died, and took a draft along that it had not yet written (docs/durability.md)."""


class Crowd:
    """So many people who come again and again until they are told to leave, and finish what they began.

    Args:
        address: where the shop is open.
        key: the id and the secret of a program of the brand.
        seed: of what they do.
    """

    def __init__(self, address: str, key: tuple[str, str], seed: int) -> None:
        self.told, self._address, self._key = Told(), address, key
        self._over, self._numbers, self._server_deaths = threading.Event(), count(), 0
        deeds = (self._program, self._browser, self._agrees, self._program, self._clerk)
        self._threads = [
            threading.Thread(target=self._again, args=(deed, Random(seed * 100 + number)))  # noqa: S311 - repeats a run
            for number, deed in enumerate(deeds)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def leave(self) -> None:
        """Wait until everyone has finished what they began."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def __exit__(self, *_: object) -> None:
        self.leave()

    @contextmanager
    def losing_drafts(self) -> Iterator[None]:
        """While this lasts the database server dies: what people had begun, and not ordered, may be gone afterwards."""
        self._server_deaths += 1
        try:
            yield
        finally:
            self._server_deaths += 1

    @contextmanager
    def drafting(self) -> Iterator[None]:
        """What goes wrong in here is no fault where the server died meanwhile, or was dying when it began."""
        before = self._server_deaths
        try:
            yield
        except (AssertionError, LookupError, httpx.HTTPStatusError) as error:
            if self._server_deaths == before and not before % 2:
                raise
            raise BegunAnewError from error

    def _again(self, deed: Callable[[Random], None], rng: Random) -> None:
        while not self._over.is_set():
            try:
                deed(rng)
            except BegunAnewError:
                self.told.begun_anew += 1
            except Exception as error:  # noqa: BLE001 - whatever it was, the test tells of it
                self.told.strange[f"{deed.__name__}: {type(error).__name__}: {str(error)[:500]}"] += 1
                time.sleep(0.5)

    def _client(self, path: str = "") -> httpx.Client:
        return httpx.Client(base_url=self._address + path, transport=Repeating(self.told), timeout=20)

    def _program(self, rng: Random) -> None:
        """A program orders for a new customer, and looks whether it is one order; some are called off."""
        with self._client("/api") as client:
            program, key = Program(client, BRAND, *self._key), f"order-{next(self._numbers)}"
            wish = ORDER | {"payment_method": rng.choice(METHODS)}
            with self.drafting():
                customer = self._filled_cart(program, key)
                answer = program.post(f"{customer}/orders", wish, key=key)
                assert answer.status_code == 201, answer.text
            self.told.orders[key].add(answer.json()["id"])
            again = program.post(f"{customer}/orders", wish, key=key)
            self.told.orders[key].add(again.json()["id"])
            if rng.random() < 0.2:
                off = program.post(f"{customer}/orders/{answer.json()['id']}/cancellation", key=f"{key}-off")
                assert off.status_code == 200, off.text
                self.told.called_off.add(answer.json()["id"])

    def _filled_cart(self, program: Program, key: str) -> str:
        """The path of a new customer with one pair in the cart.

        A line that was sent again under its key may be there twice, where the first answer was lost.
        """
        customer = program.customer()
        design = program.design(customer).rsplit("/", 1)[1]
        program.post(f"{customer}/cart/lines", {"design": design}, key=f"{key}-line").raise_for_status()
        for line in program.get(f"{customer}/cart").json()["lines"]:
            if line["quantity"] > 1:
                program.put(f"{customer}/cart/lines/{line['id']}", {"quantity": 1}).raise_for_status()
        return customer

    def _browser(self, rng: Random) -> None:
        """A person without script orders by the forms."""
        with self._client() as client:
            with self.drafting():
                person = bag(Person(client), BRAND)
                where = buy(person, method=rng.choice(METHODS[:4]))
            self.told.orders[f"browser-{next(self._numbers)}"].add(where.split("?")[0].rsplit("/", 1)[1])

    def _agrees(self, rng: Random) -> None:
        """A customer agrees and takes it back, source by source."""
        with self._client("/api") as client:
            program = Program(client, BRAND, *self._key)
            version = program.get("/consent-words").json()["version"]
            customer = program.customer()
            for _ in range(4):
                source, on = rng.choice(("stated", "designs", "purchases")), rng.random() < 0.6
                agreed = {"granted": on, "version": version}
                with self.drafting():
                    answer = program.put(f"{customer}/consent/personalise/{source}", agreed)
                    assert answer.status_code == 200, answer.text
                self.told.grants[customer, source] = on

    def _clerk(self, _: Random) -> None:
        """Somebody signs in at the back office, and looks at the orders."""
        with self._client() as client:
            clerk = Person(client)
            clerk.open(f"/{BRAND}/office/sign-in")
            clerk.press("Sign in", email=f"owner@{BRAND}.example", password=PASSWORD)
            assert clerk.at == f"/{BRAND}/office/orders", clerk.page.text[:300]
            self.told.signed_in += 1
        self._over.wait(5)
