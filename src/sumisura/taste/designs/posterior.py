"""The posterior over past sales while a design grows: one addition per sale and choice."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput
from sumisura.taste.designs.history import MISSING, Ints
from sumisura.taste.designs.kernels.exemplars import masses, tilt
from sumisura.taste.designs.mixture import Mixture

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Posterior:
    """What is believed of one design on its way; immutable: every choice makes a new one.

    With the customer's liking l the model is tilted, p(x) e^{Σ l(x_i)}, and stays exact: a chosen value adds its
    log-likelihood to every class, an open variable adds log Z_i(s) = log Σ_v p_i(v | s) e^{l_v}. Both depend on the
    class only through its state in that variable, so all of it is one table of ``addends`` with an entry per state.

    Args:
        known: value number per variable, -1 where open.
        liking: log-utility per column.
        addends: what each state adds to its classes' log-weights.
        log_weights: log c_k + Σ_i addends, one per class.
    """

    model: Mixture = field(repr=False)
    known: Ints
    liking: Floats = field(repr=False)
    addends: Floats = field(repr=False)
    log_weights: Floats = field(repr=False)

    @classmethod
    def of(cls, model: Mixture, known: Ints, liking: Floats) -> "Posterior":
        """The posterior given all choices at once."""
        addends = tasted(model, liking)
        for variable in np.flatnonzero(known >= 0):
            _tell(model, addends, liking, int(variable), int(known[variable]))
        log_weights = model.log_counts.copy()
        first, extra = model.history.first[:-1], np.arange(len(known))
        telling = np.logical_or.reduceat(addends != 0.0, first + extra) if len(known) else extra
        tilt(log_weights, model.states, np.flatnonzero(telling), addends)
        return cls(model, known, liking, addends, log_weights)

    def know(self, variable: int, value: int) -> "Posterior":
        """This posterior after one more choice, at the cost of one pass; -1 opens the variable again."""
        known, addends = self.known.copy(), self.addends.copy()
        known[variable] = value
        begin, end = self._states(variable)
        if value == MISSING:
            addends[begin:end] = tasted(self.model, self.liking)[begin:end]
        else:
            _tell(self.model, addends, self.liking, variable, value)
        log_weights = self.log_weights.copy()
        tilt(log_weights, self.model.states, np.array([variable], np.int64), addends - self.addends)
        return replace(self, known=known, addends=addends, log_weights=log_weights)

    @cached_property
    def evidence(self) -> float:
        """Log of the tilted probability of the choices, up to a constant of the model."""
        top = float(self.log_weights.max())
        return top + float(np.log(np.exp(self.log_weights - top).sum()))

    def classes(self) -> Floats:
        """The posterior of each class, shape (classes,), summing to 1."""
        weights = np.empty(len(self.log_weights))
        masses(self.log_weights, self.model.states, np.empty(0, np.int64), weights, np.empty(0))
        return weights

    def options(self) -> Floats:
        """Log-probability of every column, normalised within its variable, shape (columns,)."""
        return self._predicted(np.arange(len(self.known)))

    def option(self, variable: int) -> Floats:
        """Log-probability of each value of one variable."""
        first = self.model.history.first
        return self._predicted(np.array([variable], np.int64))[first[variable] : first[variable + 1]]

    def agreement(self) -> Floats:
        """How likely each column is to be chosen, shape (columns,): weights for finishing a design.

        Their best sum is the design that this customer would likely agree with in the most choices (the centroid;
        Carvalho & Lawrence 2008). The likeliest *whole* design would copy one past customer to the last button,
        since nearly every sale is the only one of its kind.
        """
        return np.asarray(np.exp(self.options()))

    def best_value(self, variable: int, valid: npt.ArrayLike) -> int:
        """The likeliest value number of a variable among the valid ones; the first of equals.

        Raises:
            BadInput: no value is valid.
        """
        model = self.model
        begin, end = model.history.first[variable], model.history.first[variable + 1]
        mask = np.asarray(valid, np.bool_)
        mask = mask[begin:end] if len(mask) == len(model.history.columns) else mask
        if not mask.any():
            raise BadInput(f'"{model.history.variables[variable]}" has no valid value left')
        return int(np.argmax(np.where(mask, self.option(variable), -np.inf)))

    def _predicted(self, variables: npt.NDArray[np.int64]) -> Floats:
        """p(v) ∝ e^{l_v} [ (1 - ε) m'(v) + ε q_v Σ m' + q_v m'(none) ], m' the masses without the own addend."""
        model = self.model
        mass = np.zeros(len(self.addends))
        masses(self.log_weights, model.states, variables, np.empty(len(self.log_weights)), mass)
        mass = self._without_own(mass)
        at, none = model.state_of_column, mass[model.missing]
        own = mass[at]
        recorded = np.add.reduceat(own, model.history.first[:-1]) if len(own) else none
        noise = model.noise[model.owner]
        drawn = model.share * (noise * recorded[model.owner] + none[model.owner])
        chance = (1.0 - noise) * own + drawn
        with np.errstate(divide="ignore"):  # variables that were not asked for have no mass
            log_chance: Floats = np.log(chance) + self.liking
        return _normalised(log_chance, model.history.first, model.owner)

    def _without_own(self, mass: Floats) -> Floats:
        """The masses as if each variable were open and untasted, each scaled so that nothing overflows."""
        model = self.model
        begins = model.history.first[:-1] + np.arange(len(self.known))
        lowest = np.minimum.reduceat(self.addends, begins) if len(begins) else self.addends
        owner = np.repeat(np.arange(len(self.known)), model.width + 1)
        freed: Floats = mass * np.exp(lowest[owner] - self.addends)
        return freed

    def _states(self, variable: int) -> tuple[int, int]:
        first = self.model.history.first
        return int(first[variable]) + variable, int(first[variable + 1]) + variable + 1


def tasted(model: Mixture, liking: Floats) -> Floats:
    """Log Z of every state while all is open, shape (states,); zero without a taste."""
    addends = np.zeros(len(model.history.columns) + len(model.width))
    if not liking.any():
        return addends
    first, owner, noise = model.history.first[:-1], model.owner, model.noise
    top = np.maximum.reduceat(liking, first)
    utility = np.exp(liking - top[owner])
    mean = np.add.reduceat(model.share * utility, first)
    addends[model.missing] = top + np.log(mean)
    addends[model.state_of_column] = top[owner] + np.log(
        (1.0 - noise[owner]) * utility + (noise * mean)[owner]
    )
    return addends


def _tell(model: Mixture, addends: Floats, liking: Floats, variable: int, value: int) -> None:
    """Let a chosen value speak instead of an open variable's taste."""
    begin, column = int(model.history.first[variable]) + variable, int(model.history.first[variable]) + value
    none = int(model.missing[variable])
    kept, differs, unknown = model.likeness[column] + liking[column]
    addends[begin:none] = differs
    addends[begin + value] = kept
    addends[none] = unknown


def _normalised(log_chance: Floats, first: Ints, owner: npt.NDArray[np.int64]) -> Floats:
    """Subtract each variable's log Σ exp; a variable without any mass stays at -inf."""
    if not len(log_chance):
        return log_chance
    top = np.maximum.reduceat(log_chance, first[:-1])
    top = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        total = top + np.log(np.add.reduceat(np.exp(log_chance - top[owner]), first[:-1]))
    return log_chance - np.where(np.isfinite(total), total, 0.0)[owner]
