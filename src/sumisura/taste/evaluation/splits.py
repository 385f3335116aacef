"""What is known of a customer and what is held back."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sumisura.taste.dataset import Histories

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fold:
    """Customers with what is known of each and what is to be found.

    Args:
        known, held: the same customers, no entry in both.
        names: (customers,) which they are among those that were split.
    """

    known: Histories
    held: Histories
    names: Ints

    def at_most(self, events: int, rng: np.random.Generator) -> "Fold":
        """The same with only some known events a customer, drawn at random; what is held back stays."""
        order = _within(self.known, rng.random(len(self.known.columns)))
        return Fold(self.known.keep(order < events), self.held, self.names)

    def latest(self, events: int, times: Floats) -> "Fold":
        """The same with only the latest known events a customer.

        Args:
            events: how many.
            times: (known entries,) when each was.
        """
        return Fold(self.known.keep(_within(self.known, -times) < events), self.held, self.names)

    def only(self, items: Ints) -> "Fold":
        """The same customers, with these items alone, in this order."""
        return Fold(self.known.only(items), self.held.only(items), self.names)

    def take(self, customers: npt.ArrayLike) -> "Fold":
        """Some of the customers."""
        return Fold(
            self.known.take(customers), self.held.take(customers), self.names[np.asarray(customers, np.int64)]
        )


def fold_in(histories: Histories, rng: np.random.Generator, share: float = 0.8) -> Fold:
    """Hold a fifth of each customer's events back, drawn at random: at least one, and at least one stays known.

    Customers with fewer than two events are left out.
    """
    return ordered(histories, rng.random(len(histories.columns)), share)


def ordered(histories: Histories, order: Floats, share: float = 0.8) -> Fold:
    """Hold back each customer's events that come last: chronological where ``order`` is the time.

    Args:
        histories: whose.
        order: (entries,) what to sort by; equal ones in order of item.
        share: how much stays known.
    """
    names = np.flatnonzero(histories.lengths > 1)
    lengths = histories.lengths[histories.rows]
    stays = np.clip((lengths * share).astype(np.int64), 1, np.maximum(lengths - 1, 1))
    known = _within(histories, order) < stays
    return Fold(histories.keep(known).take(names), histories.keep(~known).take(names), names)


def strong(customers: int, rng: np.random.Generator, each: int | None = None) -> tuple[Ints, Ints, Ints]:
    """Customers to train on, to tune on and to test on, no one in two of them (strong generalisation).

    Args:
        customers: how many there are.
        rng: draws them.
        each: how many to tune on and to test on; a twelfth unless given: 500 of 6,018.
    """
    number = max(round(customers / 12), 1) if each is None else each
    order = rng.permutation(customers)
    return np.sort(order[2 * number :]), np.sort(order[number : 2 * number]), np.sort(order[:number])


def _within(histories: Histories, order: Floats) -> Ints:
    """(entries,) each entry's place within its customer's, from 0, sorted by ``order``."""
    by = np.lexsort((histories.columns, order, histories.rows))
    place = np.empty(len(by), np.int64)
    place[by] = np.arange(len(by)) - histories.begin[histories.rows]
    return place
