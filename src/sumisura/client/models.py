"""What goes to the API and comes from it. Generated from its description by tools/generate_client.py."""

from datetime import date, datetime
from typing import Any, Literal

import msgspec


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Address."""

    lines: list[str]


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Answer."""

    value: str
    label: str


class Asked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Asked."""

    purpose: str
    source: str
    title: str
    words: str


class Attempt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Attempt."""

    at: datetime
    status: int
    what: str
    excerpt: str


class Brand(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Brand."""

    id: str
    title: str
    tagline: str
    story: str
    currency: str
    locale: str
    time_zone: str
    home: str
    destinations: list[str]
    maker: str
    contact: str


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Change."""

    choice: str
    before: str
    after: str


class Choosing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Choosing."""

    variable: str
    value: str
    anyway: bool = False


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """CloudEvent."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: str
    data: dict[str, Any]


class Code(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Code."""

    code: str
    expires: datetime


class Consenting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Consenting."""

    granted: bool
    version: str = ""


class Count(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Count."""

    at_least: str
    at_most: str


class Customer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Customer."""

    id: str
    began: datetime


class Erased(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Erased."""

    events: int
    sealed_words: int
    retained_events: int
    retained_orders: int


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Fault."""

    where: str
    detail: str


class Field(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Field."""

    name: str
    label: str
    kind: str
    group: str
    hint: str
    personal: bool
    required: bool
    when: dict[str, list[str]]
    minimum: float
    maximum: float
    step: float
    unit: str
    max_length: int


class Grant(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Grant."""

    purpose: str
    source: str
    since: datetime
    version: str


class Here(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Here."""

    choices: dict[str, str] = msgspec.field(default_factory=dict)
    texts: dict[str, str] = msgspec.field(default_factory=dict)


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Kept."""

    kept: bool
    reason: str


class Level(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Level."""

    sources: list[str]
    improve: bool | None = None
    version: str = ""


class Look(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Look."""

    choices: dict[str, str] = msgspec.field(default_factory=dict)
    texts: dict[str, str] = msgspec.field(default_factory=dict)
    finish: bool = False


class Measure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Measure."""

    value: float
    unit: str


class Money(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Money."""

    amount: int
    currency: str


class NewDesign(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """NewDesign."""

    family: str
    preset: str = ""
    choices: dict[str, str] = msgspec.field(default_factory=dict)


class NewLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """NewLine."""

    design: str = ""
    item: str = ""


class NewState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """NewState."""

    state: Literal["making", "shipped", "delivered", "cancelled"]


class NewWebhook(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """NewWebhook."""

    url: str
    kinds: list[str] = msgspec.field(default_factory=list)


class Offer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Offer."""

    choices: dict[str, str] = msgspec.field(default_factory=dict)
    texts: dict[str, str] = msgspec.field(default_factory=dict)
    destination: str | None = None


class Option(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Option."""

    variable: str
    value: str


OrderState = Literal["placed", "paid", "making", "shipped", "delivered", "cancelled"]


class OrderStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """OrderStep."""

    state: str
    at: datetime


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Outcome."""

    id: str
    kept: bool
    again: bool
    code: str
    detail: str


class Quantity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Quantity."""

    quantity: int


class Reason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Reason."""

    source: str
    title: str
    amount: float
    share: float
    because: dict[str, float]
    place_without: int


class Recipient(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Recipient."""

    name: str
    street: str
    postcode: str
    town: str
    email: str
    country: str


class Retracting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Retracting."""

    variable: str


class Rotation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rotation."""

    overlap_hours: int = 24


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rule."""

    name: str
    reason: str
    variables: list[str]
    standard: str


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Said."""

    question: str
    answer: str


class Signal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Signal."""

    about: str
    what: Literal["liked", "refused", "unrefuse", "viewed", "preferred", "passed"]


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Step."""

    step: Literal["finish", "unfinish", "undo"]


class Switch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Switch."""

    enabled: bool


class Token(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Token."""

    token: str


class TouchData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """TouchData."""

    at: Literal["till", "call", "letter"]
    customer: str
    item: str
    what: str
    value: float | None = None
    weight: float | None = None
    source: str = ""
    under: str = ""


class Webhook(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Webhook."""

    id: str
    url: str
    kinds: list[str]
    made: datetime
    off: str
    failing_since: datetime | None


class Writing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Writing."""

    texts: dict[str, str]


class Written(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Written."""

    field: str
    text: str
    error: str
    private: bool


class YourCustomer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """YourCustomer."""

    key: str


class AboutOption(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """AboutOption."""

    choices: dict[str, str] = msgspec.field(default_factory=dict)
    texts: dict[str, str] = msgspec.field(default_factory=dict)
    option: Option


class Claims(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Claims."""

    id: str
    family: str
    revision: str
    choices: dict[str, str]
    texts: dict[str, str]
    personal: list[str]
    total: Money
    expires: datetime


class CloudEventIn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """CloudEventIn."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: Literal["org.sumisura.touch"]
    time: datetime
    data: TouchData
    subject: str = ""
    datacontenttype: Literal["application/json"] = "application/json"


class Consent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Consent."""

    grants: list[Grant]
    paused: bool


class Delivery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Delivery."""

    id: str
    event: str
    kind: str
    at: datetime
    state: str
    due: datetime | None
    attempts: list[Attempt]


class EventPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """EventPage."""

    items: list[CloudEvent]
    next: str


class Explanation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Explanation."""

    variable: str
    value: str
    label: str
    reasons: list[str]
    because: list[str]
    repairable: bool
    changes: list[Change]
    price: Money
    lead_days: int


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Fact."""

    about: str
    words: str
    label: str
    sure: str
    strength: float
    reasons: list[Reason]


class FamilyHead(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """FamilyHead."""

    name: str
    title: str
    tagline: str
    revision: str
    variants: Count
    cheapest: Money
    default: dict[str, str]


class NewOrder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """NewOrder."""

    recipient: Recipient
    payment_method: str
    notice_read: bool = False


class OptionState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """OptionState."""

    value: str
    label: str
    state: str
    price: Money
    price_is_exact: bool
    lead_days: int
    why: str
    reasons: list[Reason]


class Outcomes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Outcomes."""

    events: list[Outcome]


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Problem."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[Fault] = msgspec.field(default_factory=list)


class Proposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Proposal."""

    id: str
    kind: str
    title: str
    words: str
    price: Money | None
    family: str
    choices: dict[str, str]
    place: int
    score: float
    sentence: str
    badge: str
    sure: str
    reasons: list[Reason]
    decision: str


class Question(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Question."""

    id: str
    words: str
    why: str
    answers: list[Answer]


class QuoteLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """QuoteLine."""

    reason: str
    amount: Money
    tax: Money
    about: str


class Sketch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Sketch."""

    id: str
    family: str
    choices: dict[str, str]
    done: int
    total: int
    price: Money


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Value."""

    name: str
    label: str
    price: Money
    lead_days: int
    benefit: str
    attributes: dict[str, Measure]
    look: dict[str, str]


class WebhookSecret(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """WebhookSecret."""

    webhook: Webhook
    secret: str


class Webhooks(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Webhooks."""

    items: list[Webhook]


class Wording(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Wording."""

    version: str
    since: date
    asks: list[Asked]


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Choice."""

    variable: str
    label: str
    group: str
    chosen: str | None
    reason: str
    fitted: bool
    options: list[OptionState]


class Deliveries(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Deliveries."""

    items: list[Delivery]


class DesignPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """DesignPage."""

    items: list[Sketch]
    next: str | None


class FamilyPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """FamilyPage."""

    items: list[FamilyHead]
    next: str | None


class Hit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hit."""

    item: Proposal
    words: float
    taste: float
    place_without_taste: int


class Proof(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Proof."""

    item: Proposal
    place: int
    total: float
    residual: float
    model: str


class Quote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Quote."""

    lines: list[QuoteLine]
    total: Money
    tax: Money
    tax_rate: str
    destination: str
    valid_until: datetime
    promised: date | None
    book: str


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Row."""

    name: str
    title: str
    rests_on: str
    items: list[Proposal]


class Taste(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Taste."""

    fit: str
    facts: list[Fact]
    refused: list[str]


class Variable(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Variable."""

    name: str
    label: str
    group: str
    hint: str
    default: str | None
    values: list[Value]


class CartLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """CartLine."""

    id: str
    family: str
    choices: dict[str, str]
    quantity: int
    quote: Quote
    total: Money
    expired: bool
    today: Money | None
    decision: str


class Design(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Design."""

    id: str
    family: str
    revision: str
    choices: dict[str, str]
    suggesting: bool
    partial: bool
    missing: list[str]
    variants: Count
    price: Money
    lead_days: int
    quote: Quote | None
    options: list[Choice]
    fields: list[Written]
    changes: list[Change]
    moved: list[Change]
    conflict: Explanation | None
    can_undo: bool
    fit: str
    decision: str


class Family(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Family."""

    name: str
    title: str
    tagline: str
    story: str
    revision: str
    currency: str
    base_price: Money
    base_lead_days: int
    variables: list[Variable]
    fields: list[Field]
    rules: list[Rule]


class Hits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hits."""

    personal: bool
    nearest: str
    items: list[Hit]
    decision: str


class OrderLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """OrderLine."""

    family: str
    revision: str
    choices: dict[str, str]
    texts: dict[str, str]
    personal: list[str]
    quantity: int
    quote: Quote
    total: Money
    token: str


class Recommendations(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Recommendations."""

    fit: str
    greeting: str
    rows: list[Row]
    guessed: Proposal | None
    question: Question | None
    rests_on: str
    simulated: bool
    decision: str


class Sealed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Sealed."""

    token: str
    quote: Quote


class Cart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Cart."""

    lines: list[CartLine]
    total: Money
    orderable: bool
    custom_made: bool


class Order(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Order."""

    id: str
    customer: str
    placed_at: datetime
    state: str
    total: Money
    destination: str
    lines: list[OrderLine]
    history: list[OrderStep]
    payment: str


class OrderPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """OrderPage."""

    items: list[Order]
    next: str | None
