"""``sumisura open``: what a file leaves, said here, and its page."""

import re

from commands import command
from shopping import BRANDS
from sumisura.cli import trying

LAMP = BRANDS.parent / "rules" / "lamp.yaml"


def test_it_says_what_is_found_and_opens_its_page(monkeypatch, capsys, tmp_path):
    opened = []

    def answer(settings, door, say):
        say()
        opened.append(settings.address)
        raise SystemExit(0)

    monkeypatch.setattr(trying, "answer", answer)
    monkeypatch.setattr(trying.webbrowser, "open", opened.append)
    done = command(monkeypatch, capsys, tmp_path, "open", LAMP, "--port", "18077")
    assert done.returncode == 0
    assert "20 variants: twenty" in done.stdout
    assert "lamp.yaml: bulb.halogen" in done.stdout
    page = re.search(r"Open at (\S+)\.", done.stdout)[1]
    assert opened == [page, "http://127.0.0.1:18077"]
    done = command(monkeypatch, capsys, tmp_path, "open", LAMP, "--port", "18077", "--no-browser")
    assert opened[2:] == ["http://127.0.0.1:18077"]
    assert not any(tmp_path.iterdir())


def test_a_wrong_file_is_named_line_by_line(monkeypatch, capsys, tmp_path):
    wrong = tmp_path / "lamp.yaml"
    wrong.write_text(LAMP.read_text().replace("foot = clamp", "fot = clamp"))
    done = command(monkeypatch, capsys, tmp_path, "open", wrong, "--port", "18078", "--no-browser")
    assert done.returncode == 2
    assert "lamp.yaml:36" in done.stderr
