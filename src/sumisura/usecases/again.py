"""Two who change one thing at once: whoever comes second looks again, and is not shown an error."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sumisura.kernel import Stale
from sumisura.usecases.services import Services

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 10
"""Of so many at once on one bag, each gets through: in every round one does."""
PAUSE = 0.01
"""Seconds after the first try, at most; growing with each."""


def again(act: Callable[Concatenate[Services, P], T]) -> Callable[Concatenate[Services, P], T]:
    """Do it again, from reading on, when what it read was changed before it wrote.

    For use cases that may be repeated: ``Stale`` says that nothing was written in that unit of work, and what an
    earlier one wrote is found by the repetition.

    Raises:
        Stale: others were faster ``TRIES`` times.
    """

    @wraps(act)
    def patient(services: Services, /, *args: P.args, **kwargs: P.kwargs) -> T:
        for attempt in range(1, TRIES):
            try:
                return act(services, *args, **kwargs)
            except Stale:
                time.sleep(services.rng.random() * PAUSE * attempt)
        return act(services, *args, **kwargs)

    return patient
