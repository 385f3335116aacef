"""What the simulator speaks of: people with hidden tastes, what they can be shown, and how they react."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Simulated customers. All of it is hidden: a policy sees reactions alone.

    Args:
        tokens: the qualities they have tastes for, as ``attribute=value``.
        occasions: the tokens of the attribute ``occasion``, in the order of ``tokens``.
        segment: the behavioural segment each grew from, shape (people,); never a demographic group.
        taste: how much each likes each token, shape (people, tokens); about N(0, 1).
        purpose: how often each comes with each occasion in mind, shape (people, occasions); rows sum to 1.
        thrift: utility lost per standard deviation of log price, shape (people,); above 0.
        patience: probability of going on to the next place of a list, shape (people,).
        boredom: utility lost each time the same thing is shown again, shape (people,).
        inertia: utility of the brand's own choice inside a family, shape (people,).
        openness: from 0 (agrees to nothing) to 1, shape (people,).
        cell: the coarse place each lives in, shape (people,).
        friends: pairs of people who know each other, each once with the lower number first, shape (pairs, 2).
    """

    tokens: tuple[str, ...]
    occasions: tuple[str, ...]
    segment: Ints
    taste: Floats
    purpose: Floats
    thrift: Floats
    patience: Floats
    boredom: Floats
    inertia: Floats
    openness: Floats
    cell: Ints
    friends: Ints

    def __len__(self) -> int:
        return len(self.segment)


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Things that can be shown.

    Args:
        features: what each is like: 1 / √(number of its tokens) at each of them, shape (things, tokens).
        dearness: its log price in standard deviations above the mean of the shelf, shape (things,).
        appeal: what everybody finds in it beyond its tokens, shape (things,).
    """

    features: Floats
    dearness: Floats
    appeal: Floats

    def __len__(self) -> int:
        return len(self.appeal)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The options of a family, one per column of its space.

    Args:
        features: as in `Shelf`, shape (columns, tokens).
        dearness: its surcharge above the mean of its variable, in standard deviations over all columns,
            shape (columns,).
        usual: whether it is the brand's own choice, shape (columns,).
    """

    features: Floats
    dearness: Floats
    usual: Bools

    def __len__(self) -> int:
        return len(self.dearness)


@dataclass(frozen=True, slots=True, eq=False)
class Reactions:
    """What visitors did with what they were shown.

    Args:
        looked, liked, refused: by visitor and place, shape (visitors, places). Who likes or refuses has looked;
            nobody does both.
        bought: the place of what was bought, or -1, shape (visitors,).
        rating: from 1 to 5 stars for what was bought, or 0 where nobody answered, shape (visitors,).
        returned: whether what was bought was sent back, shape (visitors,).
    """

    looked: Bools
    liked: Bools
    refused: Bools
    bought: Ints
    rating: Ints
    returned: Bools
