"""The shops themselves: payments, backups, erasures, the audit log."""

from collections.abc import Iterator
from datetime import timedelta

from sumisura.jobs import repo as jobs
from sumisura.kernel import Brand, BrandId, SumisuraError
from sumisura.store.ports import NOBODY
from sumisura.store.walk import walk
from sumisura.usecases import accounts
from sumisura.usecases.my_data import backups
from sumisura.usecases.office import trusting
from sumisura.usecases.operate import readers
from sumisura.usecases.operate.doctor.model import Finding, bad, ok, warn
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse
from sumisura.usecases.shop.settling import DEBT, INTENT

OLD = timedelta(days=2)
"""A backup older than that is told."""
FAR = 1_000
"""Entries of the journal by which a reader may be behind; in a busy hour a worker reads more in one turn."""


def look(services: Services, *, full: bool) -> Iterator[Finding]:
    """Everything about the shops.

    Args:
        full: also check every entry of the audit logs.
    """
    yield _backups(services)
    yield _erasures(services)
    yield _workers(services)
    yield _background(services, NOBODY, "the installation")
    for brand in browse.every_brand(services):
        yield _payments(services, brand)
        yield _journal(services, brand)
        yield _readers(services, brand)
        yield _background(services, brand.id, brand.title)
        yield _audit(services, brand, full=full)


def _backups(services: Services) -> Finding:
    with services.store.read() as tx:
        kept = backups.every(services, tx)
    if not kept:
        return warn("backups", "none is noted", "sumisura backup FOLDER makes one while the shop is open.")
    newest = max(one.made for one in kept)
    said = f"{len(kept)} kept, the latest of {newest:%Y-%m-%d %H:%M} UTC"
    if services.clock.now() - newest > OLD:
        return warn("backups", said, "Make one every night: sumisura backup FOLDER.")
    return ok("backups", said)


def _erasures(services: Services) -> Finding:
    try:
        lines = services.erasures.read()
    except SumisuraError as error:
        return bad("erasures", str(error), "Put a whole copy of it in place.")
    with services.store.read() as tx:
        known = {
            (brand.id, one)
            for brand in browse.every_brand(services)
            for one in services.erasures.register(tx, brand.id)
        }
    forgotten = {(line.brand, line.digest) for line in lines} - known
    if forgotten:
        return bad(
            "erasures",
            f"{len(forgotten)} who were erased are unknown to the database, as after a restore",
            "Run sumisura forget --replay before the shop opens.",
        )
    return ok("erasures", f"{len(lines)} in the register beside the database, all known to it")


def _payments(services: Services, brand: Brand) -> Finding:
    with services.store.read() as tx:
        waiting = sum(1 for kind in (INTENT, DEBT) for _ in walk(tx, brand.id, kind))
    what = f"payments of {brand.title}"
    if waiting:
        return warn(
            what, f"{waiting} to be settled", "The worker settles them: see that one runs, and look again."
        )
    return ok(what, "all settled")


def _journal(services: Services, brand: Brand) -> Finding:
    what = f"journal of {brand.title}"
    with services.store.read() as tx:
        lost = trusting.lost(services, tx, brand)
    if lost:
        return warn(
            what,
            f"{lost:,} events were lost this week and last",
            "A process was killed, or the database was away: see the log of that time. docs/durability.md says what these can be.",
        )
    return ok(what, "nothing was lost this week and last")


def _readers(services: Services, brand: Brand) -> Finding:
    what = f"readers of {brand.title}"
    with services.store.read() as tx:
        behind = {name: far for name, far in readers.behind(services, tx, brand.id).items() if far > FAR}
    if not behind:
        return ok(what, "all near the journal's end")
    said = "; ".join(
        f"{readers.FOLLOWERS[name]} is {_far(far)} events behind" for name, far in behind.items()
    )
    return warn(
        what, said, "A worker catches up: see above whether one is at work, and whether its duty fails."
    )


def _far(number: int) -> str:
    return f"{number:,}" if number < readers.MOST else f"{number:,} or more"


def _workers(services: Services) -> Finding:
    now = services.clock.now()
    with services.store.read() as tx:
        known = jobs.workers(tx)
    if alive := sum(one.alive(now) for one in known):
        return ok("workers", f"{alive} at work")
    heard = max((f"{one.seen:%Y-%m-%d %H:%M} UTC" for one in known), default="")
    said = f"the last was heard {heard}" if heard else "none was heard"
    return warn("workers", said, "Start one: sumisura worker. Payments, training and webhooks wait for it.")


def _background(services: Services, brand: BrandId, title: str) -> Finding:
    what = f"background work of {title}"
    with services.store.read() as tx:
        failing = [one for one in jobs.jobs(tx, brand).values() if one.failing]
    if not failing:
        return ok(what, "nothing fails")
    said = "; ".join(f"{one.name} since {one.failing:%Y-%m-%d %H:%M} UTC: {one.error}" for one in failing)
    return warn(
        what, said, "docs/errors.md explains the code; the worker's log says more, and it tries again."
    )


def _audit(services: Services, brand: Brand, *, full: bool) -> Finding:
    what = f"audit log of {brand.title}"
    if not full:
        head = accounts.head(services, brand.id)
        return ok(what, f"{head.size if head else 0:,} entries sealed; not checked, --full does")
    report = accounts.check(services, brand)
    if report.sound:
        return ok(what, f"sound, {report.size:,} entries")
    return bad(
        what,
        f"{len(report.findings)} findings",
        "sumisura audit verify says where; keep the database as it is.",
    )
