"""The composition root: from settings to a wired application. Nothing else picks an engine."""

import os
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sumisura import logs
from sumisura.journal.append import Navigation
from sumisura.kernel import Clock, Ids, Rng, SystemClock
from sumisura.orders.testpay import TestPayments
from sumisura.settings import FactorTrainer, Settings
from sumisura.space.cache import SpaceCache
from sumisura.store.archive.ports import Bulk
from sumisura.store.ports import Store
from sumisura.store.postgres import PostgresBulk, open_postgres, schema_of_postgres
from sumisura.store.sql.migrate import HEAD
from sumisura.store.sqlite import SqliteBulk, open_sqlite, schema_of_sqlite
from sumisura.taste.learning.factors import OwnAls
from sumisura.taste.learning.implicit_als import ImplicitAls
from sumisura.taste.learning.ports import Factoriser
from sumisura.telemetry.figures import FOLDER, Figures, share
from sumisura.telemetry.serving import served
from sumisura.telemetry.spans import sent
from sumisura.telemetry.store import Watched
from sumisura.trust.audit import Audit
from sumisura.trust.erasure import Erasures
from sumisura.trust.gate import Gate
from sumisura.trust.keyfile import open_keys
from sumisura.trust.limits import Limits
from sumisura.trust.passwords import Passwords
from sumisura.trust.sessions import Sessions
from sumisura.trust.staff import Staff
from sumisura.trust.use import Use
from sumisura.trust.vault import Vault
from sumisura.usecases.learning.models import Models
from sumisura.usecases.services import Services
from sumisura.usecases.shelf import Shelf
from sumisura.usecases.tasting.tailor import Tailor
from sumisura.usecases.workbench.apart import Apart
from sumisura.usecases.workbench.model import Allowance, Workbench
from sumisura.webhooks.posting import HttpSender

FACTORISERS: Mapping[FactorTrainer, Callable[[], Factoriser]] = {
    FactorTrainer.OWN: OwnAls,
    FactorTrainer.IMPLICIT: ImplicitAls,
}

DATABASE = "sumisura.sqlite"
"""The SQLite file in the data folder."""


@contextmanager
def wired(settings: Settings, *, clock: Clock | None = None, rng: Rng | None = None) -> Iterator[Services]:
    """The application on its store, closed in order at the end.

    Args:
        clock: the machine's, unless given.
        rng: the machine's own chance, unless given; never give one in production.

    Raises:
        KeysUnusable: the keys are damaged, readable by others, or the demo's outside a demo.
        MissingExtra: a trainer was chosen whose package is not installed.
    """
    logs.configure(settings.log_format, settings.log_level)
    clock, rng = clock or SystemClock(), rng or random.SystemRandom()
    factoriser = FACTORISERS[settings.factors]()
    keyring = open_keys(settings.key_file, rng, demo=settings.demo)
    if not settings.demo:
        keyring.require_production()
    ids = Ids(clock, rng)
    if settings.metrics_port:
        share(Path(os.environ.get(FOLDER) or settings.data / "metrics"))
    figures = Figures()
    store = Watched(open_store(settings), "postgres" if settings.database else "sqlite", figures)
    navigation = Navigation(store, settings.data / "navigation", ids, told=figures.waiting)
    vault = Vault(keyring, ids, rng)
    audit = Audit(keyring, ids, rng)
    models = Models(settings.data / "models", clock)
    bench = _workbench(settings)
    watched = served(figures, settings.metrics_host, settings.metrics_port)
    try:
        with watched, sent():
            yield Services(
                store=store,
                clock=clock,
                rng=rng,
                ids=ids,
                keyring=keyring,
                vault=vault,
                gate=Gate(ids, navigation.add),
                navigation=navigation,
                shelf=Shelf(SpaceCache(settings.data / "spaces"), clock, bench, figures, settings.way),
                models=models,
                factoriser=factoriser,
                tailor=Tailor(models, clock),
                payments=TestPayments(store),
                limits=Limits(clock, keyring.session, file=settings.data / "limits"),
                sessions=Sessions(keyring, ids, rng),
                staff=Staff(vault, Passwords(rng), ids),
                mass_share=settings.mass_share,
                erasures=Erasures(keyring, settings.data / "erasures.jsonl", audit),
                audit=audit,
                use=Use(ids, rng, navigation.add, settings.use_checked),
                workbench=bench,
                sender=HttpSender(demo=settings.demo),
                figures=figures,
            )
    finally:
        navigation.close()
        store.close()


def migrations_due(settings: Settings) -> str:
    """What opening the store would change in its tables, in a few words; "" where nothing is due. Changes nothing.

    Raises:
        StoreAway: the database does not answer.
    """
    found = (
        schema_of_postgres(settings.database)
        if settings.database
        else schema_of_sqlite(settings.data / DATABASE)
    )
    return "" if found == HEAD else f"from {found} to {HEAD}" if found else f"an empty database, to {HEAD}"


def open_store(settings: Settings) -> Store:
    """Postgres where a URL is given, else one SQLite file."""
    if settings.database:
        return open_postgres(settings.database)
    settings.data.mkdir(parents=True, exist_ok=True)
    return open_sqlite(settings.data / DATABASE)


def bulk(settings: Settings) -> Bulk:
    """Whole tables of the store that these settings name; opening it changes nothing."""
    if settings.database:
        return PostgresBulk(settings.database)
    return SqliteBulk(settings.data / DATABASE)


def _workbench(settings: Settings) -> Workbench:
    allows = Allowance(
        minutes=settings.open_for,
        bytes=settings.open_bytes,
        seconds=settings.open_seconds,
        nodes=settings.open_nodes,
        way=settings.way,
    )
    return Workbench(allows, Apart(allows.seconds, allows.memory), settings.data / "workbench")
