"""What fits a customer, and exactly why; and what they tell of it."""

from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from sumisura.api.door import Calling
from sumisura.api.routes import route
from sumisura.api.wire.common import Body, Name, Out
from sumisura.api.wire.taste import Hits, Proof, Recommendations, Taste
from sumisura.taste.model import ItemId
from sumisura.trust.api_keys import Scope
from sumisura.usecases.tasting import asking, recommend, wishes

TAG = "Taste"
CUSTOMER = "/v1/{brand:str}/customers/{customer:str}"
Words = Annotated[str, QueryParameter(name="words", max_length=200, description="What is looked for.")]
Fitted = Annotated[
    bool | None,
    QueryParameter(
        name="personal", description="Whether taste has a part in the order; as they wish by default."
    ),
]


class Signal(Body, frozen=True):
    """What a customer tells of an item or a quality (``colour=indigo``); ``refused`` holds until ``unrefuse``."""

    about: Name
    what: Literal["liked", "refused", "unrefuse", "viewed", "preferred", "passed"]


class Said(Body, frozen=True):
    """An answer to a question; "" skips it."""

    question: Name
    answer: str


class Kept(Out, frozen=True):
    """Whether it was kept; where it was not, why: mostly that they did not agree to it."""

    kept: bool
    reason: str


@route(get, f"{CUSTOMER}/recommendations", Scope.TASTE, "What to show first", tag=TAG)
def recommend_items(caller: Calling, customer: FromPath[str]) -> Recommendations:
    """Rows of proposals, each with the exact part of every source in its place, as the shop's own home has them."""
    return Recommendations.of(recommend.home(caller.services, caller.customer(customer)))


@route(get, f"{CUSTOMER}/search", Scope.TASTE, "Search", tag=TAG)
def search_items(caller: Calling, customer: FromPath[str], words: Words, personal: Fitted = None) -> Hits:
    """What fits the words, and first what fits the customer, too; with each one's place without taste."""
    return Hits.of(recommend.search(caller.services, caller.customer(customer), words, personal))


@route(get, f"{CUSTOMER}/items/{{item:str}}/proof", Scope.TASTE, "The sum behind a place", tag=TAG)
def prove_place(caller: Calling, customer: FromPath[str], item: FromPath[str]) -> Proof:
    """The exact sum that gives an item its place for this customer."""
    return Proof.of(recommend.proof(caller.services, caller.customer(customer), ItemId(item)))


@route(get, f"{CUSTOMER}/taste", Scope.TASTE, "What is believed", tag=TAG)
def get_taste(caller: Calling, customer: FromPath[str]) -> Taste:
    """What is believed of this customer, how sure, and from what; what they told first."""
    return Taste.of(wishes.taste(caller.services, caller.customer(customer), None))


@route(post, f"{CUSTOMER}/signals", Scope.SIGNALS, "Tell", tag=TAG)
def tell_signal(caller: Calling, customer: FromPath[str], data: JSONBody[Signal]) -> Response[Kept]:
    """Take what a customer tells; the next answer knows it. What they did not agree to is not kept, and that is said."""
    visitor = caller.customer(customer)

    def act() -> Kept:
        refused = wishes.tell(caller.services, visitor, data.about, data.what)
        return Kept(not refused, str(refused[0]) if refused else "")

    return caller.once(data, act, party=customer)


@route(post, f"{CUSTOMER}/answers", Scope.SIGNALS, "Answer a question", tag=TAG)
def answer_question(
    caller: Calling, customer: FromPath[str], data: JSONBody[Said]
) -> Response[Recommendations]:
    """Take the answer to a question that was asked, and say what is proposed now."""
    visitor = caller.customer(customer)

    def act() -> Recommendations:
        asking.answer(caller.services, visitor, data.question, data.answer)
        return Recommendations.of(recommend.home(caller.services, visitor))

    return caller.once(data, act, party=customer)


HANDLERS = (recommend_items, search_items, prove_place, get_taste, tell_signal, answer_question)
