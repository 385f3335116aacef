"""A program in front of the API: its key in every request, its customer by id."""

from collections.abc import Collection
from dataclasses import dataclass

import httpx

from sumisura.trust.api_keys import Scope
from sumisura.usecases.office import api_keys
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse

RECIPIENT = {
    "name": "Ada Byron",
    "street": "Via Roma 1",
    "postcode": "36015",
    "town": "Schio",
    "email": "ada@example.org",
    "country": "IT",
}
ORDER = {"recipient": RECIPIENT, "payment_method": "test-ok", "notice_read": True}
MEASURES = {"waist": "84", "hip": "100", "inseam": "82"}


@dataclass
class Program:
    """Asks for one brand, with one key."""

    client: httpx.Client
    brand: str
    id: str
    secret: str

    def ask(self, method: str, path: str, *, key: str = "", **more) -> httpx.Response:
        """One request; ``key`` is its idempotency key."""
        headers = {"authorization": f"Bearer {self.secret}"} | ({"idempotency-key": key} if key else {})
        headers |= {"content-type": "application/json"} if "content" in more else {}
        return self.client.request(method, f"/v1/{self.brand}{path}", headers=headers, **more)

    def get(self, path: str, **more) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: object = None, **more) -> httpx.Response:
        return self.ask("POST", path, **({"json": body} if body is not None else {}), **more)

    def put(self, path: str, body: object, **more) -> httpx.Response:
        return self.ask("PUT", path, json=body, **more)

    def customer(self) -> str:
        """The path of a new customer."""
        answer = self.post("/customers")
        assert answer.status_code == 201, answer.text
        return f"/customers/{answer.json()['id']}"

    def design(self, customer: str, family: str = "jeans") -> str:
        """The path of a whole design of theirs."""
        begun = self.post(f"{customer}/designs", {"family": family})
        assert begun.status_code == 201, begun.text
        path = f"{customer}/designs/{begun.json()['id']}"
        self.post(f"{path}/steps", {"step": "finish"})
        written = self.put(f"{path}/texts", {"texts": MEASURES})
        assert written.json()["missing"] == [], written.text
        return path

    def bought(self, customer: str, key: str = "") -> dict[str, object]:
        """An order of one pair of jeans."""
        design = self.design(customer)
        put = self.post(f"{customer}/cart/lines", {"design": design.rsplit("/", 1)[1]})
        assert put.status_code == 201, put.text
        answer = self.post(f"{customer}/orders", ORDER, key=customer + key)
        assert answer.status_code == 201, answer.text
        return answer.json()


def admitted(
    services: Services, client: httpx.Client, brand: str = "indigo", scopes: Collection[Scope] = tuple(Scope)
) -> Program:
    """A program with a key of its own."""
    key, secret = api_keys.add(services, browse.brand(services, brand), "tests", scopes)
    return Program(client, brand, key.id, secret)
