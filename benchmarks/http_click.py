"""One HTTP click in each example shop: choose an option, get the page's fragment with every option priced.

The click is journaled and its draft saved; the server is uvicorn in a process of its own, the client one
keep-alive connection. Beside it, in the same run: the health page (what HTTP itself costs here).
"""

import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks.serving import free_port, running

SEED = 7
CLICKS, WARM = 300, 30
SHOPS = {"indigo": "jeans", "bastone": "burger", "aurea": "ring", "volta": "car"}
OPTION = re.compile(r'name="option" value="([^"]+)" data-state="(\w+)"')


def run() -> dict[str, object]:
    """Milliseconds at p50 and p95 for each shop, and what the health page takes."""
    with tempfile.TemporaryDirectory() as data, _server(Path(data)) as address:
        with httpx.Client(base_url=address, headers={"hx-request": "true"}) as client:
            health = _spread([_timed(lambda: client.get("/health")) for _ in range(CLICKS)])
        clicks = {family: _clicks(address, brand, family) for brand, family in SHOPS.items()}
    return {"seed": SEED, "clicks": CLICKS, "health_ms": health, "click_ms": clicks}


def _clicks(address: str, brand: str, family: str) -> dict[str, float]:
    rng = random.Random(SEED)
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        home = client.get(f"/{brand}").text
        page = client.post(f"/{brand}/{family}/designs", data={"csrf": _csrf(home)})
        design, html = page.url.path, page.text
        client.headers["hx-request"] = "true"
        times = []
        for _ in range(WARM + CLICKS):
            options = [value for value, state in OPTION.findall(html) if state == "open"]
            form = {"csrf": _csrf(html), "option": rng.choice(options)}
            started = time.perf_counter()
            answer = client.post(f"{design}/choose", data=form)
            times.append((time.perf_counter() - started) * 1000)
            answer.raise_for_status()
            html = answer.text
    return _spread(times[WARM:]) | {"kilobytes": round(len(html) / 1000, 1)}


def _csrf(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    return found[1] if found else ""


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _spread(times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {"p50": round(cuts[49], 2), "p95": round(cuts[94], 2), "n": len(times)}


@contextmanager
def _server(data: Path) -> Iterator[str]:
    port = free_port()
    with running(["demo", "--data", str(data), "--port", str(port)], port) as address:
        yield address


if __name__ == "__main__":
    import json

    print(json.dumps(run(), indent=2))
