"""Finish it for me: the likeliest whole design that can be made, for this customer."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sumisura.taste.designs.history import Ints
from sumisura.taste.designs.kernels.exemplars import masses
from sumisura.taste.designs.posterior import Posterior

Floats = npt.NDArray[np.float64]
Complete = Callable[[Floats], npt.ArrayLike]
"""Weights per column → value number per variable: the valid completion of greatest total weight."""

TRIES = 6
EQUAL = 1e-12


class Finished(NamedTuple):
    """A whole design.

    Args:
        values: value number per variable, shape (variables,).
        log_probability: of the design under the model tilted by the liking, up to a constant of the model.
    """

    values: Ints
    log_probability: float


def likeliest(
    posterior: Posterior,
    complete: Complete,
    *,
    tries: int = TRIES,
    starts: Iterable[npt.ArrayLike] = (),
) -> Finished:
    """The likeliest valid completion found from the likeliest classes.

    The best completion of ONE class is exact: its log-probability adds up over the columns, so ``complete`` finds it.
    From there each step lets every class vote by its share r_k in the design found, with weights Σ_k r_k log p_k(v).
    This is expectation-maximisation (Dempster, Laird & Rubin 1977): no step lowers the mixture's probability.

    Args:
        posterior: the choices so far and the customer's liking.
        complete: the space's answer; called some ``3 * tries`` times.
        tries: how many classes to begin from, besides the mean of all.
        starts: whole valid designs to improve on as well; the answer is at least as likely as each.

    Example:
        >>> from sumisura.taste.designs import DesignModel, History
        >>> columns = [("size", "S"), ("size", "L"), ("colour", "red"), ("colour", "blue")]
        >>> sales = [{"size": "L", "colour": "blue"}] * 3 + [{"size": "S", "colour": "red"}] * 2
        >>> begun = DesignModel.of(History.of(columns, sales)).begin([0, -1])
        >>> likeliest(begun, lambda liked: [0, int(np.argmax(liked[2:]))]).values.tolist()
        [0, 0]
    """
    shares = posterior.classes()
    votes = [shares, *np.eye(len(shares))[np.argsort(-shares, kind="stable")[:tries]]]
    begun = [complete(toward(posterior, vote)) for vote in votes]
    distinct = {tuple(np.asarray(values).tolist()) for values in (*begun, *starts)}
    found = [_climbed(posterior, complete, values) for values in sorted(distinct)]
    return max(found, key=lambda finished: finished.log_probability)


def toward(posterior: Posterior, shares: Floats) -> Floats:
    """Weights per column: Σ_k r_k log p_k(v) + liking, for shares r of the classes that sum to 1."""
    model = posterior.model
    mass = np.zeros(len(posterior.addends))
    with np.errstate(divide="ignore"):  # a class without a share has no weight
        log_shares = np.log(shares)
    variables = np.arange(len(posterior.known))
    masses(log_shares, model.states, variables, np.empty(len(shares)), mass)
    own, none = mass[model.state_of_column], mass[model.missing][model.owner]
    kept, differs, unknown = model.likeness.T
    weights: Floats = own * kept + (1.0 - own - none) * differs + none * unknown + posterior.liking
    return weights


def _climbed(posterior: Posterior, complete: Complete, values: tuple[int, ...]) -> Finished:
    """Vote and complete in turns until that is no likelier."""
    design = Posterior.of(posterior.model, np.array(values, np.int32), posterior.liking)
    while True:
        fuller = np.asarray(complete(toward(design, design.classes())), np.int32)
        better = Posterior.of(posterior.model, fuller, posterior.liking)
        if better.evidence <= design.evidence + EQUAL:
            return Finished(design.known, design.evidence)
        design = better
