"""One plain sentence for a suggestion, from the threads of its score: what was told or done, never what somebody feels."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sumisura.taste.model import MEANINGS, Item, ItemId, Thread
from sumisura.taste.saying.guard import STANDARD, Guard
from sumisura.taste.saying.wording import clause, occasion, quality, stands_for, whole

EVERYONE: Final = "everyone"
"""The thread of the prior: what is known of all before anything is known of one."""

GENERAL: Final = "Because of what you allowed us to use."
POPULAR: Final = "What most people here choose; we know nothing of you yet."
MOSTLY: Final = "What most people here choose; what we know of you says little about it."
TRIED: Final = "Shown to learn whether it fits you; nothing that we know speaks for it yet."
_LITTLE: Final = 0.1  # of the whole score: below it the personal part decides nothing
_TELLING: Final = 0.25  # of the strongest reason: above it a second one, or one against it, is told as well
_CROWDS: Final = frozenset({EVERYONE, "place", "friends"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in words.

    Args:
        sentence: what the customer reads.
        used: the sources it speaks of, as their threads are drawn.
        withheld: codes of what was kept out of it (``guard``); for the log, never for the page.
    """

    sentence: str
    used: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """What one thread says, or the code under which it must not."""

    source: str
    amount: float
    words: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells reasons in one brand.

    Args:
        items: what signals may be about, by id; what is no longer on offer is not spoken of.
        guard: what is never said.
        friends: item → how many friends liked it, counted and hidden as ``crowd.friends`` does.
    """

    items: Mapping[ItemId, Item]
    guard: Guard = STANDARD
    friends: Mapping[ItemId, int] = field(default_factory=dict)

    def suggestion(
        self, item: Item, threads: Sequence[Thread], *, unsure: float = 0.0, purpose: str = ""
    ) -> Reason:
        """Why an item is proposed.

        At most two reasons for it, the strongest first; a second one, and one against it, where it weighs at least a
        quarter as much; and that it is a guess, when the standard deviation of the personal part is larger than that part.

        Args:
            item: what is proposed.
            threads: its score by source.
            unsure: standard deviation of the personal part, in the unit of the score.
            purpose: what the customer said it is for ("gift", "race"); shown when comfortable.

        Example:
            >>> from datetime import UTC, datetime
            >>> from sumisura.taste.model import Kind, Signal
            >>> now = datetime(2026, 3, 1, tzinfo=UTC)
            >>> evening = Item(ItemId("jeans/evening"), Kind.PRESET, "the evening pair")
            >>> told = Signal("1", now, "stated", ItemId("material=hemp"), "liked")
            >>> seen = tuple(Signal(str(n), now, "visit", evening.id, "viewed") for n in (2, 3))
            >>> threads = [Thread("visit", 0.3, because=seen), Thread("stated", 0.5, because=(told,))]
            >>> belt = Item(ItemId("belt"), Kind.GOOD, "the belt")
            >>> Teller({evening.id: evening}).suggestion(belt, threads).sentence
            'Because you told us that you like hemp, and you looked at the evening pair twice.'
            >>> Teller({}).suggestion(evening, [Thread("everyone", 0.2)]).sentence
            'What most people here choose; we know nothing of you yet.'
        """
        parts = [self._part(item, thread) for thread in _strongest(threads)]
        withheld = [part.code for part in parts if part.code]
        sentence, used = _sentence(parts, unsure)
        code = self.guard.of_text(purpose)
        if purpose and not code:
            sentence = f"{occasion(purpose)}: {_lower(sentence)}"
        return self._checked(sentence, used, [*withheld, code], item)

    def order(self, first: Item, threads: Sequence[Thread], *, unsure: float = 0.0) -> Reason:
        """Why the options of a variable stand in this order: why the first is first.

        Example:
            >>> from sumisura.taste.model import Kind
            >>> hemp = Item(ItemId("jeans:fabric=hemp"), Kind.OPTION, "Hemp 12 oz")
            >>> Teller({}).order(hemp, [Thread("stated", 0.2)]).sentence
            'Hemp 12 oz comes first because it fits what you told us.'
        """
        return self._led(f"{_upper(first.title)} comes first", first, threads, unsure)

    def suits(self, item: Item, threads: Sequence[Thread]) -> Reason:
        """Why an option suits a customer now.

        Example:
            >>> from sumisura.taste.model import Kind
            >>> wide = Item(ItemId("jeans:leg=wide"), Kind.OPTION, "Wide")
            >>> Teller({}).suits(wide, [Thread("choices", 1.2), Thread("everyone", -0.4)]).sentence
            'Wide suits you because it goes with what you chose here, although few people here choose it.'
        """
        return self._led(f"{_upper(item.title)} suits you", item, threads, 0.0)

    def default(self, item: Item, threads: Sequence[Thread] = (), *, unsure: float = 0.0) -> Reason:
        """Why a choice was made beforehand: for this customer, or, without threads, by the maker.

        Example:
            >>> from sumisura.taste.model import Kind
            >>> hemp = Item(ItemId("jeans:fabric=hemp"), Kind.OPTION, "Hemp 12 oz")
            >>> Teller({}).default(hemp).sentence
            'Hemp 12 oz is what the maker chose. You can change it.'
        """
        if not threads:
            return self._checked(
                f"{_upper(item.title)} is what the maker chose. You can change it.", (), (), item
            )
        led = self._led(f"{_upper(item.title)} is chosen for you", item, threads, unsure)
        return Reason(f"{led.sentence} You can change it.", led.used, led.withheld)

    def standing(self, item: Item, threads: Sequence[Thread]) -> Reason:
        """Why an option stands where it does: what speaks for it, or, where nothing does, what speaks against it.

        Example:
            >>> from sumisura.taste.model import Kind
            >>> slim = Item(ItemId("jeans:leg=slim"), Kind.OPTION, "Slim")
            >>> Teller({}).standing(slim, [Thread("stated", -0.2), Thread("everyone", -0.4)]).sentence
            'Because few people here choose it, and it does not fit what you told us.'
        """
        if any(thread.amount > 0 for thread in threads):
            return self.suggestion(item, threads)
        parts = [self._part(item, thread) for thread in _strongest(threads)]
        told = [part for part in parts if part.words][:2]
        sentence = f"Because {', and '.join(part.words for part in told)}." if told else GENERAL
        return self._checked(sentence, [part.source for part in told], [part.code for part in parts], item)

    def greeting(self, threads: Sequence[Thread]) -> Reason:
        """What a visitor is told about a page as a whole; ``threads`` are those of all that is on it, added up.

        Example:
            >>> mine = [Thread("stated", 0.4), Thread("visit", 0.2), Thread("everyone", 0.3)]
            >>> Teller({}).greeting(mine).sentence
            'First comes what fits what you told us and what you looked at on this visit.'
            >>> Teller({}).greeting([]).sentence
            'Welcome. We know nothing of you yet: first comes what most people here choose.'
        """
        own = [t.source for t in _strongest(threads) if t.amount > 0 and stands_for(t.source)][:2]
        if own:
            what = " and ".join(map(stands_for, own))
            return Reason(f"First comes what fits {what}.", tuple(own))
        if any(thread.source != EVERYONE and thread.amount for thread in threads):
            return Reason("First comes what fits what you allowed us to use.")
        sentence = "Welcome. We know nothing of you yet: first comes what most people here choose."
        return Reason(sentence, (EVERYONE,))

    def asks(self, about: Sequence[str]) -> str:
        """A question in words: about one quality or thing, or between two; "" where it must not be asked.

        Example:
            >>> Teller({}).asks(["material=hemp"]), Teller({}).asks(["cut=slim", "cut=wide"])
            ('Do you like hemp?', 'Which would you rather have: slim cut or wide cut?')
        """
        named = [self._named(id_) for id_ in about]
        if not named or any(code or not title for title, code in named):
            return ""
        titles = [title for title, _ in named]
        if len(titles) == 1:
            return f"Do you like {titles[0]}?"
        return f"Which would you rather have: {', '.join(titles[:-1])} or {titles[-1]}?"

    def _part(self, item: Item, thread: Thread) -> _Part:
        """The best that can be said of a thread: its first comfortable signal, or the source as a whole."""
        words, codes = "", ["device"] if thread.source == "devices" else []
        if thread.source in _CROWDS or not (thread.because or codes):
            words = whole(thread.source, thread.amount, self.friends.get(item.id, 0))
        elif not codes:
            words = next(self._clauses(item, thread, codes), "")
        return _Part(thread.source, thread.amount, words, codes[0] if codes else "")

    def _clauses(self, item: Item, thread: Thread, codes: list[str]) -> Iterator[str]:
        """What can be said of a thread's signals, strongest first; the codes of what cannot go to ``codes``."""
        times = Counter((signal.what, signal.item, signal.value < 0) for signal in thread.because)
        for signal in thread.because:
            title, code = self._named(signal.item)
            if code:
                codes.append(code)
            elif title and signal.what in MEANINGS:
                against, itself = signal.value < 0, signal.item == item.id
                count = times[signal.what, signal.item, against]
                unlike = against != (thread.amount < 0) and not itself
                yield clause(signal.what, "it" if itself else title, signal.value, count, unlike=unlike)

    def _named(self, id_: str) -> tuple[str, str]:
        """What an item or a token is called, "" where it is gone, and the code under which it must not be said."""
        item = self.items.get(ItemId(id_))
        if item is not None:
            return item.title, self.guard.of_item(item.title, item.tokens)
        return quality(id_) if "=" in id_ else "", self.guard.of_token(id_)

    def _led(self, lead: str, item: Item, threads: Sequence[Thread], unsure: float) -> Reason:
        told = self.suggestion(item, threads, unsure=unsure)
        gap = " " if told.sentence.startswith("Because") else ": "
        return self._checked(f"{lead}{gap}{_lower(told.sentence)}", told.used, told.withheld, item)

    def _checked(self, sentence: str, used: Sequence[str], withheld: Sequence[str], item: Item) -> Reason:
        """The sentence, unless something in it is guarded after all: then the general one."""
        code = self.guard.of_text(sentence, item.tokens)
        codes = tuple(dict.fromkeys(code for code in (*withheld, code) if code))
        return Reason(GENERAL, (), codes) if code else Reason(sentence, tuple(used), codes)


def counterfactual(place: int, thread: Thread) -> str:
    """What would be without a source, in words.

    Args:
        place: where the item stands now; 1 is first.
        thread: one of its threads, with its place without that source.

    Example:
        >>> counterfactual(2, Thread("friends", 0.2, without=7)), counterfactual(2, Thread("visit", 0.1, without=0))
        ('Without it: place 7 instead of 2.', 'Without it, this would not be proposed.')
    """
    if thread.without == 0:
        return "Without it, this would not be proposed."
    if thread.without == place:
        return f"Without it, this would still be at place {place}."
    return f"Without it: place {thread.without} instead of {place}."


def _strongest(threads: Sequence[Thread]) -> list[Thread]:
    return sorted((t for t in threads if t.amount), key=lambda thread: -abs(thread.amount))


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _sentence(parts: Sequence[_Part], unsure: float) -> tuple[str, tuple[str, ...]]:
    """The sentence, and the sources it speaks of, from parts that stand strongest first."""
    own = [part for part in parts if part.source != EVERYONE]
    common = sum(part.amount for part in parts if part.source == EVERYONE)
    mine = sum(abs(part.amount) for part in own)
    if mine <= _LITTLE * (mine + abs(common)):
        return _unpersonal(common, known=bool(own))
    if not any(part.amount > 0 for part in parts):
        return TRIED, ()
    said = [part for part in parts if part.words]
    pros = _telling([part for part in said if part.amount > 0][:2])
    if _silenced(own, pros):
        return GENERAL, ()
    return _because(
        pros, [part for part in said if part.amount < 0], guess=unsure > abs(sum(p.amount for p in own))
    )


def _unpersonal(common: float, *, known: bool) -> tuple[str, tuple[str, ...]]:
    if common <= 0:
        return TRIED, ()
    return (MOSTLY if known else POPULAR), (EVERYONE,)


def _silenced(own: Sequence[_Part], pros: Sequence[_Part]) -> bool:
    """Whether what is left to say is not why: all that speaks for it and is the customer's own was withheld."""
    hushed = any(part.amount > 0 and not part.words for part in own)
    return not pros or (hushed and all(part.source == EVERYONE for part in pros))


def _telling(parts: Sequence[_Part]) -> list[_Part]:
    """Those that weigh something beside the strongest."""
    return [part for part in parts if part.amount >= _TELLING * parts[0].amount]


def _because(pros: Sequence[_Part], cons: Sequence[_Part], *, guess: bool) -> tuple[str, tuple[str, ...]]:
    told = [con for con in cons if -con.amount >= _TELLING * pros[0].amount][:1]
    reasons = ", and ".join(pro.words for pro in pros)
    doubts = "".join(f", although {con.words}" for con in told)
    hedge = " It is a guess." if guess else ""
    return f"Because {reasons}{doubts}.{hedge}", tuple(part.source for part in (*pros, *told))
