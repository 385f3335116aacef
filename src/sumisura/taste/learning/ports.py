"""What a fit asks for: item factors from interactions, by whichever trainer this installation chose."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from sumisura.taste.dataset import Histories
from sumisura.taste.learning.factors import Factors, Settings, Step


class Factoriser(Protocol):
    """Makes item factors. `sumisura.taste.checks` holds every implementation to the promises made here.

    Whoever makes the vectors, a customer's taste is folded into them in one way (`sumisura.taste.learning.prior`), so a
    ranking splits into reasons by source with any of them.
    """

    @property
    def name(self) -> str:
        """What the model card says made the factors: a name, and a version where it is not our own."""
        ...

    def factorise(
        self,
        histories: Histories,
        table: npt.NDArray[np.float64],
        rng: np.random.Generator,
        settings: Settings,
        step: Step = ...,
    ) -> Factors:
        """Find vectors for items and tokens, and the tastes of the customers they were found with.

        The same arguments, with a generator in the same state, give the same bits. Everything is finite, also for
        items that nobody has seen and customers who showed nothing; without any history items are what they are like.

        Args:
            histories: customers × (items + tokens).
            table: (items, tokens) what items are like, as in `sumisura.taste.learning.content.Content`; no columns
                where nothing is known of them.
            rng: draws starting points.
            settings: d, the regularisation and the epochs.
            step: told after each epoch how many are done, of how many.

        Returns:
            (customers, d) tastes, (items + tokens, d) vectors, and the weight of everything unseen.

        Raises:
            UnusableNumbers: a weight or a pull is no finite number.
        """
        ...
