"""Compiled loops over past sales: explicit signatures, no lock held, cached on disk.

Every kernel also runs as plain Python (``NUMBA_DISABLE_JIT=1``): the oracle tests use that.
"""
