"""Relevance against intrusion on MovieLens, on Last.fm with friends, and on simulated customers.

python -m benchmarks frontier          # writes results/frontier.json and docs/frontier.svg

Each is one run of ``sumisura bench frontier``; what stands for which source in a file is said in its ``mapping``.
"""

from pathlib import Path
from typing import Any

from benchmarks.measure import SHARED
from sumisura.usecases.bench.frontier import bench_frontier

SEED = 1
PEOPLE = 1_000
DATA = SHARED / "data/recsys"
OUT = Path(__file__).parents[1] / "docs" / "frontier.svg"
WIDE, HIGH, GAP = 400, 300, 16
LEFT, TOP, BOTTOM, RIGHT = 44, 44, 44, 12


def run() -> dict[str, Any]:
    """All figures; the plot is written beside the documents when all three were measured."""
    found = {"simulated": bench_frontier(None, None, PEOPLE, SEED, print)}
    if (DATA / "ml-100k/u.data").exists():
        found["MovieLens 100k"] = bench_frontier(DATA / "ml-100k/u.data", None, 0, SEED, print)
    friends = DATA / "hetrec2011-lastfm"
    if friends.exists():
        found["Last.fm, with friends"] = bench_frontier(
            friends / "user_artists.dat", friends / "user_friends.dat", 0, SEED, print
        )
    if len(found) == 3:  # noqa: PLR2004 - the simulated and both files
        OUT.write_text(plot(found), "utf-8")
    return found


def plot(found: dict[str, Any]) -> str:
    """Three panels: named ways with their intervals, other sets of sources in grey, and the line that nothing beats."""
    wide = len(found) * (WIDE + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {HIGH}" role="img" font-family="sans-serif" font-size="12">',
        "<title>Relevance of what is ranked first against how much the sources it rests on ask of customers</title>",
        f'<rect width="{wide}" height="{HIGH}" fill="#fbfaf7"/>',
    ]
    for number, (name, one) in enumerate(found.items()):
        parts.append(f'<g transform="translate({number * (WIDE + GAP)} 0)">')
        parts.extend(_panel(name, one))
        parts.append("</g>")
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(name: str, one: dict[str, Any]) -> list[str]:
    points, key = one["points"], f"ndcg@{one['k']}"
    far = max(point["intrusion"] for point in points)
    top = 1.05 * max(point[key]["high"] for point in points)
    low = 0.9 * min(point[key]["low"] for point in points)

    def x(value: float) -> float:
        return LEFT + (WIDE - LEFT - RIGHT - 12) * value / far

    def y(value: float) -> float:
        return HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * (value - low) / (top - low)

    parts = [f'<text x="8" y="20" font-size="15" fill="#222">{name}</text>']
    step = next(step for step in (0.01, 0.02, 0.05, 0.1) if (top - low) / step <= 6)  # noqa: PLR2004
    tick = (int(low / step) + 1) * step
    while tick < top:
        parts.append(f'<path d="M{LEFT} {y(tick):.1f}H{WIDE - RIGHT}" stroke="#e4e0d6"/>')
        parts.append(
            f'<text x="{LEFT - 6}" y="{y(tick) + 4:.1f}" text-anchor="end" fill="#555">{tick:.2f}</text>'
        )
        tick += step
    parts.extend(
        f'<text x="{x(value):.1f}" y="{HIGH - 26}" text-anchor="middle" fill="#555">{value:.2g}</text>'
        for value in (0.0, far / 2, far)
    )
    parts.append(
        f'<text x="{LEFT}" y="{HIGH - 8}" fill="#555">what the sources ask: the sum of their weights</text>'
    )
    best = " ".join(f"{x(p['intrusion']):.1f},{y(p[key]['mean']):.1f}" for p in points if p["efficient"])
    parts.append(
        f'<polyline points="{best}" fill="none" stroke="#2f5da8" stroke-width="2" stroke-dasharray="6 3"/>'
    )
    taken: list[tuple[float, float]] = []
    for point in sorted(points, key=lambda each: bool(each["name"])):
        at, figure = x(point["intrusion"]), point[key]
        ink, size = ("#1e1b18", 4.5) if point["name"] else ("#b5ae9f", 2.5)
        parts.append(
            f'<path d="M{at:.1f} {y(figure["low"]):.1f}V{y(figure["high"]):.1f}" stroke="{ink}" opacity="{1 if point["name"] else 0.5}"/>'
        )
        fill = "#2f5da8" if point["name"] else ink
        parts.append(f'<circle cx="{at:.1f}" cy="{y(figure["mean"]):.1f}" r="{size}" fill="{fill}"/>')
        if point["name"]:
            down = y(figure["low"]) + 14
            while any(abs(at - other) < 130 and abs(down - height) < 13 for other, height in taken):  # noqa: PLR2004
                down += 13
            down = min(down, HIGH - BOTTOM - 2)
            taken.append((at, down))
            end = at > WIDE * 0.6
            parts.append(
                f'<text x="{at + (-4 if end else 4):.1f}" y="{down:.1f}" text-anchor="{"end" if end else "start"}" fill="#1e1b18" stroke="#fbfaf7" stroke-width="3" paint-order="stroke">{point["name"]}</text>'
            )
    return parts
