"""Every operation of the API, typed. Generated from its description by tools/generate_client.py."""

from typing import Any

from sumisura.client import models
from sumisura.client.calls import Calls


class Operations(Calls):
    """What a program can ask; each raises ``Refused`` with the problem's code where it cannot be done."""

    def add_line(self, customer: str, body: models.NewLine, *, idempotency_key: str = "") -> models.Cart:
        """Seal a design at the price it shows, or take a finished good, and put it into the cart."""
        found: models.Cart = self.call(
            "POST",
            f"/customers/{self.safe(customer)}/cart/lines",
            models.Cart,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def add_webhook(self, body: models.NewWebhook, *, idempotency_key: str = "") -> models.WebhookSecret:
        """Send events to an address from now on, signed by Standard Webhooks with the secret that this answer shows."""
        found: models.WebhookSecret = self.call(
            "POST", "/webhooks", models.WebhookSecret, body=body, idempotency_key=idempotency_key
        )
        return found

    def allow_source(
        self, customer: str, purpose: str, source: str, body: models.Consenting, *, idempotency_key: str = ""
    ) -> models.Consent:
        """Agree to one source for one purpose, or take it back: from the next request on it counts for nothing."""
        found: models.Consent = self.call(
            "PUT",
            f"/customers/{self.safe(customer)}/consent/{self.safe(purpose)}/{self.safe(source)}",
            models.Consent,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def answer_question(
        self, customer: str, body: models.Said, *, idempotency_key: str = ""
    ) -> models.Recommendations:
        """Take the answer to a question that was asked, and say what is proposed now."""
        found: models.Recommendations = self.call(
            "POST",
            f"/customers/{self.safe(customer)}/answers",
            models.Recommendations,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def cancel_order(self, customer: str, order: str, *, idempotency_key: str = "") -> models.Order:
        """Cancel, while making has not begun; what was paid is given back."""
        found: models.Order = self.call(
            "POST",
            f"/customers/{self.safe(customer)}/orders/{self.safe(order)}/cancellation",
            models.Order,
            idempotency_key=idempotency_key,
        )
        return found

    def change_line(
        self, customer: str, line: str, body: models.Quantity, *, idempotency_key: str = ""
    ) -> models.Cart:
        """So many of a line; 0 takes it out."""
        found: models.Cart = self.call(
            "PUT",
            f"/customers/{self.safe(customer)}/cart/lines/{self.safe(line)}",
            models.Cart,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def choose_level(self, customer: str, body: models.Level, *, idempotency_key: str = "") -> models.Consent:
        """Agree to exactly these sources; an empty list takes all back, and they are not asked again."""
        found: models.Consent = self.call(
            "PUT",
            f"/customers/{self.safe(customer)}/consent",
            models.Consent,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def choose_option(
        self, customer: str, design: str, body: models.Choosing, *, idempotency_key: str = ""
    ) -> models.Design:
        """Choose an option. Where another choice would have to go, nothing changes and ``conflict`` says why and what."""
        found: models.Design = self.call(
            "POST",
            f"/customers/{self.safe(customer)}/designs/{self.safe(design)}/choices",
            models.Design,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def create_customer(self, *, idempotency_key: str = "") -> models.Customer:
        """A customer about whom nothing is known; what they agree to, choose and buy is kept under this id alone.

        One that is not named for thirteen months is forgotten with all that was kept, orders aside.
        """
        found: models.Customer = self.call(
            "POST", "/customers", models.Customer, idempotency_key=idempotency_key
        )
        return found

    def erase_customer(self, customer: str, *, idempotency_key: str = "") -> models.Erased:
        """Erase all of this customer, for good: their id is nobody's any more, and orders the law retains lose it."""
        found: models.Erased = self.call(
            "DELETE", f"/customers/{self.safe(customer)}", models.Erased, idempotency_key=idempotency_key
        )
        return found

    def explain_in_design(self, customer: str, design: str, *, option: str) -> models.Explanation | None:
        """Why an option cannot be had, and what having it anyway would change; null where it can be."""
        found: models.Explanation | None = self.call(
            "GET",
            f"/customers/{self.safe(customer)}/designs/{self.safe(design)}/explanation",
            models.Explanation | None,
            query={"option": option},
        )
        return found

    def explain_option(
        self, family: str, body: models.AboutOption, *, idempotency_key: str = ""
    ) -> models.Explanation | None:
        """Why an option cannot be had from a design as it stands, and what having it anyway would change; null where it can be."""
        found: models.Explanation | None = self.call(
            "POST",
            f"/families/{self.safe(family)}/explanations",
            models.Explanation | None,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def export_data(self, customer: str) -> dict[str, Any]:
        """Everything that is kept of this customer, as one JSON document that another installation can take in."""
        found: dict[str, Any] = self.call("GET", f"/customers/{self.safe(customer)}/data", dict[str, Any])
        return found

    def get_brand(self) -> models.Brand:
        """The brand of the key."""
        found: models.Brand = self.call("GET", "", models.Brand)
        return found

    def get_cart(self, customer: str) -> models.Cart:
        """What is in this customer's cart."""
        found: models.Cart = self.call("GET", f"/customers/{self.safe(customer)}/cart", models.Cart)
        return found

    def get_consent(self, customer: str) -> models.Consent:
        """What this customer agrees to as it stands."""
        found: models.Consent = self.call("GET", f"/customers/{self.safe(customer)}/consent", models.Consent)
        return found

    def get_design(self, customer: str, design: str) -> models.Design:
        """A design with every option from here, in this customer's order where they agreed to that."""
        found: models.Design = self.call(
            "GET", f"/customers/{self.safe(customer)}/designs/{self.safe(design)}", models.Design
        )
        return found

    def get_family(self, family: str) -> models.Family:
        """Its choices, fields and rules, in the revision that new designs are made in."""
        found: models.Family = self.call("GET", f"/families/{self.safe(family)}", models.Family)
        return found

    def get_order(self, order: str) -> models.Order:
        """An order of the brand."""
        found: models.Order = self.call("GET", f"/orders/{self.safe(order)}", models.Order)
        return found

    def get_order_of_customer(self, customer: str, order: str) -> models.Order:
        """An order of this customer's own; another's does not exist for them."""
        found: models.Order = self.call(
            "GET", f"/customers/{self.safe(customer)}/orders/{self.safe(order)}", models.Order
        )
        return found

    def get_recipient(self, order: str) -> models.Address:
        """Name and address, to send it; the customer sees in My data that they were read."""
        found: models.Address = self.call("GET", f"/orders/{self.safe(order)}/recipient", models.Address)
        return found

    def get_taste(self, customer: str) -> models.Taste:
        """What is believed of this customer, how sure, and from what; what they told first."""
        found: models.Taste = self.call("GET", f"/customers/{self.safe(customer)}/taste", models.Taste)
        return found

    def get_wording(self) -> models.Wording:
        """What can be agreed to, in the exact words that a customer must be shown before they do."""
        found: models.Wording = self.call("GET", "/consent-words", models.Wording)
        return found

    def issue_code(self, customer: str, *, idempotency_key: str = "") -> models.Code:
        """A code with which this customer goes on in the shop's own pages, with all that was begun. It is theirs alone."""
        found: models.Code = self.call(
            "POST", f"/customers/{self.safe(customer)}/codes", models.Code, idempotency_key=idempotency_key
        )
        return found

    def list_deliveries(self, webhook: str) -> models.Deliveries:
        """The latest deliveries, with every try."""
        found: models.Deliveries = self.call(
            "GET", f"/webhooks/{self.safe(webhook)}/deliveries", models.Deliveries
        )
        return found

    def list_designs(self, customer: str) -> models.DesignPage:
        """What this customer began, the latest first: to go on with, wherever they are."""
        found: models.DesignPage = self.call(
            "GET", f"/customers/{self.safe(customer)}/designs", models.DesignPage
        )
        return found

    def list_events(self, *, cursor: str = "", limit: int = 50) -> models.EventPage:
        """Orders on their way, oldest first. Who keeps ``next`` misses no event, and sees none twice."""
        found: models.EventPage = self.call(
            "GET", "/events", models.EventPage, query={"cursor": cursor, "limit": limit}
        )
        return found

    def list_families(self) -> models.FamilyPage:
        """Every family of the brand, with how many variants it has and what the cheapest costs."""
        found: models.FamilyPage = self.call("GET", "/families", models.FamilyPage)
        return found

    def list_orders(
        self, *, state: models.OrderState | None = None, cursor: str = "", limit: int = 50
    ) -> models.OrderPage:
        """The brand's orders, the latest first."""
        found: models.OrderPage = self.call(
            "GET", "/orders", models.OrderPage, query={"state": state, "cursor": cursor, "limit": limit}
        )
        return found

    def list_orders_of_customer(
        self, customer: str, *, cursor: str = "", limit: int = 50
    ) -> models.OrderPage:
        """This customer's orders, the latest first."""
        found: models.OrderPage = self.call(
            "GET",
            f"/customers/{self.safe(customer)}/orders",
            models.OrderPage,
            query={"cursor": cursor, "limit": limit},
        )
        return found

    def list_webhooks(self) -> models.Webhooks:
        """Every address that the brand's events go to."""
        found: models.Webhooks = self.call("GET", "/webhooks", models.Webhooks)
        return found

    def look_at_options(self, family: str, body: models.Look, *, idempotency_key: str = "") -> models.Design:
        """Which values can be had from a design as it stands, and what each would make of its price."""
        found: models.Design = self.call(
            "POST",
            f"/families/{self.safe(family)}/options",
            models.Design,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def move_order(self, order: str, body: models.NewState, *, idempotency_key: str = "") -> models.Order:
        """Take an order one step on; a step that it has taken is taken once."""
        found: models.Order = self.call(
            "PUT",
            f"/orders/{self.safe(order)}/state",
            models.Order,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def name_customer(self, body: models.YourCustomer, *, idempotency_key: str = "") -> models.Customer:
        """The customer whom your own records know by this key, as in files you brought in; begun where nobody is.

        The key is not kept: the same one gives the same ``id`` every time, and nobody gets from that to the key.
        """
        found: models.Customer = self.call(
            "PUT", "/customers", models.Customer, body=body, idempotency_key=idempotency_key
        )
        return found

    def place_order(self, customer: str, body: models.NewOrder, *, idempotency_key: str = "") -> models.Order:
        """Order what is in the cart, and pay for it: it is on disk when this is answered.

        It needs an Idempotency-Key; the same one never orders twice.
        """
        found: models.Order = self.call(
            "POST",
            f"/customers/{self.safe(customer)}/orders",
            models.Order,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def prove_place(self, customer: str, item: str) -> models.Proof:
        """The exact sum that gives an item its place for this customer."""
        found: models.Proof = self.call(
            "GET", f"/customers/{self.safe(customer)}/items/{self.safe(item)}/proof", models.Proof
        )
        return found

    def quote_design(self, family: str, body: models.Offer, *, idempotency_key: str = "") -> models.Quote:
        """The price of a whole design, line by line, delivered to a country."""
        found: models.Quote = self.call(
            "POST",
            f"/families/{self.safe(family)}/quotes",
            models.Quote,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def recommend_items(self, customer: str) -> models.Recommendations:
        """Rows of proposals, each with the exact part of every source in its place, as the shop's own home has them."""
        found: models.Recommendations = self.call(
            "GET", f"/customers/{self.safe(customer)}/recommendations", models.Recommendations
        )
        return found

    def remove_webhook(self, webhook: str, *, idempotency_key: str = "") -> models.Webhook:
        """Forget it, its secrets, and all that was on its way."""
        found: models.Webhook = self.call(
            "DELETE", f"/webhooks/{self.safe(webhook)}", models.Webhook, idempotency_key=idempotency_key
        )
        return found

    def requote_line(self, customer: str, line: str, *, idempotency_key: str = "") -> models.Cart:
        """Take today's price for a line whose own has run out."""
        found: models.Cart = self.call(
            "POST",
            f"/customers/{self.safe(customer)}/cart/lines/{self.safe(line)}/quote",
            models.Cart,
            idempotency_key=idempotency_key,
        )
        return found

    def retract_choice(
        self, customer: str, design: str, body: models.Retracting, *, idempotency_key: str = ""
    ) -> models.Design:
        """Take a choice back; a design that is being finished fills the gap again."""
        found: models.Design = self.call(
            "POST",
            f"/customers/{self.safe(customer)}/designs/{self.safe(design)}/retractions",
            models.Design,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def retry_delivery(self, delivery: str, *, idempotency_key: str = "") -> models.Delivery:
        """Send a delivery again, now; where it arrived before, its receiver knows it by its id."""
        found: models.Delivery = self.call(
            "POST",
            f"/deliveries/{self.safe(delivery)}/retry",
            models.Delivery,
            idempotency_key=idempotency_key,
        )
        return found

    def rotate_webhook_secret(
        self, webhook: str, body: models.Rotation, *, idempotency_key: str = ""
    ) -> models.WebhookSecret:
        """Sign with a new secret, and for a while with the one before, too."""
        found: models.WebhookSecret = self.call(
            "POST",
            f"/webhooks/{self.safe(webhook)}/secret",
            models.WebhookSecret,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def seal_design(self, family: str, body: models.Here, *, idempotency_key: str = "") -> models.Sealed:
        """A whole design at today's price as a signed token: put it into any cart, and ask what it is worth later."""
        found: models.Sealed = self.call(
            "POST",
            f"/families/{self.safe(family)}/tokens",
            models.Sealed,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def search_items(self, customer: str, *, words: str, personal: bool | None = None) -> models.Hits:
        """What fits the words, and first what fits the customer, too; with each one's place without taste."""
        found: models.Hits = self.call(
            "GET",
            f"/customers/{self.safe(customer)}/search",
            models.Hits,
            query={"words": words, "personal": personal},
        )
        return found

    def start_design(
        self, customer: str, body: models.NewDesign, *, idempotency_key: str = ""
    ) -> models.Design:
        """A new design of a family, in its current revision."""
        found: models.Design = self.call(
            "POST",
            f"/customers/{self.safe(customer)}/designs",
            models.Design,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def switch_webhook(
        self, webhook: str, body: models.Switch, *, idempotency_key: str = ""
    ) -> models.Webhook:
        """Send to it again, or nothing more; what waited goes on its way then."""
        found: models.Webhook = self.call(
            "PUT",
            f"/webhooks/{self.safe(webhook)}",
            models.Webhook,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def take_step(
        self, customer: str, design: str, body: models.Step, *, idempotency_key: str = ""
    ) -> models.Design:
        """Fill in the rest around what was chosen, take suggestions away, or go one step back."""
        found: models.Design = self.call(
            "POST",
            f"/customers/{self.safe(customer)}/designs/{self.safe(design)}/steps",
            models.Design,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def tell_events(
        self, body: list[models.CloudEventIn] | models.CloudEventIn, *, idempotency_key: str = ""
    ) -> models.Outcomes:
        """Take events of customers, through the gate as any signal: what they did not agree to is not kept.

        All modes of CloudEvents over HTTP: one event (structured), several (batch), or the data of one with its attributes
        in headers (binary).
        """
        found: models.Outcomes = self.call(
            "POST", "/events", models.Outcomes, body=body, idempotency_key=idempotency_key
        )
        return found

    def tell_signal(self, customer: str, body: models.Signal, *, idempotency_key: str = "") -> models.Kept:
        """Take what a customer tells; the next answer knows it. What they did not agree to is not kept, and that is said."""
        found: models.Kept = self.call(
            "POST",
            f"/customers/{self.safe(customer)}/signals",
            models.Kept,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found

    def try_webhook(self, webhook: str, *, idempotency_key: str = "") -> models.Delivery:
        """Have an event that tells nothing on its way to it."""
        found: models.Delivery = self.call(
            "POST", f"/webhooks/{self.safe(webhook)}/tests", models.Delivery, idempotency_key=idempotency_key
        )
        return found

    def verify_token(self, body: models.Token, *, idempotency_key: str = "") -> models.Claims:
        """What a token of this brand says, if it may be relied on now."""
        found: models.Claims = self.call(
            "POST", "/tokens/verify", models.Claims, body=body, idempotency_key=idempotency_key
        )
        return found

    def write_texts(
        self, customer: str, design: str, body: models.Writing, *, idempotency_key: str = ""
    ) -> models.Design:
        """Write into fields; what cannot be made stays out, and its field says why. Personal texts go to the vault."""
        found: models.Design = self.call(
            "PUT",
            f"/customers/{self.safe(customer)}/designs/{self.safe(design)}/texts",
            models.Design,
            body=body,
            idempotency_key=idempotency_key,
        )
        return found
