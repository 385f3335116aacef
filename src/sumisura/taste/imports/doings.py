"""What customers tell and do, by the names that others give it, and the source it comes from unless it says so."""

import re
from collections.abc import Mapping
from functools import lru_cache

from sumisura.trust.sources import SOURCES

_CALLED: Mapping[str, str] = {
    "viewed": "view views click clicked page_view product_view product_viewed view_item detail pv seen",
    "searched": "search query",
    "chose": "choose chosen select selected add_to_cart addtocart cart added_to_cart product_added basket pick",
    "designed": "design configure configured saved_design",
    "retracted": "retract remove removed remove_from_cart product_removed unselected deselected",
    "bought": "buy purchase purchased order ordered placed order_placed order_completed sale sold paid checkout"
    " transaction transacted",
    "returned": "return refund refunded sent_back order_returned",
    "liked": "like favourite favorite favourited favorited wishlist wish love loved heart fav added_to_wishlist",
    "refused": "refuse dislike disliked hide hidden block blocked not_interested not_for_me never",
    "preferred": "prefer preference",
    "passed": "pass skip skipped dismiss dismissed",
    "rated": "rate rating review reviewed stars",
    "answered": "answer survey survey_answered response",
    "said": "say told mentioned conversation call letter",
    "measured": "measure measurement reading",
    "friend": "friends friend_liked",
    "near": "nearby local",
}
NAMES: Mapping[str, str] = {name: what for what, names in _CALLED.items() for name in (what, *names.split())}
"""What others call it → what we call it; every one of `MEANINGS` is in it."""

SOURCE: Mapping[str, str] = {
    "viewed": "visit",
    "searched": "visit",
    "chose": "designs",
    "designed": "designs",
    "retracted": "designs",
    "bought": "purchases",
    "returned": "returns",
    "liked": "stated",
    "refused": "stated",
    "preferred": "stated",
    "passed": "stated",
    "rated": "ratings",
    "answered": "ratings",
    "said": "conversation",
    "measured": "devices",
    "friend": "friends",
    "near": "place",
}
"""Where each kind of signal comes from, unless it says so itself."""

_APART = re.compile(r"[^a-z0-9]+")
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=4096)
def doing(text: str) -> str:
    """What an event's name means, a name in `MEANINGS`; "" where it means nothing to us.

    Of a name of several parts, the longest end that is known counts.

    Example:
        >>> doing("Purchase"), doing("com.example.shop.order-placed"), doing("addToCart"), doing("unsubscribed")
        ('bought', 'bought', 'chose', '')
    """
    parts = [part for part in _APART.split(_JOINED.sub("_", text).lower()) if part]
    ends = ("_".join(parts[start:]) for start in range(len(parts)))
    return next((NAMES[end] for end in ends if end in NAMES), "")


@lru_cache(maxsize=4096)
def source_of(text: str) -> str:
    """The source that a text names, by itself or as the end of an address; "" for none.

    Example:
        >>> source_of("Purchases"), source_of("https://till.example/ratings"), source_of("newsletter")
        ('purchases', 'ratings', '')
    """
    name = text.rstrip("/").rpartition("/")[2].strip().lower()
    return name if name in SOURCES else ""
