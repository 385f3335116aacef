"""What a design's proof shows: every sum behind its orders, its suggestions and its price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sumisura.kernel import Brand, DesignId, Family, Money, Quote
from sumisura.trust.sources import Source
from sumisura.usecases.shop.views import Change
from sumisura.usecases.tasting.tastes import Fit, ThreadView


@dataclass(frozen=True, slots=True)
class PartView:
    """What one earlier choice or one source added to the log-odds of a value.

    Args:
        title: "Leg: Wide" or "What you told us".
        source: how it is drawn; a choice in this design is of this visit.
        without: the log-odds were it not known.
    """

    title: str
    source: Source
    amount: float
    without: float


@dataclass(frozen=True, slots=True)
class SumView:
    """Why one value rather than another: ``log_odds == everyone + Σ parts``, in nats.

    Args:
        variable: the choice's name; ``label`` is what a person reads.
        beside: the value it is compared with: the brand's own, or, for that, the likeliest other.
        residual: what the parts leave over: rounding alone.
        chance: how likely they would choose it, 0 to 1.
        alike: how many past sales it rests on, each counted as it resembles this design.
        taking: how many of those have the value.
        sentence: the same in one plain sentence, of what the page marks or suggests; "" of the others.
    """

    variable: str
    label: str
    value: str
    beside: str
    log_odds: float
    everyone: float
    parts: Sequence[PartView]
    residual: float
    chance: float
    alike: float
    taking: float
    sentence: str


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One option in the order of its choice: ``total == everyone + Σ threads' amounts``.

    Args:
        place: in the order, from 1.
        total: log of how much likelier it is than an even chance among all its choice's options.
        threads: each source's part, with the place the option would have without it.
        chance: of the option in the open place, with what probability it stands there; None elsewhere.
        tried: chance put it there, to learn.
    """

    place: int
    label: str
    total: float
    everyone: float
    threads: Sequence[ThreadView]
    residual: float
    sentence: str
    chance: float | None = None
    tried: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceProof:
    """One choice: why its options stand in their order, and what speaks for each of them now.

    Args:
        sized: numbers and sizes keep their order for everyone.
        sentence: why the first is first.
    """

    name: str
    label: str
    sized: bool
    sentence: str
    places: Sequence[PlaceView]
    sums: Sequence[SumView]


@dataclass(frozen=True, slots=True)
class FillProof:
    """A design as it is filled in: what was suggested, why, and what would have been.

    Args:
        sums: one for each suggested value.
        without: (source, what would be suggested instead) for each source; no change where it changes nothing.
        agreed: of how many of the suggested values they would likely agree: the sum that was made as large as can be.
        brands: the same for the brand's own way to fill it in.
        ours: it stands as we would fill it in now; else it was filled in before something changed, or by a preset.
        buildable: all that stands can be made together; checked anew.
    """

    sums: Sequence[SumView]
    without: Sequence[tuple[Source, Sequence[Change]]]
    agreed: float
    brands: float
    ours: bool
    buildable: bool


@dataclass(frozen=True, slots=True)
class DesignProof:
    """The proof of one design.

    Args:
        fit, order: for whom it is served, and whose order its options stand in.
        quote: every line of the price; None while something is open.
        drawn: variable → value, for its picture.
        choice: of the choice one asked about.
        fill: of what is suggested; None where nothing is, or where the brand's order holds.
        asks: (name, label, label of what stands there) of every choice, to ask about.
        sales: how many past sales the model rests on.
    """

    brand: Brand
    family: Family
    design: DesignId
    fit: Fit
    order: str
    price: Money
    quote: Quote | None
    drawn: Mapping[str, str]
    choice: ChoiceProof | None
    fill: FillProof | None
    asks: Sequence[tuple[str, str, str]]
    sales: int
