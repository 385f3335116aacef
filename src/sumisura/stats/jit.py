"""How kernels are compiled, and the types they speak."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy.typing as npt
from numba import njit, types

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

Array = npt.NDArray[Any]
"""What a kernel takes and gives, to the type checker; the signatures say it to the compiler."""

Scalar = Any
"""A number: int64, float64 or bool when compiled, a Python or numpy number otherwise."""

I4 = types.Array(types.int32, 1, "C")
I8 = types.Array(types.int64, 1, "C")
F8 = types.Array(types.float64, 1, "C")
B1 = types.Array(types.boolean, 1, "C")
I4_2 = types.Array(types.int32, 2, "C")
I8_2 = types.Array(types.int64, 2, "C")
F8_2 = types.Array(types.float64, 2, "C")
FIXED_I4 = types.Array(types.int32, 1, "C", readonly=True)
FIXED_I8 = types.Array(types.int64, 1, "C", readonly=True)
FIXED_I4_2 = types.Array(types.int32, 2, "C", readonly=True)


def kernel(signature: Any, *, nogil: bool = True) -> Callable[[Kernel], Kernel]:
    """Compile for one signature when the module is imported; later imports read the cache.

    Args:
        nogil: others may run meanwhile; not worth it for what takes less time than getting the interpreter back.
    """
    return cast("Callable[[Kernel], Kernel]", njit(signature, nogil=nogil, cache=True))
