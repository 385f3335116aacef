"""Whether this process can serve: asked by what sends it requests, and answered without saying anything secret."""

from collections.abc import Sequence
from threading import Event

from sumisura.store.errors import StoreAway
from sumisura.store.ports import Store

STOPPING = "it is stopping"
AWAY = "the store does not answer"
BEHIND = "the store's tables are of another version"


def hindrances(store: Store, stopping: Event) -> Sequence[str]:
    """What keeps this process from serving, in words; nothing where it is ready.

    Keys are not asked for: a process whose keys cannot be used does not start.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from sumisura.store.sqlite import open_sqlite
        >>> store, stopping = open_sqlite(Path(tempfile.mkdtemp(), "shop.sqlite")), Event()
        >>> hindrances(store, stopping)
        []
        >>> stopping.set()
        >>> hindrances(store, stopping)
        ['it is stopping']
        >>> store.close()
        >>> hindrances(store, stopping)
        ['it is stopping', 'the store does not answer']
    """
    found = [STOPPING] if stopping.is_set() else []
    try:
        if not store.at_head():
            found.append(BEHIND)
    except StoreAway:
        found.append(AWAY)
    return found
