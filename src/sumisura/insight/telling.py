"""What the owner may conclude from a comparison, in plain words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sumisura.insight.comparison import PLANNED, Comparison, Effect, Verdict
from sumisura.stats.sequential import LEAST

MASS = "the shop that is the same for everyone"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence for each measure of a comparison."""

    take_up: str
    money: str
    returns: str


@dataclass(frozen=True, slots=True)
class _Form:
    """How a difference is put: ``{by}``, ``{near}``, ``{far}`` are amounts, ``{way}`` is more or less of it."""

    unknown: str
    early: str
    certain: str
    ways: Mapping[Verdict, str]


_COUNTED = {Verdict.MORE: "more", Verdict.LESS: "fewer"}
_TAKE_UP = _Form(
    f"Too early to say: it takes {LEAST} visitors in each shop",
    "{begin}: of 100 visitors, the fitted shop sold to somewhere between {low} fewer and {high} more",
    f"The fitted shop sold to {{by}} {{way}} of 100 visitors than {MASS} ({{near}} to {{far}} {{way}})",
    _COUNTED,
)
_MONEY = _Form(
    f"Too early to say what a visitor leaves: it takes {LEAST} visitors in each shop, and some who buy",
    "{begin}: in the fitted shop, a visitor left somewhere between {low} less and {high} more",
    f"In the fitted shop, a visitor left {{by}} {{way}} than in {MASS} ({{near}} to {{far}} {{way}})",
    {Verdict.MORE: "more", Verdict.LESS: "less"},
)
_RETURNS = _Form(
    f"Too early to say what is given back: it takes {LEAST} buyers in each shop",
    "{begin}: of 100 who bought in the fitted shop, somewhere between {low} fewer and {high} more gave something back",
    "Of 100 who bought in the fitted shop, {by} {way} gave something back than in the other ({near} to {far} {way})",
    _COUNTED,
)


def tell(found: Comparison, money: Callable[[float], str]) -> Told:
    """A sentence for each measure; each says how sure it is, or that it is too early.

    Args:
        found: the comparison.
        money: writes an amount in minor units as the brand does.

    Example:
        >>> from sumisura.insight.comparison import compare
        >>> from sumisura.insight.model import ArmTotals
        >>> told = tell(compare(ArmTotals(9000, 0, 900), ArmTotals(1000, 0, 50)), "{:.0f} cents".format)
        >>> told.take_up
        'The fitted shop sold to 5 more of 100 visitors than the shop that is the same for everyone (2.7 to 7.3 more).'
        >>> told.money
        'Too early to say what a visitor leaves: it takes 30 visitors in each shop, and some who buy.'
    """
    begin = "Too early to say" if found.visitors < PLANNED else "No difference is certain yet"
    return Told(
        _put(_TAKE_UP, found.take_up, begin, _of_hundred),
        _put(_MONEY, found.money, begin, money),
        _put(_RETURNS, found.returns, begin, _of_hundred),
    )


def _put(form: _Form, effect: Effect, begin: str, write: Callable[[float], str]) -> str:
    found, verdict = effect.difference, effect.verdict
    if not found.known:
        return f"{form.unknown}."
    low, high = write(abs(found.low)), write(abs(found.high))
    if verdict is Verdict.EARLY:
        return f"{form.early.format(begin=begin, low=low, high=high)}."
    near, far = (low, high) if verdict is Verdict.MORE else (high, low)
    said = form.certain.format(by=write(abs(found.value)), way=form.ways[verdict], near=near, far=far)
    return f"{said}."


def _of_hundred(rate: float) -> str:
    return f"{round(100 * rate, 1):g}"
