"""Every example in ``docs/formats.md`` reads, with the count that it has."""

import re
from pathlib import Path

import pytest

from spaces import Brute
from sumisura.space.read import LIMITS, read_family
from sumisura.space.read.opening import FORMS
from sumisura.space.write.saving import WRITERS

TEXT = (Path(__file__).parents[4] / "docs" / "formats.md").read_text()
EXAMPLES = dict(re.findall(r"```\w+ (\S+)\n(.*?)```", TEXT, re.DOTALL))
# S|M × white × 2 lids, L × 2 glazes with a lid less blue, and one more; one of lid and cork; 9 - 1 - 3 pairs twice, less (0, 2)
COUNTS = {"cups.csv": 6, "cups.dimacs": 2, "cups.xml": 5 + 4}


@pytest.mark.parametrize("name", COUNTS)
def test_the_examples_read_and_count(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(EXAMPLES[name])
    assert len(Brute(read_family(path)).variants) == COUNTS[name]


def test_every_ending_and_limit_is_named() -> None:
    rows = [line.split("|") for line in TEXT.splitlines() if line.startswith("| ")]
    named = {ending for row in rows for ending in re.findall(r"`(\.\w+)`", row[2])}
    assert named == set(FORMS)
    assert set(WRITERS) <= named
    for limit in (LIMITS.variables, LIMITS.values, LIMITS.rules, LIMITS.rows, LIMITS.arity, LIMITS.cells):
        assert f"{limit:,}" in TEXT
