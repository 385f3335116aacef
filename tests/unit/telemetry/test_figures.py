"""Figures of several processes add up, are served apart from the shop, and are what the dashboard asks for (S110)."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest
import yaml

from sumisura.telemetry.figures import ROOM, Figures
from sumisura.telemetry.serving import served

DEPLOY = Path(__file__).parents[3] / "deploy"
CHILD = """
import sys
from pathlib import Path
from sumisura.telemetry.figures import Figures, share
share(Path(sys.argv[1]))
figures = Figures()
figures.answered("GET", "/{brand}", 200, 0.002)
figures.done("settle", 0.1)
print(figures.page().decode() + "END", flush=True)
sys.stdin.read()
"""
WORD = re.compile(r"\bsumisura_\w+")


def child(folder):
    return subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-c", CHILD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def said(process):
    lines = []
    while lines[-1:] != ["END\n"]:
        lines.append(process.stdout.readline())
        assert lines[-1], "it ended early"
    return "".join(lines)


def requests(page):
    return float(re.search(r"http_request_seconds_count\{.*?\} (\S+)", page)[1])


def test_processes_add_up_and_what_dead_ones_left_goes_when_all_are_gone(tmp_path):
    with child(tmp_path) as first:
        assert requests(said(first)) == 1
        with child(tmp_path) as second:
            assert requests(said(second)) == 2
            second.communicate()
        with child(tmp_path) as third:
            assert requests(said(third)) == 3, "no sum falls while one of them lives"
            third.communicate()
        first.communicate()
    with child(tmp_path) as fresh:
        assert requests(said(fresh)) == 1
        fresh.communicate()


def page_of(port, path="/metrics"):
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.read().decode()
        except HTTPError:
            raise
        except OSError:
            time.sleep(0.02)
    raise AssertionError("nobody serves")


@pytest.fixture
def port():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def test_figures_are_served_on_their_own_port_until_it_ends(port):
    figures = Figures()
    with served(figures, "127.0.0.1", port):
        assert "sumisura_build_info{" in page_of(port)
        with pytest.raises(HTTPError, match="404"):
            page_of(port, "/")
    with pytest.raises(URLError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=1)


def expressions():
    board = json.loads((DEPLOY / "grafana" / "sumisura.json").read_text())
    for panel in board["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]


@pytest.mark.parametrize(("title", "asked"), list(expressions()), ids=lambda it: it[:30])
def test_what_the_dashboard_and_the_alerts_ask_for_is_served(title, asked):
    families = list(Figures().registry.collect())
    known = {f"{one.name}{end}" for one in families for end in ENDS[one.type]}
    names = set(WORD.findall(asked))
    assert names, title
    assert names <= known
    assert asked.count("(") == asked.count(")")


ENDS = {"histogram": ("_bucket", "_count", "_sum"), "counter": ("_total",), "gauge": ("",)}


def test_every_figure_is_in_the_docs():
    text = (DEPLOY.parent / "docs" / "observing.md").read_text()
    for one in Figures().registry.collect():
        assert f"`{one.name}{'_total' if one.type == 'counter' else ''}`" in text


WAITS = CHILD.replace(
    'figures.done("settle", 0.1)', 'figures.waiting(30)\nfigures.behind("lucia", {"audit": int(sys.argv[2])})'
)


def figure(page, name):
    return float(re.search(rf"^sumisura_{name}(?:\{{.*?\}})? (\S+)$", page, re.MULTILINE)[1])


def test_what_waits_is_summed_over_who_lives_and_the_latest_word_on_a_reader_holds(tmp_path):
    def waiting(behind):
        return subprocess.Popen(  # noqa: S603 - ours
            [sys.executable, "-c", WAITS, str(tmp_path), str(behind)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    with waiting(500) as first:
        said(first)
        with waiting(20) as second:
            page = said(second)
            assert figure(page, "journal_waiting_events") == 60
            assert figure(page, "journal_reader_behind_events") == 20
            second.kill()
        with waiting(0) as third:
            page = said(third)
            assert figure(page, "journal_waiting_events") == 60, (
                "the one that was killed holds nothing any more"
            )
            assert figure(page, "journal_reader_behind_events") == 0
            third.communicate()
        first.communicate()


def test_files_of_figures_have_their_room_before_it_is_needed(tmp_path):
    """A hole in one, filled when the disk is full, would end the process."""
    process = child(tmp_path)
    said(process)
    files = list(tmp_path.glob(f"*_{process.pid}.db"))
    process.communicate("")
    assert {path.name.rpartition("_")[0] for path in files} == set(ROOM)
    for path in files:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            assert file.seek(0, os.SEEK_HOLE) == size


def test_who_is_gone_leaves_what_they_counted_and_no_more(tmp_path):
    """Processes that are replaced for weeks shall not fill the disk."""
    first, second = child(tmp_path), child(tmp_path)
    assert requests(max(said(first), said(second), key=requests)) == 2
    first.communicate("")
    third = child(tmp_path)
    assert requests(said(third)) == 3
    assert sum(path.stat().st_size for path in tmp_path.glob(f"*_{first.pid}.db")) < 20_000
    for one in (second, third):
        one.communicate("")
