"""The command line: ``sumisura --help``."""

import os

# Requests run side by side, and their matrices are small: threads inside one of them only wait for each other
# (a decomposition that takes 0.1 s took 5 s beside another busy process). Whoever trains large models may set more.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from sumisura.cli.main import main

__all__ = ["main"]
