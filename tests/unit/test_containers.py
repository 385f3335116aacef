"""The image and the compose file speak of settings, commands and ports that are there, and give away nothing (S110)."""

import json
import re
from pathlib import Path

import typer
import yaml

from sumisura.cli.main import app
from sumisura.settings import ELSEWHERE, KNOWN, PREFIX, Settings

ROOT = Path(__file__).parents[2]
IMAGE = (ROOT / "deploy" / "Containerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if one["image"].startswith("sumisura:")}
PINNED = re.compile(r"[\w./-]+:v?\d+\.\d+[\w.-]*")


def test_every_image_is_pinned():
    images = re.findall(r"^FROM (\S+)", IMAGE, re.MULTILINE)
    assert len(images) == 3
    for name in (*images, *(one["image"] for one in SERVICES.values())):
        assert PINNED.fullmatch(name), name


def test_it_runs_as_nobody_in_particular_and_writes_nowhere_else():
    last = IMAGE.rsplit("FROM ", 1)[1]
    assert int(re.search(r"^USER (\d+)$", last, re.MULTILINE)[1]) > 0
    for one in OURS.values():
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
        assert one["tmpfs"] == ["/run/sumisura"]


def test_every_setting_is_one():
    named = set(re.findall(rf"{PREFIX}\w+", IMAGE)).union(*(one["environment"] for one in OURS.values()))
    assert named <= {PREFIX + name for name in (*KNOWN, *ELSEWHERE)}
    told = dict(re.findall(rf"({PREFIX}\w+)=(\S+)", IMAGE))
    assert Settings.from_environment(told).log_format == "json"


def test_every_command_is_one():
    known = typer.main.get_command(app).commands
    default = json.loads(re.search(r"^CMD (\[.*\])$", IMAGE, re.MULTILINE)[1])
    for words in (default, *(one["command"] for one in OURS.values())):
        assert words[0] in known
    assert (ROOT / "deploy" / "start").stat().st_mode & 0o111


def test_ports_match_and_only_the_shop_is_reached_from_the_machine():
    port = re.search(r"^EXPOSE (\d+)$", IMAGE, re.MULTILINE)[1]
    assert re.search(r"SUMISURA_PORT=(\d+)", IMAGE)[1] == port
    assert f"127.0.0.1:{port}/health" in IMAGE
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["web"]
    assert [each.rsplit(":", 1)[1] for each in SERVICES["web"]["ports"]] == [port]
    scraped = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yaml").read_text())
    (where,) = scraped["scrape_configs"][0]["dns_sd_configs"]
    assert set(where["names"]) == set(OURS)
    assert {one["environment"]["SUMISURA_METRICS_PORT"] for one in OURS.values()} == {str(where["port"])}


def test_what_is_copied_and_mounted_is_there():
    for line in re.findall(r"^COPY (?!--from)(?:--\S+ )*(.+)$", IMAGE, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
    for one in SERVICES.values():
        for volume in one.get("volumes", ()):
            name = volume.split(":")[0]
            assert name.startswith("/") or name in COMPOSE["volumes"] or (ROOT / "deploy" / name).exists()
        assert set(one.get("secrets", ())) <= set(COMPOSE["secrets"])
    assert "secrets" in (ROOT / ".dockerignore").read_text().split()


def test_no_secret_stands_in_it():
    text = (ROOT / "deploy" / "compose.yaml").read_text()
    assert not re.search(r"PASSWORD:|postgresql://", text)


def test_what_is_installed_is_hashed():
    assert IMAGE.count("--require-hashes") == IMAGE.count("install --require-hashes -r requirements/")
    for name in re.findall(r"-r (requirements/\S+)", IMAGE):
        assert "--hash=sha256:" in (ROOT / name).read_text()
