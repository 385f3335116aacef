"""Bring in what customers told and did elsewhere: their own histories, and a merchant's.

Nothing is written around the gate: a row becomes a signal only under a consent that covers its source since it
happened. A look at a file does all that bringing it in would do, and then takes it back.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby, islice

from sumisura.files.rows import Rejects, Row, Spoiled, Table
from sumisura.kernel import BadInput, Brand, BrandId, PartyId
from sumisura.store.gathered import Gathered, gathered
from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.imports.deeds import read
from sumisura.taste.imports.mapping import Plan, guess
from sumisura.trust import grants
from sumisura.trust.erasure import ERASURE
from sumisura.trust.never import NeverKept, check_token
from sumisura.trust.purposes import declared
from sumisura.usecases import brands
from sumisura.usecases.again import again
from sumisura.usecases.bringing_in.consents import Vouched, agree, said_no
from sumisura.usecases.bringing_in.known import Known
from sumisura.usecases.bringing_in.telling import Teller, Told
from sumisura.usecases.my_data import cutting
from sumisura.usecases.services import Services
from sumisura.usecases.tasting.signals import record_many

WINDOW = 50_000
"""Rows that are read before any is written, so that each customer's are together."""
BATCH = 5_000
"""Rows that are about one unit of work; a customer's are never split."""
SAMPLE = 1_000
"""Rows that a mapping is guessed from."""
SHOWN = 3
"""Rows that are shown as they would be understood."""
REMEMBERED = 2_000_000
"""Events that are known as seen before in the same run; beyond them, the record itself tells."""


@dataclass(slots=True)
class Outcome:
    """What came of a file, or would come of it.

    Args:
        rows: how many were read.
        kept: signals that were recorded.
        known: signals that were there already, or twice in the file: each counts once.
        ahead: rows whose clock ran ahead, and which were taken for now.
        on_tokens: rows about an unknown item that were kept on its qualities.
        refused: (why, source) → signals that the gate turned away.
        customers: who has signals.
        sample: the first rows, as they were understood.
    """

    rows: int = 0
    kept: int = 0
    known: int = 0
    ahead: int = 0
    on_tokens: int = 0
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    customers: set[PartyId] = field(default_factory=set)
    sample: list[Told] = field(default_factory=list)


class _TakenBack(Exception):
    """Ends a look, so that nothing of it stays."""


def plan(
    table: Table,
    *,
    given: Mapping[str, str],
    fixed: Mapping[str, str],
    scale: tuple[float, float] | None = None,
) -> Plan:
    """How the rows of a file would be understood; see ``taste.imports.mapping.guess``."""
    rows = (row for row in table if isinstance(row, Row))
    return guess(table.columns, list(islice(rows, SAMPLE)), given=given, fixed=fixed, scale=scale)


def known(services: Services, brand: Brand) -> Known:
    """The brand's items, for `Known`."""
    with services.store.read() as tx:
        return Known.of(tx, brands.load(tx, brand.id).id)


def bring_in(
    services: Services,
    brand: Brand,
    table: Table,
    plan: Plan,
    vouched: Vouched,
    rejects: Rejects,
    *,
    write: bool,
    each: Callable[[int], object] = lambda _: None,
) -> Outcome:
    """Record every row that can be used, about `BATCH` in a unit of work; a file brought in again changes nothing.

    Args:
        brand: whose customers they are.
        table: the file.
        plan: how its rows are understood.
        vouched: the consents that the merchant vouches for.
        rejects: takes the rows that cannot be used.
        write: False only looks: everything is done and taken back, a batch at a time.
        each: told how many rows were read, for a progress bar.

    Raises:
        UndeclaredPurpose, NeverKept: what it would be kept for, or a quality that would be learned, has no place here;
            logged as refused.
    """
    with services.gate.watching(brand.id, "signals.import"):
        for purpose in vouched.purposes:
            declared(purpose, services.clock.now())
        for quality in plan.tokens:
            check_token(f"{quality}=", where="--map")
    teller = Teller(services, brand, plan, known(services, brand))
    outcome, seen = Outcome(), set[str]()
    rows = iter(table)
    while window := list(islice(rows, WINDOW)):
        never = Counter[tuple[PartyId, str]]()
        told = list(_fresh(_told(teller, window, rejects, outcome, never), seen, outcome))
        outcome.sample += told[: SHOWN - len(outcome.sample)]
        for unit in _units(told):
            _add(outcome, _record(services, brand, unit, vouched, write))
        for (party, name), times in never.items() if write else ():
            services.gate.refuse(brand.id, party, "signals.import", "never", name, times=times)
        outcome.rows += len(window)
        each(outcome.rows)
    return outcome


def _told(
    teller: Teller,
    rows: Sequence[Row | Spoiled],
    rejects: Rejects,
    outcome: Outcome,
    never: Counter[tuple[PartyId, str]],
) -> Iterator[Told]:
    teller.meet(row for row in rows if isinstance(row, Row))
    for row in rows:
        if isinstance(row, Spoiled):
            rejects.add(row)
            continue
        try:
            told = teller.told(read(teller.plan, row, teller.brand.zone))
        except BadInput as problem:
            rejects.add(row.spoiled(problem))
            if isinstance(problem, NeverKept):
                outcome.refused["never", problem.entry.name] += 1
                never[teller.whose(row), problem.entry.name] += 1
            continue
        outcome.ahead += told.ahead
        outcome.on_tokens += told.on_tokens
        yield told


def _fresh(told: Iterable[Told], seen: set[str], outcome: Outcome) -> Iterator[Told]:
    """Those that were not in this file before."""
    for one in told:
        if one.signals[0].id in seen:
            outcome.known += len(one.signals)
            continue
        if len(seen) < REMEMBERED:
            seen.add(one.signals[0].id)
        yield one


def _units(told: Iterable[Told]) -> Iterator[dict[PartyId, list[Told]]]:
    """Customers with what they told, in the order of the file, about `BATCH` rows at a time."""
    unit: dict[PartyId, list[Told]] = {}
    size = 0
    for party, group in groupby(sorted(told, key=_party), key=_party):
        unit[party] = list(group)
        size += len(unit[party])
        if size >= BATCH:
            yield unit
            unit, size = {}, 0
    if unit:
        yield unit


@again
def _record(
    services: Services, brand: Brand, unit: Mapping[PartyId, Sequence[Told]], vouched: Vouched, write: bool
) -> Outcome:
    done = Outcome()
    with suppress(_TakenBack), services.store.write() as tx, gathered(tx) as many:
        _foresee(services, many, brand.id, unit)
        for party, told in unit.items():
            _record_one(services, many, brand, party, told, vouched, done)
        if not write:
            raise _TakenBack
    return done


def _foresee(services: Services, many: Gathered, brand: BrandId, parties: Collection[PartyId]) -> None:
    """Read at once what is asked of each customer; what is forgotten here only costs a question each."""
    for kind in (repo.SIGNALS, grants.KIND, cutting.CUT):
        many.foresee(brand, kind, parties)
    many.foresee(brand, ERASURE, [services.erasures.digest(brand, party) for party in parties])


def _party(one: Told) -> PartyId:
    return one.party


def _record_one(
    services: Services,
    tx: Transaction,
    brand: Brand,
    party: PartyId,
    told: Sequence[Told],
    vouched: Vouched,
    done: Outcome,
) -> None:
    """Record one customer's share of a batch."""
    there = {one.id for one in repo.signals(tx, brand.id, party)}
    fresh = [one for one in told if one.signals[0].id not in there]
    done.known += sum(len(one.signals) for one in told) - sum(len(one.signals) for one in fresh)
    no = [one for one in fresh if said_no(one.deed)]
    done.refused.update(("no consent", one.deed.source) for one in no)
    yes = [one for one in fresh if not said_no(one.deed)]
    if not yes:
        return
    agree(services, tx, brand.id, party, [one.deed for one in yes], vouched)
    signals = [signal for one in yes for signal in one.signals]
    refused = record_many(services, tx, brand.id, party, signals)
    done.refused.update((error.why, error.detail) for error in refused)
    done.kept += len(signals) - len(refused)
    if len(refused) < len(signals):
        done.customers.add(party)


def _add(outcome: Outcome, done: Outcome) -> None:
    outcome.kept += done.kept
    outcome.known += done.known
    outcome.refused += done.refused
    outcome.customers |= done.customers
