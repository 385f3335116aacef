"""The command line: ``sumisura --help``."""

from sumisura.cli.main import main

__all__ = ["main"]
