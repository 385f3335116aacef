"""Proposals as programs see them: each with its exact reasons."""

from collections.abc import Sequence

from sumisura.api.wire.common import Choices, Money, Out, Reason
from sumisura.usecases.tasting import tastes


class Proposal(Out, frozen=True):
    """One thing proposed: the parts of ``reasons`` add up to ``score``.

    ``decision`` names its entry in the audit log, where its proof is.
    """

    id: str
    kind: str
    title: str
    words: str
    price: Money | None
    family: str
    choices: Choices
    place: int
    score: float
    sentence: str
    badge: str
    sure: str
    reasons: Sequence[Reason]
    decision: str

    @classmethod
    def of(cls, card: tastes.Card) -> "Proposal":
        """A card of ours."""
        return cls(
            id=card.item.id,
            kind=str(card.item.kind),
            title=card.item.title,
            words=card.item.words,
            price=Money.of(card.price) if card.price else None,
            family=card.item.family,
            choices=dict(card.choices),
            place=card.place,
            score=card.score,
            sentence=card.sentence,
            badge=card.badge,
            sure=card.sure,
            reasons=[Reason.of(one) for one in card.threads],
            decision=card.entry,
        )


class Row(Out, frozen=True):
    """A named row of proposals, and what it was counted from."""

    name: str
    title: str
    rests_on: str
    items: Sequence[Proposal]

    @classmethod
    def of(cls, row: tastes.Row) -> "Row":
        """A row of ours."""
        return cls(row.name, row.title, row.rests_on, [Proposal.of(one) for one in row.cards])


class Answer(Out, frozen=True):
    """One answer to a question."""

    value: str
    label: str


class Question(Out, frozen=True):
    """A polite question: asked only where its answer would change what is shown, and never to be insisted on."""

    id: str
    words: str
    why: str
    answers: Sequence[Answer]

    @classmethod
    def of(cls, ask: tastes.Ask) -> "Question":
        """A question of ours."""
        return cls(ask.id, ask.words, ask.why, [Answer(*one) for one in ask.answers])


class Recommendations(Out, frozen=True):
    """What to show a customer first. ``fit`` is ``personal`` only where they agreed to it."""

    fit: str
    greeting: str
    rows: Sequence[Row]
    guessed: Proposal | None
    question: Question | None
    rests_on: str
    simulated: bool
    decision: str

    @classmethod
    def of(cls, view: tastes.HomeView) -> "Recommendations":
        """A home of ours."""
        return cls(
            fit=str(view.fit),
            greeting=view.greeting,
            rows=[Row.of(one) for one in view.rows],
            guessed=Proposal.of(view.ahead) if view.ahead else None,
            question=Question.of(view.ask) if view.ask else None,
            rests_on=view.rests_on,
            simulated=view.simulated,
            decision=view.entry,
        )


class Hit(Out, frozen=True):
    """A search result: how well its words fit, what taste adds, and its place without taste."""

    item: Proposal
    words: float
    taste: float
    place_without_taste: int


class Hits(Out, frozen=True):
    """The answer to a search; ``nearest`` are the words looked for instead of unknown ones."""

    personal: bool
    nearest: str
    items: Sequence[Hit]
    decision: str

    @classmethod
    def of(cls, view: tastes.SearchView) -> "Hits":
        """A search of ours."""
        items = [Hit(Proposal.of(one.card), one.words, one.taste, one.plain) for one in view.hits]
        return cls(view.personal, view.nearest, items, view.entry)


class Proof(Out, frozen=True):
    """The exact sum behind a place: ``total`` of all parts, and the ``residual`` that rounding leaves."""

    item: Proposal
    place: int
    total: float
    residual: float
    model: str

    @classmethod
    def of(cls, view: tastes.ProofView) -> "Proof":
        """A proof of ours."""
        return cls(Proposal.of(view.card), view.place, view.total, view.residual, view.model)


class Fact(Out, frozen=True):
    """Something believed of a customer: ``stated``, ``observed`` or ``inferred``, from -1 (not at all) to 1."""

    about: str
    words: str
    label: str
    sure: str
    strength: float
    reasons: Sequence[Reason]


class Taste(Out, frozen=True):
    """What is believed of a customer, and what they never want to see."""

    fit: str
    facts: Sequence[Fact]
    refused: Sequence[str]

    @classmethod
    def of(cls, view: tastes.TasteView) -> "Taste":
        """A taste of ours."""
        facts = [
            Fact(
                one.token, one.words, one.label, one.sure, one.strength, [Reason.of(by) for by in one.threads]
            )
            for one in view.facts
        ]
        return cls(str(view.fit), facts, [item for item, _ in view.refused])
