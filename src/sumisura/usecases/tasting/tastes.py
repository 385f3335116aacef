"""What the pages of taste show: plain nouns, computed here, rendered there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sumisura.kernel import Family, Money
from sumisura.taste.model import Item, Manners
from sumisura.trust.levels import NOTHING
from sumisura.trust.sources import Source
from sumisura.trust.texts import Change


class Fit(StrEnum):
    """For whom a page is."""

    EVERYONE = "everyone"
    """Nothing was agreed to: the shop as all see it."""
    COMPARED = "compared"
    """They agreed, and are in the arm that sees the shop as all see it, so that we can tell whether fitting helps."""
    PERSONAL = "personal"
    """Fitted to them."""


@dataclass(frozen=True, slots=True)
class ThreadView:
    """One source's part in one proposal.

    Args:
        source: how it is drawn and called; None for what everyone likes.
        amount: its exact part of the score; below 0 it speaks against.
        share: its part of all that was said for and against, 0 to 1.
        because: what it rests on, strongest first: "you chose Hemp, 12 oz", with its exact part of the amount.
        without: the place the item would have without this source; 0 where it would not be shown.
    """

    source: Source | None
    amount: float
    share: float
    because: Sequence[tuple[str, float]]
    without: int

    @property
    def name(self) -> str:
        """What it is called in addresses and on the page."""
        return self.source.name if self.source else "everyone"

    @property
    def title(self) -> str:
        """What a person reads."""
        return self.source.title if self.source else "Everyone's taste"


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal.

    Args:
        price: None where it has none of its own.
        place: in its list, from 1.
        score: the sum of its threads' amounts.
        threads: strongest first; empty where the shop is the same for everyone.
        sentence: why it is shown, in one sentence.
        badge: ``new``, ``hot``, ``guess``, ``try`` (shown to learn), or "".
        sure: how sure we are of the personal part, in words; "" where there is none.
        family: what a family, a preset or an option is drawn with; None for a good.
        choices: variable → value to draw, of a family or a preset.
        entry: names the decision that put it there, in the audit log; "" where none did.
    """

    item: Item
    price: Money | None
    place: int
    score: float
    threads: Sequence[ThreadView]
    sentence: str
    badge: str = ""
    sure: str = ""
    family: Family | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    entry: str = field(default="", compare=False)

    @property
    def mainly(self) -> str:
        """The source that speaks most for it; "" where none of theirs does."""
        own = [one for one in self.threads if one.source and one.amount > 0]
        return max(own, key=lambda one: one.amount).name if own else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A named row of proposals: what is hot, what is liked near here, what friends like.

    Args:
        name: ``for-you``, ``hot``, ``near``, ``friends``, ``look``.
        rests_on: what it was counted from, in words.
    """

    name: str
    title: str
    rests_on: str
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Ask:
    """A polite question: asked only when its answer would change what is shown, and always skippable.

    Args:
        id: what its answer refers to.
        why: what its answer would change.
        answers: (value, label).
    """

    id: str
    words: str
    why: str
    answers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class HomeView:
    """What a brand's home proposes.

    Args:
        fit: for whom it is.
        asks_consent: nothing was agreed to yet, nobody said no, and there is something to fit: the card that asks is shown.
        greeting: one line; never a name.
        rows: the first is the main one.
        ahead: one proposal we guessed before being asked, or None; it is labelled and can be switched off.
        ask: one question, or None.
        rests_on: how many customers and signals all of it rests on, and how fresh it is.
        simulated: that includes simulated customers.
        empty: why there is nothing to propose; "" where there is something.
        put_away: they put things away.
        entry: names the decision behind its main row, in the audit log.
    """

    fit: Fit
    asks_consent: bool
    greeting: str
    rows: Sequence[Row]
    ahead: Card | None
    ask: Ask | None
    manners: Manners
    rests_on: str
    simulated: bool
    empty: str = ""
    put_away: bool = False
    entry: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result: how well its words fit, and what taste adds; ``plain`` is its place without taste."""

    card: Card
    words: float
    taste: float
    plain: int

    @property
    def moved(self) -> bool:
        """Whether it stands elsewhere than it would without taste."""
        return self.plain != self.card.place


@dataclass(frozen=True, slots=True)
class SearchView:
    """The answer to a search.

    Args:
        personal: whether taste had a part in its order.
        nearest: the words that were looked for instead, where those asked for are not known.
        put_away: nothing is found, because they put away what fits the words.
    """

    query: str
    fit: Fit
    personal: bool
    hits: Sequence[Hit]
    nearest: str = ""
    put_away: bool = False
    entry: str = field(default="", compare=False)

    @property
    def moved(self) -> int:
        """How many stand elsewhere than they would without taste."""
        return sum(hit.moved for hit in self.hits)


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source with its switch: whether it is agreed to, since when, and how many signals are kept."""

    source: Source
    granted: bool
    since: datetime | None
    signals: int


@dataclass(frozen=True, slots=True)
class CellView:
    """One switch: may this source be used for this purpose?

    Args:
        title: what it is called: the source, and what for.
        on: it is agreed to.
        free: it can be agreed to now; what improves the shop for all must first be used for oneself.
        since, version, words: of what was agreed to, word for word; None and "" where it is off.
        despite: the browser's own refusal that was on when it was given all the same.
    """

    purpose: str
    source: str
    title: str
    on: bool
    free: bool = True
    since: datetime | None = None
    version: str = ""
    words: str = ""
    despite: str = ""


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One purpose over all sources; ``on`` where any of its cells is."""

    purpose: str
    title: str
    words: str
    on: bool


@dataclass(frozen=True, slots=True)
class ChoicesView:
    """Everything one may agree to, as switches.

    Args:
        level: the ready answer it is, or ``own``.
        rows: (source, a cell for each purpose; None where that purpose has no use for it).
        changes: what was agreed to in words that mean something else by now, and was not answered yet.
        text: the version of the words shown, and the day it is from.
        gpc: the browser asks not to be profiled.
    """

    level: str = NOTHING
    columns: Sequence[ColumnView] = ()
    rows: Sequence[tuple[Source, Sequence[CellView | None]]] = ()
    changes: Sequence[Change] = ()
    text: str = ""
    dated: date | None = None
    gpc: bool = False

    @property
    def granted(self) -> Sequence[CellView]:
        """The switches that are on."""
        return [cell for _, cells in self.rows for cell in cells if cell and cell.on]


@dataclass(frozen=True, slots=True)
class FactView:
    """Something believed about a customer.

    Args:
        token: ``quality=value``.
        words: what a person reads: "You like hemp".
        label: ``stated``, ``observed`` or ``inferred``; inferred ones are tentative.
        sure: in words: "fairly sure".
        strength: -1 (not at all) to 1 (very much).
        threads: where it comes from.
    """

    token: str
    words: str
    label: str
    sure: str
    strength: float
    threads: Sequence[ThreadView]


@dataclass(frozen=True, slots=True)
class TasteView:
    """"Your taste": what may be learned from, what is believed, and how the customer is served.

    Args:
        improve: whether theirs is added to what all learn from.
        pseudonym: what they may show at a till, so that what they say there is theirs; "" before their first deed.
        in_place: they agreed to be counted with their region, and may name it.
        friend_code: what friends name them by; "" where they did not agree to it.
        friends: how many friends named them back and agreed, too; 0 for fewer than may be told.
        occasions: what they may say that they are here for.
        refused: what they never want to see: (item id, words).
        days: days on which something was learned, oldest first, with how many signals: the tape to rewind along.
        shown_as_of: the day whose taste is shown; None for today's.
        empty: why there is nothing to propose; "" where there is something.
        paused: they asked that nothing be used until they say so.
        minimal: the shop keeps no taste of anyone, so there is nothing to agree to.
    """  # fmt: skip

    fit: Fit
    sources: Sequence[SourceView]
    improve: bool
    facts: Sequence[FactView]
    refused: Sequence[tuple[str, str]]
    manners: Manners
    days: Sequence[tuple[date, int]]
    shown_as_of: date | None
    top: Sequence[Card]
    occasions: Sequence[str] = ()
    pseudonym: str = ""
    in_place: bool = False
    friend_code: str = ""
    friends: int = 0
    empty: str = ""
    choices: ChoicesView = field(default_factory=ChoicesView)
    paused: bool = False
    minimal: bool = False


@dataclass(frozen=True, slots=True)
class ProofView:
    """The exact sum behind one ranking or score.

    Args:
        card: the item, with its threads.
        place: the item's in the whole ranking; 0 where it does not stand in it.
        others: the ranking it stands in: (place, title, score).
        total: the sum of all parts, as they were added.
        residual: the score less that sum: rounding alone.
        model: the version of the population's model, and what it rests on.
    """

    card: Card
    place: int
    others: Sequence[tuple[int, str, float]]
    total: float
    residual: float
    model: str


@dataclass(frozen=True, slots=True)
class WithoutView:
    """A home without one source.

    Args:
        sentence: what would be said in greeting; "" for nothing.
        gone: titles of what would not stand in the main row.
    """

    source: Source
    sentence: str
    gone: Sequence[str]


@dataclass(frozen=True, slots=True)
class GreetingView:
    """The exact sum behind a home's greeting: the threads of all in its main row, added up.

    Args:
        sentence: the greeting; "" where the shop is the same for everyone.
        threads: strongest first; ``without`` is how many pieces of the row would still be in it.
        pieces: the main row: (place, title, score, tried).
        total: the sum of all parts, as they were added.
        residual: the scores' sum less that: rounding alone.
        left: the home without each source.
    """

    fit: Fit
    sentence: str
    threads: Sequence[ThreadView]
    pieces: Sequence[tuple[int, str, float, bool]]
    total: float
    residual: float
    left: Sequence[WithoutView]
    model: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item's own page: a finished good or a preset, and what goes with it."""

    card: Card
    fit: Fit
    look: Row | None
    simulated: bool
    entry: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class SurveyView:
    """At most two questions after an order; once answered, what the answers changed."""

    order: str
    questions: Sequence[Ask]
    thanks: str = ""
    changed: Sequence[tuple[str, str]] = ()
