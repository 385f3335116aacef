"""The register of backups: which copies of the database were made, where they are, and until when they are kept.

A copy still holds whoever was erased after it was made. They are erased again before a restored copy opens
(``sumisura restore`` does it), and the page of one's own data says until when copies are kept.
"""

from collections.abc import Sequence
from datetime import datetime

from sumisura.kernel import BadInput
from sumisura.store.codec import decode, encode
from sumisura.store.ports import NOBODY, Transaction
from sumisura.store.walk import walk
from sumisura.usecases.my_data.views import Backup
from sumisura.usecases.services import Services

BACKUP = "backup"
LONGEST = 200


def note(services: Services, where: str, until: datetime) -> Backup:
    """Write down that a copy was made just now.

    Args:
        where: how the operator calls the place.
        until: when it will be deleted.

    Raises:
        BadInput: it has no name, or is over already.
    """
    now = services.clock.now()
    if not where.strip() or len(where) > LONGEST:
        raise BadInput("a backup needs a name", where="where", mend=f"Give up to {LONGEST} characters.")
    if until <= now:
        raise BadInput(f"{until:%Y-%m-%d} is over", where="until", mend="Say until when it is kept.")
    made = Backup(services.ids.new("bkp"), now, where.strip(), until)
    with services.store.write() as tx:
        tx.records.put(NOBODY, BACKUP, made.id, encode(made), version=0)
    return made


def strike(services: Services, id_: str) -> None:
    """Take a copy off the register: it was not made after all."""
    with services.store.write() as tx:
        tx.records.delete(NOBODY, BACKUP, id_)


def every(services: Services, tx: Transaction) -> Sequence[Backup]:
    """The copies that are still kept, latest first; a copy is of all brands at once."""
    now = services.clock.now()
    found = [decode(record.body, Backup) for record in walk(tx, NOBODY, BACKUP)]
    return [one for one in found if one.until > now]
