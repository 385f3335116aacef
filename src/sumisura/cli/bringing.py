"""Says how a file is understood, brings it in, and says what came of it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from sumisura.cli.progress import bars
from sumisura.files.rows import Rejects, open_table
from sumisura.kernel import Brand, Money
from sumisura.kernel.money import digits
from sumisura.taste.imports.mapping import Plan
from sumisura.taste.model import MEANINGS
from sumisura.trust.never import NEVER
from sumisura.trust.sources import SOURCES
from sumisura.usecases.bringing_in import catalogues, histories
from sumisura.usecases.bringing_in.consents import Vouched
from sumisura.usecases.bringing_in.histories import Outcome
from sumisura.usecases.bringing_in.known import Known
from sumisura.usecases.services import Services

SHOWN = 5
"""Problems that are shown; all of them are in the rejects file."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person said about the files.

    Args:
        given: column → field.
        fixed: field → text.
        scale: lowest and highest rating, or None.
        vouched: which consents there are.
    """

    given: Mapping[str, str]
    fixed: Mapping[str, str]
    scale: tuple[float, float] | None
    vouched: Vouched


def history(services: Services, brand: Brand, path: Path, asked: Asked, out: Console, *, write: bool) -> None:
    """Show how a history is understood, and record it if asked to."""
    table = open_table(path)
    plan = histories.plan(table, given=asked.given, fixed=asked.fixed, scale=asked.scale)
    _say(out, f"{table.name}: {table.form}. Times without a zone are {brand.time_zone}.")
    _mapping(out, plan)
    with Rejects(path, keep=write) as rejects, _bar(out, f"Reading {table.name}") as bar:
        outcome = histories.bring_in(
            services, brand, table, plan, asked.vouched, rejects, write=write, each=bar
        )
    _rows(out, brand, outcome, histories.known(services, brand))
    _came(out, outcome, write=write)
    _rejected(out, rejects, write=write)
    if not write:
        _say(out, "Nothing was written. Add --yes to bring it in.")


def goods(services: Services, brand: Brand, path: Path, out: Console, *, write: bool) -> None:
    """Offer a file's goods, or only show them."""
    table = open_table(path)
    form = "product feed in CSV" if catalogues.is_feed(table) and not table.feed else table.form
    _say(out, f"{table.name}: {form}.")
    with Rejects(path, keep=write) as rejects, _bar(out, f"Reading {table.name}") as bar:
        stocked = catalogues.bring_in(services, brand, table, rejects, write=write, each=bar)
    for item in stocked.sample:
        price = Money(item.price, brand.currency)
        _say(out, f"  {item.id}: {item.title}, {_amount(price)}; {', '.join(item.tokens) or 'no qualities'}")
    for name, entry in stocked.left_out.items():
        _say(out, f"  left out, and never learned from: {name}. {entry.words}")
    said = ", ".join(f"{name} ({count:,})" for name, count in stocked.qualities.most_common())
    _say(out, f"Qualities: {said or 'none, so nothing is learned from one good about another'}.")
    goods = "1 good" if stocked.goods == 1 else f"{stocked.goods:,} goods"
    _say(out, f"{_many(stocked.rows, 'row')}, {goods}, {stocked.changed:,} of them new or changed.")
    _rejected(out, rejects, write=write)
    if not write:
        _say(out, "Nothing was written.")


def _mapping(out: Console, plan: Plan) -> None:
    width = max((len(column) for column, _, _ in plan.lines()), default=0)
    for column, field, means in plan.lines():
        _say(out, f"  {column:<{width}}  → {field}: {means}")
    if plan.left_out:
        _say(out, f"  left out, and never kept: {', '.join(plan.left_out)}")


def _rows(out: Console, brand: Brand, outcome: Outcome, known: Known) -> None:
    """The first rows in words, as they were understood."""
    for told in outcome.sample:
        deed, about = told.deed, ", ".join(known.title(signal.item) for signal in told.signals)
        words = MEANINGS[deed.what].words.removeprefix("you ")
        numbers = f"value {deed.value:+.2f}, weight {deed.weight:.2f}"
        title = SOURCES[deed.source].title
        who = f"customer {told.party[4:12]}…"
        _say(
            out,
            f"  line {deed.line}: {who} {words} {about} on {brand.local(deed.at):%Y-%m-%d %H:%M}; {title}, {numbers}",
        )


def _came(out: Console, outcome: Outcome, *, write: bool) -> None:
    done = "recorded" if write else "would be recorded"
    people = len(outcome.customers)
    told = f"{_many(outcome.kept, 'signal')} of {_many(people, 'customer')}"
    _say(out, f"{_many(outcome.rows, 'row')}: {told} {done}.")
    if outcome.known:
        _say(out, f"{outcome.known:,} were there already; each counts once.")
    if outcome.ahead:
        _say(out, f"{outcome.ahead:,} came from a clock that ran ahead, and are taken for now.")
    if outcome.on_tokens:
        _say(out, f"{outcome.on_tokens:,} are about items we do not have, and are kept on their qualities.")
    for (why, source), count in outcome.refused.most_common():
        title = SOURCES[source].title if source in SOURCES else _never(source)
        _say(out, f"{count:,} were refused: {why} ({title}).")
    if any(why == "no consent" for why, _ in outcome.refused):
        _say(
            out,
            "A signal is kept only if its customer agreed to its source before it happened. If they did,"
            " say to which words with --granted-under and since when with --granted-since, or by a column.",
        )


def _never(name: str) -> str:
    return NEVER[name].title if name in NEVER else name


def _rejected(out: Console, rejects: Rejects, *, write: bool) -> None:
    if not rejects.count:
        return
    for problem in rejects.first[:SHOWN]:
        _say(out, f"  {problem}")
    verb = "is" if rejects.count == 1 else "are"
    where = f"{verb} in {rejects.path.name}" if write else "would be rejected"
    _say(out, f"{_many(rejects.count, 'row')} could not be used, and {where}.")


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _amount(price: Money) -> str:
    places = digits(price.currency)
    return f"{price.amount / 10**places:.{places}f} {price.currency}"


@contextmanager
def _bar(out: Console, words: str) -> Iterator[Callable[[int], object]]:
    """A spinner that counts rows."""
    with bars(out) as progress:
        task = progress.add_task(words)
        yield lambda rows: progress.update(task, description=f"{words}: {rows:,} rows")


def _say(out: Console, words: str) -> None:
    out.print(escape(words), soft_wrap=True)
