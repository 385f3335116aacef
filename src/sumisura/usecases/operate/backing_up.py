"""Make a backup: one moment of the whole store and the models beside it, in one file, while the shop is open."""

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from sumisura.kernel import BadInput
from sumisura.store.archive.model import FORMAT, Manifest, Needs
from sumisura.store.archive.ports import Bulk, Moment
from sumisura.store.archive.writing import Writer, below, writing
from sumisura.trust.keys import Keyring
from sumisura.usecases.my_data import backups
from sumisura.usecases.services import Services

MODELS = "models"
"""The folder of models, in an archive and beside the store."""


def back_up(
    services: Services,
    bulk: Bulk,
    target: Path,
    until: datetime,
    told: Callable[[str, int], object] = lambda *_: None,
) -> tuple[Path, Manifest]:
    """Write a backup and note it in the register: My data tells customers until when it is kept.

    It is noted first: what is in the register and was never made harms nobody, the other way round would.

    Args:
        bulk: of the same store.
        target: the file, which must not be there yet; or a folder, in which it is named by the time.
        until: when it will be deleted.
        told: a table, and how many of its rows are written.

    Raises:
        BadInput: the file is there, or that day is over.
        NotWritten: the disk is full, or the folder is not there; nothing is left of it.
    """
    file = _file(target, services.clock.now())
    noted = backups.note(services, file.name, until)
    try:
        with bulk.moment() as moment, writing(file) as writer:
            return file, _write(services, moment, writer, told)
    except BaseException:
        backups.strike(services, noted.id)
        raise


def needs(keyring: Keyring) -> Needs:
    """The ids of the keys that belong to what is in the store now."""
    return Needs(keyring.master_id, [key.kid for key in keyring.signing])


def _write(
    services: Services, moment: Moment, writer: Writer, told: Callable[[str, int], object]
) -> Manifest:
    made = services.clock.now()
    writer.add_tables(moment, told)
    for name, path in below(services.models.folder).items():
        writer.add_file(f"{MODELS}/{name}", path)
    manifest = Manifest(
        format=FORMAT,
        release=version("sumisura"),
        made=made,
        engine=moment.engine,
        revision=moment.revision,
        last=moment.last,
        keys=needs(services.keyring),
        columns=moment.columns,
        tables=writer.tables,
        files=writer.files,
    )
    writer.close(manifest)
    return manifest


def _file(target: Path, now: datetime) -> Path:
    file = target / f"sumisura-{now:%Y%m%dT%H%M%SZ}.zip" if target.is_dir() else target
    if file.exists():
        raise BadInput("there is a file already", where=str(file), mend="Name another one, or a folder.")
    return file
