"""What past sales say about a design on its way."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput
from sumisura.taste.designs.history import MISSING, History, Ints
from sumisura.taste.designs.mixture import Mixture
from sumisura.taste.designs.posterior import Posterior

Floats = npt.NDArray[np.float64]

NOISE = 0.03
"""How often a value departs from the sale that a design resembles, before anything was fitted."""


@dataclass(frozen=True, eq=False)
class DesignModel(Mixture):
    """What past sales say about a design on its way.

    A new design copies one of the sales, each value kept unless noise redraws it (`Mixture` has the formula). So the
    model answers from the first day, and sales that break today's rules still teach it.

    The evidence is the history, a sum of integers: a sale taken out of it leaves no trace. The noise is fitted and
    forgets at the next fit.

    Source: kernel estimation for categorical data (Aitchison & Aitken, Biometrika 63, 1976), one bandwidth a variable.

    Example:
        >>> columns = [("size", "S"), ("size", "L"), ("colour", "red"), ("colour", "blue")]
        >>> sales = [{"size": "L", "colour": "blue"}] * 5 + [{"size": "S", "colour": "red"}] * 5
        >>> model = DesignModel.of(History.of(columns, sales))
        >>> np.exp(model.options([1, -1])).round(2).tolist()  # colours for someone who chose L
        [0.5, 0.5, 0.11, 0.89]
    """

    @classmethod
    def of(
        cls,
        history: History,
        *,
        defaults: Mapping[str, object] | None = None,
        noise: npt.ArrayLike = NOISE,
    ) -> "DesignModel":
        """The model of a history.

        Args:
            defaults: the brand's default value of some variables.
            noise: one for all variables, or one each.
        """
        default = history.rows_of([defaults or {}])[0]
        spread = np.broadcast_to(np.asarray(noise, np.float64), default.shape).copy()
        return cls(history, default, spread)

    def begin(self, known: npt.ArrayLike | None = None, liking: npt.ArrayLike | None = None) -> Posterior:
        """What is believed of a design, given what is chosen and the customer's own taste.

        Args:
            known: value number per variable, -1 where open; shape (variables,). None: all open.
            liking: log-utility per column, 0 where nothing is known of it; shape (columns,). None: no taste.

        Raises:
            BadInput: another shape, a value that is not there, or a liking that is not finite.
        """
        return Posterior.of(self, self._known(known), self._liking(liking))

    def options(self, known: npt.ArrayLike, liking: npt.ArrayLike | None = None) -> Floats:
        """Log-probability of every column, normalised within its variable.

        For a variable already chosen: what would be taken there, given the other choices.
        """
        return self.begin(known, liking).options()

    def best_value(
        self,
        known: npt.ArrayLike,
        variable: int,
        valid: npt.ArrayLike,
        liking: npt.ArrayLike | None = None,
    ) -> int:
        """The likeliest value number of a variable among the valid ones; the first of equals.

        Args:
            valid: per value of the variable, or per column of the family, whether it can be had.

        Raises:
            BadInput: no value is valid.
        """
        return self.begin(known, liking).best_value(variable, valid)

    def with_history(self, history: History) -> "DesignModel":
        """The same noise and defaults over another history, as after one more sale or one forgotten."""
        return replace(self, history=history)

    def over(self, columns: Sequence[tuple[str, str]], defaults: Mapping[str, object]) -> "DesignModel":
        """The same sales in another revision's options; a new variable has the noise of before anything was fitted.

        Args:
            columns: every (variable, value) pair of that revision.
            defaults: its default value of some variables.
        """
        history = self.history.over(columns)
        fitted = dict(zip(self.history.variables, self.noise.tolist(), strict=True))
        noise = [fitted.get(name, NOISE) for name in history.variables]
        return DesignModel.of(history, defaults=defaults, noise=noise)

    def with_noise(self, noise: Floats) -> "DesignModel":
        """The same history and defaults under other noise, shape (variables,)."""
        return replace(self, noise=noise)

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Everything it is made of, for `numpy.savez`; no pickles."""
        names = json.dumps(self.history.columns).encode()
        return {
            "columns": np.frombuffer(names, np.uint8),
            "rows": self.history.rows,
            "counts": self.history.counts,
            "default": self.default,
            "noise": self.noise,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> "DesignModel":
        """The model that `to_arrays` described."""
        columns = tuple((str(name), str(value)) for name, value in json.loads(arrays["columns"].tobytes()))
        history = History(columns, arrays["rows"], arrays["counts"])
        return cls(history, arrays["default"], arrays["noise"])

    def to_bytes(self) -> bytes:
        """The arrays as one .npz file."""
        file = io.BytesIO()
        np.savez(file, **self.to_arrays())  # type: ignore[arg-type]  # numpy's stub takes no ** of arrays
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "DesignModel":
        """The model that `to_bytes` wrote."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return cls.from_arrays(arrays)

    def _known(self, known: npt.ArrayLike | None) -> Ints:
        if known is None:
            return np.full(len(self.width), MISSING, np.int32)
        given = np.asarray(known)
        if given.shape != self.width.shape or (given < MISSING).any() or (given >= self.width).any():
            raise BadInput(f"the choices are not value numbers of {len(self.width)} variables, -1 where open")
        return given.astype(np.int32)

    def _liking(self, liking: npt.ArrayLike | None) -> Floats:
        size = len(self.history.columns)
        if liking is None:
            return np.zeros(size)
        given = np.array(liking, np.float64)
        if given.shape != (size,) or not np.isfinite(given).all():
            raise BadInput(f"a liking is {size} finite numbers, one per option")
        return given
