"""Search over items: words first, taste beside them as a part of its own that can be seen and switched off.

The words' part is BM25F (Robertson, Zaragoza and Taylor 2004): term frequencies weighted by field and by the field's length,
saturating, times the inverse document frequency. A word of the query also finds words that it begins, and, from four
letters on, words one slip away (a letter wrong, missing, too many, or two exchanged), for part of the weight.
"""

import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sumisura.stats.topk import places, top
from sumisura.taste.model import Item

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

FIELDS: Final = (3.0, 1.5, 1.0)
"""What a word counts in the title, in the words, and among the tokens."""
SATURATION: Final = 1.2
LENGTH: Final = (0.4, 0.6, 0.3)
"""How much a field's length counts against it, 0 to 1."""
BEGUN: Final = 0.7
"""What a word counts that the query only begins."""
SLIPPED: Final = 0.5
"""What a word counts that is one slip away."""
LONG_ENOUGH: Final = 4
"""Letters from which a slip is forgiven."""
SHORTEST: Final = 2
"""Letters from which a beginning finds what it begins."""
PERSONAL: Final = 0.3
"""What taste may add at most, as a part of the best match of words."""


_ASCII = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One item found.

    Args:
        row: of the item, among those indexed.
        score: ``words`` + ``taste``: what the order follows.
        words: how well the words fit, above 0.
        taste: what the customer's taste adds, or takes; 0 when it is switched off.
        plain: its place without taste; 1 is first.
    """

    row: int
    score: float
    words: float
    taste: float
    plain: int


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search.

    Args:
        hits: best first.
        total: how many items fit at all.
        factor: what a taste score was multiplied by: the parts of a score's threads times this are the parts of ``taste``.
        nearest: for each word of the query that is in no item, the words that were taken for it instead.
    """

    hits: Sequence[Hit]
    total: int = 0
    factor: float = 0.0
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """Items made searchable: an inverted list in three arrays.

    Args:
        size: how many items there are.
        vocabulary: (v,) every word, ascending.
        starts: (v + 1,) where each word's entries begin.
        rows: (m,) the items a word is in, ascending for each word.
        weights: (m,) what it gives to each: idf × saturated frequency.
        slips: a word with at most one letter left out → the words it may have been.
    """

    size: int
    vocabulary: Sequence[str]
    starts: Ints
    rows: Ints
    weights: Floats
    slips: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, items: Sequence[Item]) -> "Index":
        """Read every item once.

        Example:
            >>> from sumisura.taste.model import ItemId, Kind
            >>> hemp = Item(ItemId("a"), Kind.GOOD, "Hemp belt", "For every day.", ("colour=natural",))
            >>> bag = Item(ItemId("b"), Kind.GOOD, "Canvas bag", "With a hemp strap.")
            >>> index = Index.of([hemp, bag])
            >>> [hit.row for hit in index.search("hemp").hits], [hit.row for hit in index.search("hmep strap").hits]
            ([0, 1], [1, 0])
        """
        word, row, frequency, lengths, vocabulary = _counted(items)
        starts = np.searchsorted(word, np.arange(len(vocabulary) + 1))
        weights = _bm25f(frequency, lengths, row, word)
        return cls(len(items), vocabulary, starts, row, weights, _slips(vocabulary))

    def search(
        self,
        query: str,
        *,
        k: int = 24,
        taste: Floats | None = None,
        mask: Mask | None = None,
        personal: float = PERSONAL,
    ) -> Found:
        """The items that fit, best first; equal ones by row.

        Args:
            query: in any case, with or without accents. A query without words finds nothing.
            k: how many.
            taste: (size,) scores of the customer's taste; None for the same order for everyone. What is no number adds nothing.
            mask: (size,) what may be found.
            personal: how far taste may reach: the strongest liking (or disliking) among what fits adds this part of the best
                match of words.
        """
        wanted = list(dict.fromkeys(words(query)))
        matches = [self._match(word) for word in wanted]
        total = np.sum(matches, axis=0) if matches else np.zeros(self.size)
        if mask is not None:
            total = np.where(mask, total, 0.0)
        rows = np.flatnonzero(total)
        if not rows.size:
            return Found(())
        added, factor = _personal(taste, rows, float(total.max()), personal)
        nearest = tuple(near for word in wanted for near in self._nearest(word))
        return Found(_hits(rows, total[rows], added, k), rows.size, factor, nearest)

    def _match(self, word: str) -> Floats:
        """(size,) what one word of the query gives to each item: the best of the words it may stand for."""
        found = np.zeros(self.size)
        for first, last, part in self._variants(word):
            entries = slice(self.starts[first], self.starts[last])
            rows, weights = self.rows[entries], self.weights[entries] * part
            if last == first + 1:  # each row once
                found[rows] = np.maximum(found[rows], weights)
            else:
                np.maximum.at(found, rows, weights)
        return found

    def _variants(self, word: str) -> Iterator[tuple[int, int, float]]:
        """Ranges of the vocabulary that a word may stand for, and what they count."""
        at = bisect_left(self.vocabulary, word)
        end = bisect_left(self.vocabulary, word + "\U0010ffff")
        exact = at < len(self.vocabulary) and self.vocabulary[at] == word
        if exact:
            yield at, at + 1, 1.0
        if len(word) >= SHORTEST and end > at + exact:
            yield at + exact, end, BEGUN
        if not exact:
            for near in self._slipped(word):
                yield near, near + 1, SLIPPED

    def _slipped(self, word: str) -> list[int]:
        if len(word) < LONG_ENOUGH:
            return []
        near = {one for shorter in _shortened(word) for one in self.slips.get(shorter, ())}
        return sorted(one for one in near if within_a_slip(word, self.vocabulary[one]))

    def _nearest(self, word: str) -> Iterator[str]:
        at = bisect_left(self.vocabulary, word)
        if at == len(self.vocabulary) or not self.vocabulary[at].startswith(word):
            yield from (self.vocabulary[near] for near in self._slipped(word))


def words(text: str) -> list[str]:
    """The words of a text, without case and accents.

    Example:
        >>> words("Crêpe-de-Chine, 12 oz")
        ['crepe', 'de', 'chine', '12', 'oz']
    """
    if text.isascii():
        return _ASCII.findall(text.lower())
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return re.findall(r"[^\W_]+", bare.casefold())


def within_a_slip(one: str, other: str) -> bool:
    """Whether two words differ by at most one letter put in, left out, replaced or exchanged with its neighbour.

    Optimal string alignment distance of at most 1 (Damerau 1964).

    Example:
        >>> within_a_slip("hemp", "hepm"), within_a_slip("hemp", "temple")
        (True, False)
    """
    if abs(len(one) - len(other)) > 1:
        return False
    head = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, others = one[head:], other[head:]
    if len(rest) != len(others):
        return rest[1:] == others or rest == others[1:]
    return rest[1:] == others[1:] or (rest[:2] == others[1::-1] and rest[2:] == others[2:])


def _token_words(tokens: Iterable[str]) -> list[str]:
    return [word for token in tokens for word in words(token)]


def _counted(items: Sequence[Item]) -> tuple[Ints, Ints, Floats, Floats, list[str]]:
    """Word and row of every pair that occurs, by word, then row; how often in each field; the fields' lengths; the words."""
    number: dict[str, int] = {}
    texts = [
        text for item in items for text in (words(item.title), words(item.words), _token_words(item.tokens))
    ]
    flat = np.array([number.setdefault(word, len(number)) for text in texts for word in text], dtype=np.int64)
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    vocabulary = sorted(number)
    place = np.empty(len(number), dtype=np.int64)
    place[[number[word] for word in vocabulary]] = np.arange(len(number))
    where = np.repeat(np.arange(lengths.size), lengths)
    pairs, at = np.unique(place[flat] * len(items) + where // len(FIELDS), return_inverse=True)
    frequency = np.zeros((pairs.size, len(FIELDS)))
    np.add.at(frequency, (at, where % len(FIELDS)), 1.0)
    word, row = np.divmod(pairs, max(len(items), 1))
    return word, row, frequency, lengths.reshape(-1, len(FIELDS)).astype(np.float64), vocabulary


def _bm25f(frequency: Floats, lengths: Floats, row: Ints, word: Ints) -> Floats:
    """(m,) idf · f / (SATURATION + f), with f = Σ_field weight · tf / (1 - b + b · length / mean length)."""
    mean = np.maximum(lengths.mean(axis=0), 1.0) if len(lengths) else np.ones(len(FIELDS))
    long = np.array(LENGTH)
    pivot = 1.0 - long + long * lengths[row] / mean
    f = (frequency * np.array(FIELDS) / pivot).sum(axis=1)
    documents = np.bincount(word)[word] if word.size else np.zeros(0)
    idf = np.log1p((len(lengths) - documents + 0.5) / (documents + 0.5))
    weight: Floats = idf * f / (SATURATION + f)
    return weight


def _slips(vocabulary: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    """Each word as it is and with one letter left out, so that a slip is looked up (Garbe's symmetric deletes)."""
    found: dict[str, tuple[int, ...]] = {}
    for at, word in enumerate(vocabulary):
        if len(word) >= LONG_ENOUGH - 1:
            for shorter in _shortened(word):
                found[shorter] = (*found.get(shorter, ()), at)
    return found


def _shortened(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _personal(taste: Floats | None, rows: Ints, best: float, personal: float) -> tuple[Floats, float]:
    """What taste adds to each row found, and the one factor it was multiplied by."""
    if taste is None:
        return np.zeros(rows.size), 0.0
    liking = np.nan_to_num(taste[rows], nan=0.0, posinf=0.0, neginf=0.0)
    largest = float(np.abs(liking).max())
    if not largest > 0:
        return np.zeros(rows.size), 0.0
    factor = personal * best / largest
    return (liking * factor, factor) if math.isfinite(factor) else (np.zeros(rows.size), 0.0)


def _hits(rows: Ints, lexical: Floats, added: Floats, k: int) -> Sequence[Hit]:
    scores = lexical + added
    best = top(scores, k)
    parts = zip(rows[best], scores[best], lexical[best], added[best], places(lexical, best), strict=True)
    return [
        Hit(int(row), float(score), float(word), float(more), int(place))
        for row, score, word, more, place in parts
    ]
