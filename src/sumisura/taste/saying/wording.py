"""What the customer told or did, as a clause; what each source stands for, as a phrase."""

from collections.abc import Mapping
from typing import Final

from sumisura.taste.crowd.friends import friends_words
from sumisura.taste.model import MEANINGS

_AGAINST: Final[Mapping[str, str]] = {
    "liked": "you told us that you do not like {x}",
    "refused": "you told us that you do not want {x}",
    "rated": "you rated {x} low",
    "answered": "you answered against {x}",
    "said": "you spoke against {x}",
}
_FOR: Final[Mapping[str, str]] = {
    "refused": "you told us that you do want {x}",
    "rated": "you rated {x} well",
    "answered": "you answered in favour of {x}",
    "said": "you spoke in favour of {x}",
}
_WHAT: Final[Mapping[str, str]] = {
    "stated": "what you told us",
    "visit": "what you looked at on this visit",
    "designs": "the pieces you designed",
    "purchases": "what you bought",
    "ratings": "how you rated and answered",
    "conversation": "what you said to us",
}
_WHOLE: Final[Mapping[str, tuple[str, str]]] = {
    "everyone": ("many people here choose it", "few people here choose it"),
    "place": ("people near you choose it", "few people near you choose it"),
    "friends": ("what your friends like, all together, points to it", "what your friends like, all together, points away from it"),
    "choices": ("it goes with what you chose here", "it seldom goes with what you chose here"),
    "returns": ("it differs from what you sent back", "it is like what you sent back"),
}  # fmt: skip
_OCCASIONS: Final[Mapping[str, str]] = {
    "gift": "As a gift",
    "event": "For an occasion",
    "race": "For a race",
    "repair": "For a repair",
    "evening": "For the evening",
    "weekend": "For the weekend",
}
_NAMED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("material", "fabric", "metal", "colour", "color", "kind", "type", "category"), "{x}"),
    "occasion": "what is for {x}",
    "season": "what is for {x}",
}
_TIMES: Final = {1: "", 2: " twice"}


def quality(token: str) -> str:
    """A token as a person says it.

    Example:
        >>> quality("material=organic_cotton"), quality("cut=slim"), quality("occasion=work")
        ('organic cotton', 'slim cut', 'what is for work')
        >>> quality("waterproof=yes"), quality("straps=2")
        ('waterproof', 'straps 2')
    """
    attribute, equals, value = token.partition("=")
    name, said = (part.replace("_", " ").replace("-", " ").strip() for part in (attribute, value))
    if not equals or said in {"yes", "true"}:
        return name
    if said in {"no", "false"}:
        return f"not {name}"
    if not any(letter.isalpha() for letter in said):
        return f"{name} {said}"
    return _NAMED.get(name, "{x} " + name).format(x=said)


def clause(what: str, about: str, value: float, times: int = 1, *, unlike: bool = False) -> str:
    """What somebody told or did, as a clause.

    Args:
        what: a name in `MEANINGS`.
        about: the thing or quality, as it is read.
        value: the signal's; below 0 it spoke against the thing.
        times: how often.
        unlike: it is a reason because the item is the opposite of that thing.

    Example:
        >>> clause("viewed", "the evening pair", 0.5, times=2), clause("rated", "the belt", -0.5)
        ('you looked at the evening pair twice', 'you rated the belt low')
        >>> clause("returned", "the silk shirt", -1.0, unlike=True)
        'it is unlike the silk shirt, which you sent back'
    """
    usual = MEANINGS[what].words + " {x}"
    form = (_AGAINST.get(what, usual) if value < 0 else _FOR.get(what, usual)) + _TIMES.get(
        times, f" {times} times"
    )
    if unlike:
        return f"it is unlike {about}, which {form.replace(' {x}', '')}"
    return form.format(x=about)


def whole(source: str, amount: float, friends: int = 0) -> str:
    """A source as a clause, where no single signal is named: crowds always, the customer's own when none is known.

    Args:
        source: a name in the register, or ``everyone``.
        amount: whether it speaks for the item, or, below 0, against it.
        friends: how many friends liked it, where that may be shown.

    Example:
        >>> whole("friends", 0.2, friends=10), whole("visit", 0.1), whole("returns", -0.3)
        ('ten friends liked it', 'it fits what you looked at on this visit', 'it is like what you sent back')
    """
    if source == "friends" and friends and amount > 0:
        return friends_words(friends).lower()
    if source in _WHOLE:
        return _WHOLE[source][amount < 0]
    if source not in _WHAT:
        return ""
    return f"it {'does not fit' if amount < 0 else 'fits'} {_WHAT[source]}"


def stands_for(source: str) -> str:
    """What a source of the customer's own stands for, as a phrase; "" for the crowds and for devices."""
    return _WHAT.get(source, "")


def occasion(purpose: str) -> str:
    """What something is for, as a sentence begins.

    Example:
        >>> occasion("gift"), occasion("every-day")
        ('As a gift', 'For every day')
    """
    return _OCCASIONS.get(purpose, f"For {purpose.replace('-', ' ')}")
