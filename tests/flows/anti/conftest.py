"""What every attack is measured by: what was kept of it (nothing), and what the gate told of it."""

import time
from collections import Counter
from datetime import timedelta

import pytest

from sumisura.files.rows import Rejects, open_table
from sumisura.kernel import BrandId, Event, EventId, PartyId
from sumisura.trust.gate import REFUSED
from sumisura.usecases.bringing_in import histories
from sumisura.usecases.bringing_in.consents import Vouched
from sumisura.usecases.shop import browse

INDIGO = BrandId("indigo")
PATIENCE = 20.0


class Watcher:
    """The owner and the customer, who read what the gate refused as anybody may: through the gate, for security."""

    def __init__(self, services) -> None:
        self.services = services

    def events(self, party=None):
        self._settle()
        found, after = [], 0
        while True:
            with self.services.store.read() as tx:
                page = self.services.gate.read(tx, INDIGO, "security", after=after)
            if not page.passed:
                return found
            after = page.position
            found += [
                one.event
                for one in page.entries
                if one.event.kind == REFUSED and party in {None, one.event.party}
            ]

    def counts(self, party=None):
        """(why, detail) → how often."""
        counts = Counter()
        for event in self.events(party):
            counts[event.context["why"], event.context["detail"]] += event.context.get("times", 1)
        return counts

    def _settle(self):
        """Until what was reported so far is kept: reports go in batches, in order."""
        services = self.services
        id_, now = EventId(services.ids.new("evt")), services.clock.now()
        services.navigation.add(Event(id_, INDIGO, "test.mark", now, PartyId(""), "", "visit", "visit"))
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with services.store.read() as tx:
                if any(one.event.id == id_ for one in tx.ledger.read(INDIGO, limit=99_999)):
                    return
            time.sleep(0.05)
        raise AssertionError("the journal did not keep up")

    def journal(self):
        self._settle()
        with self.services.store.read() as tx:
            return [entry.event for entry in tx.ledger.read(INDIGO, limit=99_999)]


@pytest.fixture
def watcher(services):
    return Watcher(services)


@pytest.fixture
def here(services):
    return browse.brand(services, "indigo")


@pytest.fixture
def fact(services):
    """An event as a plugin or a careless colleague would make it."""

    def made(
        kind="plugin.saw", *, source="visit", purpose="visit", party="pty_ada", subject="belt-hemp", **context
    ):
        id_, now = EventId(services.ids.new("evt")), services.clock.now()
        return Event(id_, INDIGO, kind, now, PartyId(party), subject, source, purpose, context)

    return made


@pytest.fixture
def bring(services, here, tmp_path):
    """A merchant brings a file in."""

    def in_(name, content, vouched=None, **how):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        table = open_table(path)
        given = {"given": how.pop("given", {}), "fixed": how.pop("fixed", {})}
        vouched = vouched or Vouched("v1", services.clock.now() - timedelta(days=30))
        with Rejects(path) as rejects:
            plan = histories.plan(table, **given)
            outcome = histories.bring_in(services, here, table, plan, vouched, rejects, write=True)
        return outcome, rejects

    return in_
