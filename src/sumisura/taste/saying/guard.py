"""Keeps what is true but uncomfortable out of every sentence; the ranking may still use it, the log says what was withheld.

The codes follow the special categories of GDPR Art. 9, and what people told researchers they do not want said to them: their
body, money, grief, whom they give to, where exactly they are, what a device read, and when they are awake.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

_ATTRIBUTES: Final = {
    "health": "health condition disease allergy diet disability medication therapy prescription mobility_aid",
    "body": "size body body_size body_shape waist inseam hip hips chest bust fit_size plus_size",
    "pregnancy": "pregnancy maternity due_date fertility baby",
    "religion": "religion faith observance",
    "sexuality": "sexuality orientation gender sex",
    "origin": "origin_of_person ethnicity race_of_person skin skin_tone nationality",
    "politics": "politics party_membership union",
    "money": "income credit debt budget instalment payment_plan arrears affordability",
    "bereavement": "bereavement memorial mourning funeral",
    "recipient": "recipient gift_for given_to relation",
    "place": "place city town street postcode address latitude longitude location",
    "friend": "friend friend_name contact",
    "device": "device reading sensor heart_rate wear steps room_size",
    "hour": "hour time time_of_day time_of_night night weekday",
}
"""Code → attributes whose tokens are never spoken of."""

_WORDS: Final = {
    "health": "health* disease* diabet* allerg* coeliac celiac gluten cancer* disab* wheelchair* medic* therap* prescri* orthop* prosthe* incontinen* depress*",
    "body": "xxl xxxl xxs plus-size oversize* petite overweight obes* slimming",
    "pregnancy": "pregnan* maternity nursing trimester newborn*",
    "religion": "religio* halal kosher muslim* christian* jewish catholic* islam* hindu* buddhis* church* mosque* synagogue* ramadan bar-mitzvah baptism*",
    "sexuality": "sexual* gay lesbian* bisexual* transgender* queer pride-month",
    "origin": "ethnic* immigrant* refugee*",
    "politics": "politic* trade-union*",
    "money": "debt* instalment* installment* overdraft arrears bankrupt* unemploy* low-income",
    "bereavement": "bereave* funeral* mourning memorial* urn widow* deceased",
    "recipient": "anniversary-of husband wife boyfriend girlfriend fiance* mistress",
    "hour": "midnight a.m. 1am 2am 3am 4am insomni* sleepless",
}
"""Code → words that are never spoken; ``*`` stands for any ending, ``-`` for any gap."""

REMEMBERED: Final = 8192
"""Tokens whose code is kept within reach."""
_RUN: Final = re.compile(r"[^\W_]+")

TAINTS: Final = frozenset(
    {
        "health",
        "pregnancy",
        "religion",
        "sexuality",
        "origin",
        "politics",
        "money",
        "bereavement",
        "recipient",
    }
)
"""Codes that colour a whole item: that somebody looked at it is itself not spoken of."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What is never said, with the code that the log gives as the reason.

    Args:
        attributes: attribute → code; every token of it is guarded.
        tokens: one token → code, where the attribute as such is harmless.
        words: word → code; ``*`` at its end stands for any ending, ``-`` for any gap.

    Example:
        >>> STANDARD.of_token("size=xxl"), STANDARD.of_token("material=hemp")
        ('body', '')
        >>> STANDARD.of_text("Maternity jeans"), STANDARD.of_text("The evening pair")
        ('pregnancy', '')
        >>> STANDARD.and_also(tokens={"colour=black": "bereavement"}).of_token("colour=black")
        'bereavement'
    """

    attributes: Mapping[str, str]
    words: Mapping[str, str]
    tokens: Mapping[str, str] = field(default_factory=dict)
    _stems: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _phrases: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _codes: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _of_token: Callable[[str], str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Every sentence is looked through: a lookup for whole words, one comparison for beginnings, few for phrases.
        codes = {_expression(word): code for word, code in self.words.items()}
        object.__setattr__(self, "_codes", codes)
        object.__setattr__(self, "_stems", tuple(word[:-1] for word in codes if word.endswith("*")))
        object.__setattr__(self, "_phrases", tuple(word for word in codes if " " in word))
        object.__setattr__(self, "_of_token", lru_cache(maxsize=REMEMBERED)(self._judged))

    def and_also(
        self,
        *,
        attributes: Mapping[str, str] | None = None,
        words: Mapping[str, str] | None = None,
        tokens: Mapping[str, str] | None = None,
    ) -> "Guard":
        """This guard with what a brand adds; nothing can be taken from it."""
        return Guard(
            {**(attributes or {}), **self.attributes},
            {**(words or {}), **self.words},
            {**(tokens or {}), **self.tokens},
        )

    def of_token(self, token: str) -> str:
        """The code under which a token (or an item's id) is guarded; "" when it may be spoken of."""
        return self._of_token(token)

    def of_text(self, text: str, tokens: Iterable[str] = ()) -> str:
        """The code under which a text must not be said; "" when it may be.

        Args:
            text: what would be said.
            tokens: what the things it speaks of are like: a guarded one's value must not be in the text either.
        """
        plain = _plain(text)
        found = next((code for code in map(self._of_word, plain.split()) if code), "") or self._of_phrase(
            plain
        )
        return found or next(
            (self.of_token(token) for token in tokens if self._told(token, f" {plain} ")), ""
        )

    def of_item(self, title: str, tokens: Iterable[str] = ()) -> str:
        """The code under which it is not said that somebody looked at, chose or sent back a thing; "" when it may be.

        Besides its title, a token whose code is in `TAINTS` forbids it, whatever its title.

        Example:
            >>> STANDARD.of_item("Soft trousers", ["maternity=yes"]), STANDARD.of_item("Jeans", ["size=34"])
            ('pregnancy', '')
        """
        tokens = tuple(tokens)
        codes = (code for code in map(self.of_token, tokens) if code in TAINTS)
        return self.of_text(title, tokens) or next(codes, "")

    def _told(self, token: str, padded: str) -> bool:
        value = _plain(token.partition("=")[2]) if self.of_token(token) else ""
        return bool(value) and f" {value} " in padded

    def _judged(self, token: str) -> str:
        attribute = _plain(token.partition("=")[0], "_")
        return self.tokens.get(token) or self.attributes.get(attribute, "") or self.of_text(token)

    def _of_word(self, word: str) -> str:
        if word in self._codes:
            return self._codes[word]
        if not word.startswith(self._stems):
            return ""
        return next(self._codes[f"{stem}*"] for stem in self._stems if word.startswith(stem))

    def _of_phrase(self, plain: str) -> str:
        padded = f" {plain} "
        return next((self._codes[one] for one in self._phrases if _within(one, padded)), "")


def _plain(text: str, gap: str = " ") -> str:
    """Letters and digits without case or accents, other runs as one gap."""
    if not text.isascii():
        text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return gap.join(_RUN.findall(text.casefold()))


def _expression(word: str) -> str:
    return _plain(word) + "*" * word.endswith("*")


def _within(phrase: str, padded: str) -> bool:
    return f" {phrase[:-1]}" in padded if phrase.endswith("*") else f" {phrase} " in padded


def _each(table: Mapping[str, str]) -> Mapping[str, str]:
    return {word: code for code, words in table.items() for word in words.split()}


STANDARD: Final = Guard(_each(_ATTRIBUTES), _each(_WORDS))
"""What no brand may say, whatever it adds."""
