"""Erase again after a restore, and keep the register of backups."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from sumisura.kernel import BadInput
from sumisura.usecases.my_data import backups, erasing
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse


def replay(services: Services, registers: Sequence[Path], out: Console) -> None:
    """Erase again whom the register beside the database, or one of these copies, names.

    Raises:
        BadInput: a copy is not there, or a line of it is no erasure; nothing was erased.
    """
    for path in registers:
        if not path.is_file():
            raise BadInput("there is no such file", where=str(path), mend="Check the path.")
    lines = [line for path in (services.erasures.file, *registers) for line in services.erasures.read(path)]
    for shop in browse.every_brand(services):
        found = erasing.replay(services, shop.id, lines)
        out.print(escape(f"{shop.title}: {found} erased again."), soft_wrap=True)


def note_backup(services: Services, where: str, until: str, out: Console) -> None:
    """Write down that a copy was made just now.

    Raises:
        BadInput: that is no day, or it is over.
    """
    made = backups.note(services, where, day(until))
    out.print(escape(f"{made.id} noted: {made.where}, kept until {made.until:%Y-%m-%d}."), soft_wrap=True)


def day(text: str) -> datetime:
    """The day that was written, from its beginning.

    Raises:
        BadInput: that is no day.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text} is no day", where="--until", mend="Write it like 2027-03-01.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def list_backups(services: Services, out: Console) -> None:
    """The copies that are still kept, the latest first."""
    with services.store.read() as tx:
        found = backups.every(services, tx)
    for one in found:
        out.print(
            escape(f"{one.made:%Y-%m-%d %H:%M} UTC  {one.where}  kept until {one.until:%Y-%m-%d}"),
            soft_wrap=True,
        )
    if not found:
        out.print("No backup is noted.")
