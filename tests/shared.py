"""Finds inputs that are measured with and never shipped."""

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("SUMISURA_SHARED", Path(__file__).parents[2] / "shared"))


def shared(path: str) -> Path:
    """The file at that path below the shared folder; skips the test where it is absent."""
    found = ROOT / path
    if not found.exists():
        pytest.skip(f"needs {path} in {ROOT.name}/ beside the checkout (or in SUMISURA_SHARED)")
    return found
