"""How well the next value is suggested on sales of one's own, beside naive Bayes, in one run."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sumisura.files import Problem
from sumisura.files.rows import Row, open_table
from sumisura.kernel import BadInput, SumisuraError
from sumisura.space.compiling import compile  # noqa: A004  # the public name, as re.compile
from sumisura.space.read import read_family
from sumisura.space.space import Space
from sumisura.stats.intervals import Estimate, mean, paired
from sumisura.taste.designs import DesignModel, History, learn
from sumisura.taste.designs.history import names_of
from sumisura.taste.designs.replay import Rights, replay, replay_naive_bayes

Sale = Mapping[str, str]
Columns = tuple[tuple[str, str], ...]
Ints = npt.NDArray[np.int32]

NO_OPTION = -2
TIMED = 300
"""Recommendations that are timed one by one, and sales that are replayed behind the mask."""
PARTS = 5
MOST_TIMES = 1_000_000
"""Sales that one row may stand for."""


@dataclass(slots=True)
class Sales:
    """Sales read from files.

    Args:
        variables: the columns of the files, in order.
        sales: variable → value; what is empty is left out.
        problems: rows that could not be read, each with its file, line and column.
    """

    variables: tuple[str, ...] = ()
    sales: list[Sale] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_sales(files: Iterable[Path], count: str = "") -> Sales:
    """Read sales: one row each, one column per variable; an empty cell is not recorded.

    Args:
        count: the column that says how often a row was sold; "" where each row is one sale.

    Raises:
        BadFile: a file cannot be used at all.
        BadInput: it has no such column.
    """
    read, names = Sales(), dict[str, None]()
    for file in files:
        table = open_table(file)
        if count and count not in table.columns:
            raise BadInput(
                f'there is no column "{count}"', where=file.name, mend="Name one of its first line."
            )
        names |= dict.fromkeys(name for name in table.columns if name != count)
        for row in table:
            taken = _times(row, count) if isinstance(row, Row) else row
            if isinstance(row, Row) and isinstance(taken, int):
                sale = {name: text for name, text in row.cells.items() if text and name != count}
                read.sales += [sale] * taken
            elif not isinstance(taken, int):
                read.problems.append(taken.problem(file.name))
    read.variables = tuple(names)
    return read


def _times(row: Row, count: str) -> Any:
    """How often the row was sold, or the row as one that cannot be used."""
    text = row.cells[count] if count else "1"
    if text.isdecimal() and 0 < int(text) <= MOST_TIMES:
        return int(text)
    return row.spoiled(
        BadInput(f'"{text[:60]}" is not a number of sales', where=count, mend="Write 1 or more.")
    )


def compiled(family: Path, say: Callable[[str], object] = lambda _: None) -> Space:
    """The space of a family file.

    Raises:
        BadFamily: with every problem found.
    """
    described = read_family(family)
    say(f"Compiling {described.title}")
    return compile(described, cache=None)


def measure(
    history: Sales,
    test: Sales,
    *,
    space: Space | None = None,
    seed: int = 0,
    say: Callable[[str], object] = lambda _: None,
) -> dict[str, Any]:
    """Learn from a history and guess every value of the test sales, each sale's variables in a random order.

    Without a space no guess is held back, as in the published protocol, for most histories break today's rules. With
    one, sales that can be made today are also replayed behind the mask, and every suggestion is checked.

    Args:
        space: today's family.
        seed: of the orders and of the fit.
        say: is told what is being done.

    Raises:
        BadInput: there is nothing to test, or no variable that can be suggested.
    """
    rng = np.random.default_rng(seed)
    columns = columns_of(history, space)
    cases = rows_of(columns, test.sales)
    if not (cases != -1).any():
        raise BadInput("no test sale has a value of a variable that the history knows")
    say(f"Learning from {len(history.sales):,} sales")
    learned = History.of(columns, history.sales)
    model = learn(learned, rng)
    say(f"Guessing every value of {len(cases):,} sales")
    orders = np.array([rng.permutation(cases.shape[1]) for _ in cases], np.int32)
    ours, naive = replay(model, cases, orders), replay_naive_bayes(learned, cases, orders)
    return {
        "accuracy": _rounded(float(ours[ours >= 0].mean())),
        "ms_per_recommendation": timed(model, cases, orders, space),
        "interval": shown(mean(per_sale(ours))),
        "naive_bayes": _rounded(float(naive[naive >= 0].mean())),
        "difference": shown(paired(per_sale(ours), per_sale(naive))),
        "by_number_known": by_number_known(ours),
        "history": {
            "sales": learned.sales,
            "distinct": len(learned.counts),
            "rejected": len(history.problems),
        },
        "test": {"sales": len(cases), "values": int((cases != -1).sum()), "rejected": len(test.problems)},
        "variables": len(learned.variables),
        "seed": seed,
        **({"masked": masked(model, cases, orders, space)} if space else {}),
    }


def columns_of(history: Sales, space: Space | None) -> Columns:
    """Every option of a variable the history has: the family's, where there is one, then what else was ever sold."""
    values: dict[str, dict[str, None]] = {name: {} for name in history.variables}
    for name, value in space.columns if space else ():
        values.get(name, {})[value] = None
    sold: dict[str, set[str]] = {name: set() for name in history.variables}
    for sale in history.sales:
        for name, value in sale.items():
            sold[name].add(value)
    for name in values:
        values[name] |= dict.fromkeys(sorted(sold[name]))
    found = tuple((name, value) for name in values for value in values[name])
    if not found:
        raise BadInput("the history has no variable with a value", mend="Its first line names the variables.")
    return found


def rows_of(columns: Columns, sales: Sequence[Sale]) -> Ints:
    """Sales as value numbers, -1 where nothing is recorded, -2 where the value is no option."""
    rows = History.of(columns).rows_of(sales)
    names = names_of(columns)
    for at, sale in enumerate(sales):
        for number, name in enumerate(names):
            if name in sale and rows[at, number] < 0:
                rows[at, number] = NO_OPTION
    return rows


def per_sale(right: Rights) -> npt.NDArray[np.float64]:
    """Share of right guesses of each sale that has any value."""
    asked = (right >= 0).sum(1)
    some = asked > 0
    found: npt.NDArray[np.float64] = (right == 1).sum(1)[some] / asked[some]
    return found


def by_number_known(right: Rights) -> dict[str, float]:
    """Accuracy by how many variables had been told before, in five parts."""
    places = np.array_split(np.arange(right.shape[1]), min(PARTS, right.shape[1]))
    parts = {f"{at[0]}-{at[-1]}": right[:, at] for at in places}
    return {
        name: _rounded(float(part[part >= 0].mean())) for name, part in parts.items() if (part >= 0).any()
    }


def timed(model: DesignModel, cases: Ints, orders: Ints, space: Space | None) -> float:
    """Milliseconds a recommendation takes from scratch, mask included: the median, over all numbers known."""
    took, mapped = [], _Mapped.of(model, space) if space else None
    for at in range(min(TIMED, len(cases) * cases.shape[1])):
        sale, place = at % len(cases), (at * 7) % cases.shape[1]
        known, variable = _known(cases[sale], orders[sale, :place]), int(orders[sale, place])
        design = mapped.begin(known) if mapped else None
        begin = time.perf_counter()
        valid = mapped.mask(design, variable) if mapped else np.ones(model.width[variable], bool)
        if valid.any():
            model.best_value(known, variable, valid)
            took.append((time.perf_counter() - begin) * 1000.0)
    return round(float(np.median(took)), 4)


def masked(model: DesignModel, cases: Ints, orders: Ints, space: Space) -> dict[str, Any]:
    """Replay sales that can be made today; a suggestion is invalid when the space refuses it.

    Returns:
        How many sales can be made today and how many of them were replayed; accuracy with and without the mask on
        the same guesses; the suggestions checked, and those that were invalid.
    """
    mapped = _Mapped.of(model, space)
    today = [at for at in range(len(cases)) if (cases[at] >= -1).all() and mapped.possible(cases[at])]
    pairs, invalid = [], 0
    for at in today[:TIMED]:
        posterior, design = model.begin(), mapped.begin(np.full(cases.shape[1], -1))
        for variable in mapped.asked(cases[at], orders[at]):
            value = posterior.best_value(variable, mapped.mask(design, variable))
            free = posterior.best_value(variable, np.ones(model.width[variable], bool))
            truth = int(cases[at, variable])
            pairs.append((value == truth, free == truth))
            invalid += not mapped.allows(design, variable, value)
            posterior = posterior.know(variable, truth)
            design = design.choose(*mapped.name(variable, truth))
    found = np.array(pairs, np.float64).reshape(-1, 2)
    accuracy = [_rounded(float(share)) for share in found.mean(0)] if len(found) else [None, None]
    return {
        "sales_valid_today": len(today),
        "replayed": len(today[:TIMED]),
        "accuracy": accuracy[0],
        "accuracy_without_mask": accuracy[1],
        "suggestions": len(found),
        "invalid": invalid,
    }


@dataclass(frozen=True, slots=True)
class _Mapped:
    """A model's variables in a space, which has more variables and may lack values that once were sold.

    Args:
        begins: each variable's first column in the space.
        widths: how many values it has there, the first of the model's; 0 where the space has no such variable.
    """

    model: DesignModel
    space: Space
    begins: Ints
    widths: Ints

    @classmethod
    def of(cls, model: DesignModel, space: Space) -> "_Mapped":
        names = [name for name, _ in space.columns]
        variables = model.history.variables
        begins = [names.index(name) if name in names else 0 for name in variables]
        widths = [names.count(name) for name in variables]
        return cls(model, space, np.array(begins, np.int32), np.array(widths, np.int32))

    def name(self, variable: int, value: int) -> tuple[str, str]:
        """The variable and the value by name."""
        return self.model.history.columns[self.model.history.first[variable] + value]

    def begin(self, known: Ints) -> Any:
        """The design with what is known, as far as it can be made: a history may break today's rules."""
        choices = dict(
            self.name(int(at), int(known[at])) for at in np.flatnonzero((known >= 0) & (self.widths > 0))
        )
        try:
            return self.space.start().choose_all(choices)
        except SumisuraError:
            return self.space.start()

    def possible(self, sale: Ints) -> bool:
        """Whether the sale can be made today, as far as the space has its variables."""
        if ((self.widths > 0) & (sale >= self.widths)).any():
            return False
        return not (sale >= 0).any() or bool(self.begin(sale).choices)

    def asked(self, sale: Ints, order: Ints) -> list[int]:
        """The variables of an order that the sale has a value of, and the space too."""
        return [int(at) for at in order if sale[at] >= 0 and self.widths[at]]

    def mask(self, design: Any, variable: int) -> npt.NDArray[np.bool_]:
        """Which values of a variable go with the design."""
        begin, width = self.begins[variable], self.widths[variable]
        valid = np.zeros(self.model.width[variable], np.bool_)
        valid[:width] = design.sweep().available[begin : begin + width]
        return valid

    def allows(self, design: Any, variable: int, value: int) -> bool:
        """Whether some variant has the suggestion, by counting: another sweep than the mask's."""
        try:
            return bool(design.choose(*self.name(variable, value)).count() != 0)
        except SumisuraError:
            return False


def _known(sale: Ints, told: Ints) -> Ints:
    known = np.full(len(sale), -1, np.int32)
    known[told] = np.maximum(sale[told], -1)
    return known


def shown(estimate: Estimate) -> dict[str, float | None]:
    """An interval for people and for JSON: None where the data cannot say."""
    low, high = (_rounded(end) if isfinite(end) else None for end in (estimate.low, estimate.high))
    return {"value": _rounded(estimate.value), "low": low, "high": high}


def _rounded(value: float) -> float:
    return round(value, 5)
