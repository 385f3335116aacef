"""Trust as it is drawn: a sentence over each chart, bars from zero, the interval on each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sumisura.kernel import Brand
from sumisura.trust import refusals
from sumisura.usecases.office.trusting import LEAST, Answers, Kept, Rate, TrustPage
from sumisura.web import words

UNCOLLECTED = (
    "faces, irises and the sound of voices", "contacts and address books", "what people do on other sites",
    "age, gender and origin", "a place finer than a region",
)  # fmt: skip
"""What no code path of ours takes in."""
ROOM = 96.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart; lengths in percent of its width, None where too few people are behind it."""

    label: str
    value: str
    interval: str
    at: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: the sentence that says what it shows, and its rows."""

    sentence: str
    title: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Block:
    """What people, or simulated ones, answered."""

    people: int
    charts: Sequence[Chart]


@dataclass(frozen=True, slots=True)
class View:
    """The page."""

    real: Block
    simulated: Block | None
    promises: Chart | None
    unmeasured: Sequence[str]
    refused: Sequence[tuple[str, int]]
    uncollected: Sequence[str]


def view(page: TrustPage, brand: Brand) -> View:
    """The page in the brand's words and numbers."""
    measured = [one for one in page.promises if one.rate.found]
    return View(
        real=_block(page.real, brand),
        simulated=_block(page.simulated, brand) if page.simulated else None,
        promises=_promises(measured, brand) if measured else None,
        unmeasured=[one.promise.words for one in page.promises if not one.rate.found],
        refused=[(refusals.words(why), number) for why, number in page.refused],
        uncollected=UNCOLLECTED,
    )


def _block(found: Answers, brand: Brand) -> Block:
    charts = []
    if found.opted_in:
        charts = [
            Chart(
                _opted(found, brand),
                "Share of those who answered, by the level they chose",
                _bars(found.levels, brand),
            ),
            Chart(
                _most(found.sources, brand),
                "Share that lets each source be used",
                _bars(found.sources, brand),
            ),
            Chart(
                _weekly(found.weeks),
                "Sources taken back, by week of the year",
                _counts(found.weeks) if any(one.count for one in found.weeks) else (),
            ),
        ]
    if found.felt:
        said = _closest(found.felt, brand)
        charts.append(
            Chart(said, "Of those who said, share that finds it too close", _bars(found.felt, brand))
        )
    return Block(found.people, charts)


def _opted(found: Answers, brand: Brand) -> str:
    rate = found.opted_in
    if rate is None or rate.found is None:
        return "Nearly all answered alike: too few differ to be shown."
    near, far = (words.percent(end, brand) for end in (rate.found.low, rate.found.high))
    return f"{words.percent(rate.found.value, brand)} let the shop fit itself to them at least a little ({near} to {far})."


def _most(rates: Sequence[Rate], brand: Brand) -> str:
    known = [one for one in rates if one.found]
    best = max(known, key=lambda one: one.count, default=None)
    least = min(known, key=lambda one: one.count, default=None)
    if best is None or least is None or best.found is None or least.found is None:
        return "Too few differ on any one source to be shown."
    most, fewest = (words.percent(one.found.value, brand) for one in (best, least) if one.found)
    return f"“{best.title}” is let in most, by {most}; “{least.title}” least, by {fewest}."


def _weekly(weeks: Sequence[Rate]) -> str:
    counted = sum(one.count for one in weeks)
    if counted < LEAST:
        return f"Hardly anything was taken back in {len(weeks)} weeks."
    return f"{counted} times a source was taken back in {len(weeks)} weeks."


def _closest(rates: Sequence[Rate], brand: Brand) -> str:
    known = [one for one in rates if one.found]
    worst = max(known, key=lambda one: one.found.value if one.found else 0.0)
    value = words.percent(worst.found.value if worst.found else 0.0, brand)
    return f"“{worst.title}” is felt to be too close most often, by {value} of those who said."


def _promises(kept: Sequence[Kept], brand: Brand) -> Chart:
    worst = min(kept, key=lambda one: one.rate.found.value if one.rate.found else 1.0)
    least = worst.rate.found.value if worst.rate.found else 0.0
    value = words.percent(least, brand)
    sentence = (
        "Every promise was kept every time."
        if least == 1
        else f"The promise kept least often is kept {value} of the time: “{worst.promise.words}”"
    )
    bars = [_bar(one.rate, brand, of="times") for one in kept]
    return Chart(sentence, "How often each promise was kept", bars)


def _bars(rates: Sequence[Rate], brand: Brand) -> Sequence[Bar]:
    return [_bar(one, brand) for one in rates]


def _bar(rate: Rate, brand: Brand, of: str = "") -> Bar:
    if rate.found is None:
        return Bar(rate.title, "–", f"fewer than {LEAST} people")
    low, high = (words.percent(end, brand) for end in (rate.found.low, rate.found.high))
    more = f", {rate.count} {of}" if of else ""
    value, ends = rate.found.value, (rate.found.low, rate.found.high)
    return Bar(
        rate.title,
        words.percent(value, brand),
        f"{low} to {high}{more}",
        ROOM * value,
        *(ROOM * end for end in ends),
    )


def _counts(weeks: Sequence[Rate]) -> Sequence[Bar]:
    """Counts beside each other, the longest interval across the room."""
    longest = max((one.found.high for one in weeks if one.found), default=1.0)
    return [_count(one, ROOM / longest) for one in weeks]


def _count(rate: Rate, scale: float) -> Bar:
    label = f"Week {rate.title}"
    if rate.found is None:
        return Bar(label, "–", f"fewer than {LEAST}")
    low, high = rate.found.low, rate.found.high
    return Bar(
        label, str(rate.count), f"{low:.0f} to {high:.0f}", scale * rate.count, scale * low, scale * high
    )
