"""One signal through HTTP, and the next answer that knows it: told, committed, and the home, a search and a click asked again.

The shop has its simulated customers and a model learned from them. The server is uvicorn in a process of its own,
the client one keep-alive connection; beside it, the health page (what HTTP itself costs here).
"""

import re
import statistics
import tempfile
import time
from pathlib import Path

import httpx

from benchmarks.http_click import _csrf, _server, _spread, _timed

ROUNDS, WARM = 120, 15
TOLD = ("material=hemp", "colour=black", "style=plain", "occasion=evening", "belt-hemp", "belt-black")


def run() -> dict[str, object]:
    """Milliseconds at p50 and p95 of telling, and of each answer after it."""
    with (
        tempfile.TemporaryDirectory() as data,
        _server(Path(data)) as address,
        httpx.Client(base_url=address, follow_redirects=True, timeout=30) as client,
    ):
        health = _spread([_timed(lambda: client.get("/health")) for _ in range(ROUNDS)])
        token = _agreed(client)
        rows = [_round(client, token, TOLD[number % len(TOLD)]) for number in range(WARM + ROUNDS)]
    parts = {name: _spread([row[name] for row in rows[WARM:]]) for name in rows[0]}
    both = statistics.median(row["tell"] + row["search"] for row in rows[WARM:])
    return {"rounds": ROUNDS, "health_ms": health, "ms": parts, "tell_and_search_p50": round(both, 2)}


def _agreed(client: httpx.Client) -> str:
    """Agree to be fitted, ask for the fitted shop by hand, and come back with the form's token."""
    page = client.get("/indigo").text
    form = {"csrf": _csrf(page), "source": "stated", "on": "yes"}
    client.post("/indigo/taste/grant", data=form)
    token = _csrf(client.get("/indigo/taste").text)
    client.post("/indigo/taste/manners", data={"csrf": token, "fitted": "yes"})
    page = client.get("/indigo").text
    if not re.search("For you", page):
        raise AssertionError("the shop is not fitted")
    return token


def _round(client: httpx.Client, token: str, item: str) -> dict[str, float]:
    form = {"csrf": token, "item": item, "what": "liked", "back": "/indigo/taste"}
    tell = _timed(lambda: client.post("/indigo/tell", data=form, follow_redirects=False))
    search = _timed(lambda: client.get("/indigo/search", params={"q": "belt"}))
    home = _timed(lambda: client.get("/indigo"))
    time.sleep(0.02)
    return {"tell": tell, "search": search, "home": home}
