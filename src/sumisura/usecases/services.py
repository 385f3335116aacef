"""What every use case is given: the wired parts, time and chance."""

from dataclasses import dataclass, field
from threading import Event

from sumisura.journal.append import Navigation
from sumisura.kernel import Brand, Clock, Ids, PartyId, Rng
from sumisura.orders.ports import Payments
from sumisura.store.ports import Store
from sumisura.taste.learning.ports import Factoriser
from sumisura.telemetry.figures import Figures
from sumisura.trust.audit import Audit
from sumisura.trust.erasure import Erasures
from sumisura.trust.gate import Gate
from sumisura.trust.keys import Keyring
from sumisura.trust.limits import Limits
from sumisura.trust.sessions import Sessions
from sumisura.trust.staff import Staff
from sumisura.trust.use import Use
from sumisura.trust.vault import Vault
from sumisura.usecases.held.profile import Held
from sumisura.usecases.learning.models import Models
from sumisura.usecases.shelf import Shelf
from sumisura.usecases.tasting.tailor import Tailor
from sumisura.usecases.workbench.model import Workbench
from sumisura.webhooks.ports import Sender


@dataclass(frozen=True, slots=True)
class Services:
    """The wired application; made by ``sumisura.app`` alone.

    Args:
        navigation: takes events that may be lost with a crash of the machine, and counts them.
        shelf: compiled spaces by family revision and price book.
        models: what was learned from all customers together.
        factoriser: makes the item factors of the next ones.
        tailor: what each brand's tastes are cut from.
        erasures: whom nobody may find again.
        workbench: where visitors try families of their own.
        figures: what is counted and timed.
        sender: posts to other systems of the merchants.
        mass_share: of visitors who see the shop that is the same for everyone, 0 to 1.
        stopping: set when this process is told to stop.
    """

    store: Store
    clock: Clock
    rng: Rng
    ids: Ids
    keyring: Keyring
    vault: Vault
    gate: Gate
    navigation: Navigation
    shelf: Shelf
    models: Models
    factoriser: Factoriser
    payments: Payments
    limits: Limits
    sessions: Sessions
    staff: Staff
    mass_share: float
    tailor: Tailor
    erasures: Erasures
    audit: Audit
    use: Use
    workbench: Workbench
    figures: Figures
    sender: Sender
    stopping: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, and in which shop.

    Args:
        party: the pseudonym of this visit, or of the person it belongs to.
        gpc: their browser asks by Global Privacy Control not to be profiled.
        seen: the stamp of what was agreed to on the page they act from (``Consents.stamp``); "" for no page.
        held: the profile they hold themselves: used for this request, and nothing they do is recorded; None where
            it is kept here.
    """

    brand: Brand
    party: PartyId
    gpc: bool = False
    seen: str = ""
    held: Held | None = None

    @property
    def despite(self) -> str:
        """What a grant of theirs is given in spite of; "" for nothing."""
        return "gpc" if self.gpc else ""
