"""How a circuit is handed to a kernel."""

from numba import types

from sumisura.space.circuit import Circuit
from sumisura.stats.jit import FIXED_I4, FIXED_I4_2

CIRCUIT = types.NamedTuple(  # type: ignore[no-untyped-call]  # numba has no types
    [FIXED_I4_2 if name == "gaps" else FIXED_I4 for name in Circuit._fields], Circuit
)
