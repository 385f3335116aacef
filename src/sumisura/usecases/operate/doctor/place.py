"""The place an installation stands in: its keys, its disk, its database. Looking changes nothing."""

import os
import re
import shutil
from datetime import datetime
from pathlib import Path

from sumisura.kernel import SumisuraError
from sumisura.store.archive.ports import Bulk
from sumisura.trust.keyfile import load_keys
from sumisura.usecases.operate.doctor.model import Finding, bad, ok, warn

LITTLE, NONE = 2 * 2**30, 200 * 2**20
"""Bytes of room below which somebody should look, and below which writing may fail soon."""
_VENDORED = re.compile(r"vendor/[\w./-]+\.(?:js|woff2)")
SKEW = 2.0
"""Seconds by which two clocks may differ."""


def keys(path: Path, *, demo: bool) -> Finding:
    """Whether the keys are there, can be read by their owner alone, and are not a demo's."""
    try:
        found = load_keys(path)
    except SumisuraError as error:
        return bad("keys", str(error), "Nothing personal can be read without them.")
    if found.demo and not demo:
        return bad(
            "keys", f"{path} was made by a demo", "Use keys of your own: remove it before the first start."
        )
    return ok("keys", f"{path}, master key {found.master_id}, {len(found.signing)} sealing")


def room(folder: Path) -> Finding:
    """Whether there is room on the disk that the data folder is on."""
    free = shutil.disk_usage(folder).free
    said = f"{free / 2**30:.1f} GiB free for {folder}"
    if free < NONE:
        return bad("disk", said, "Make room now: writing will fail.")
    return warn("disk", said, "Make room soon.") if free < LITTLE else ok("disk", said)


def folder(path: Path, what: str) -> Finding:
    """Whether a folder can be written to, or be made."""
    nearest = next(one for one in (path, *path.absolute().parents) if one.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return bad(
            what,
            f"{nearest} cannot be written to",
            f"Give it to the user that runs Sumisura, who needs {path}.",
        )
    return ok(what, f"{path} can be written to")


def assets(web: Path) -> Finding:
    """Whether what pages load from third parties was put in its place: every name below ``vendor`` in styles and templates.

    Args:
        web: the folder of the door for browsers.
    """
    texts = (
        path.read_text("utf-8") for suffix in ("css", "html") for path in sorted(web.rglob(f"*.{suffix}"))
    )
    named = {name for text in texts for name in _VENDORED.findall(text)}
    missing = sorted(name for name in named if not (web / "static" / name).is_file())
    if missing:
        mend = "In a checkout run make setup; otherwise install Sumisura again. Pages work without, and look poor."
        return warn(
            "page assets", f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing", mend
        )
    return ok("page assets", f"{len(named)} fonts and scripts are there")


def schema(bulk: Bulk, head: str) -> Finding:
    """Whether the database can be reached and has this release's schema."""
    try:
        found = bulk.revision()
    except SumisuraError as error:
        return bad("database", str(error), "Start it, or mend SUMISURA_DATABASE.")
    if found is None:
        return warn("database", "it is new", "sumisura import brings in a brand, sumisura restore a backup.")
    if found != head:
        return warn(
            "database",
            f"its schema is {found}, this release's {head}",
            "Make a backup with the release it is from; the next start brings it up to date.",
        )
    return ok("database", f"reached, schema {found}")


def clock(bulk: Bulk, now: datetime) -> Finding:
    """Whether this machine and the database's agree what time it is."""
    there = bulk.clock()
    if there is None:
        return ok("clock", "one machine, one clock")
    apart = abs((there - now).total_seconds())
    said = f"{apart:.1f} s from the database's"
    return (
        ok("clock", said)
        if apart < SKEW
        else bad("clock", said, "Set both by NTP: times of orders and grants would contradict.")
    )
