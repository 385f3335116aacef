"""Bring a backup back into an empty installation; whoever was erased since stays erased."""

from pathlib import Path

from sumisura.store.archive.errors import ArchiveUnusable
from sumisura.store.archive.lines import tally
from sumisura.store.archive.ports import Bulk
from sumisura.store.archive.reading import OTHER_COPY, Archive
from sumisura.store.archive.writing import unpack
from sumisura.trust.keys import Keyring, KeysUnusable
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse


def check_keys(archive: Archive, keyring: Keyring, where: str) -> tuple[str, ...]:
    """The ids of sealing keys that the archive knew and that are not here: retired since, or lost.

    Raises:
        KeysUnusable: the master key is another one, so that nothing personal in the archive could be read.
    """
    needed = archive.manifest.keys
    if needed.master != keyring.master_id:
        raise KeysUnusable(
            where,
            f"the archive needs the master key {needed.master}, and {keyring.master_id} is here",
            "Put the key file in place that belongs to the archive; nothing was changed.",
        )
    here = {key.kid for key in keyring.signing}
    return tuple(kid for kid in needed.signing if kid not in here)


def restore(archive: Archive, bulk: Bulk, data: Path) -> int:
    """Check all of an archive, put it into an empty store and its files beside it, and say how many files.

    Args:
        data: the installation's folder.

    Raises:
        ArchiveUnusable: something in the archive is not what was written; nothing was changed.
        NotEmpty: there is something in the store already; nothing was changed.
    """
    archive.check()
    said = archive.manifest
    bulk.fill(said.columns, archive.rows, revision=said.revision, last=said.last)
    _compare(archive, bulk)
    return unpack(archive.files(), data)


def keep_erasures(services: Services) -> int:
    """Write the erasures that the restored database knows into the file beside it; how many it did not know."""
    with services.store.read() as tx:
        return sum(services.erasures.write_out(tx, brand.id) for brand in browse.every_brand(services))


def _compare(archive: Archive, bulk: Bulk) -> None:
    """Hold what arrived against what was written, where the schema is still the same."""
    with bulk.moment() as moment:
        if moment.revision != archive.manifest.revision:
            return
        for table, columns in moment.columns.items():
            if tally(columns, moment.rows(table)) != archive.manifest.tables[table]:
                raise ArchiveUnusable(str(archive.path), f"{table} did not arrive as it was", OTHER_COPY)
