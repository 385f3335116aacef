"""Variants of little cost: bounds from cores, exact where the effort suffices."""

from collections.abc import Callable, Mapping, Sequence

from pysat.examples.hitman import Hitman

SMALL = 600
"""Literals in all cores up to which a lightest hitting set is a matter of milliseconds; nothing stops a longer search."""
Asked = Callable[[Sequence[int]], tuple[bool, list[int]]]
"""Assumptions → True and a model, or False and a core: some of the assumptions, which cannot hold together."""


class Pursuit:
    """The search for a model that breaks soft literals of the least weight.

    First disjoint cores: each costs at least its lightest literal (Li, Manyà, Planes 2007). The model left is made
    minimal, literal by literal. Then implicit hitting sets (Davies and Bacchus 2011): a lightest set that hits all cores
    is a bound from below, and the optimum once some model breaks nothing else.

    Args:
        ask: the solver.
        hard: what must hold; it can.
        soft: literal → what breaking it costs, above 0.
        effort: questions that may be asked.
    """

    def __init__(self, ask: Asked, hard: Sequence[int], soft: Mapping[int, int], effort: int) -> None:
        self._ask, self._hard, self._soft, self._left = ask, list(hard), soft, effort
        self._cores: list[list[int]] = []
        self._broken: set[int] = set(soft)
        self.model: list[int] = []
        """The best one found."""
        self.low = 0
        """Nothing costs less."""

    @property
    def high(self) -> int:
        """What the best model costs."""
        return sum(self._soft[literal] for literal in self._broken)

    def run(self) -> None:
        """Narrow the bounds until they meet or the effort is spent. There is a model afterwards."""
        self._split()
        if not self.model:
            self._question([])
        self._shrink()
        self._hit()

    def _question(self, wanted: Sequence[int]) -> list[int] | None:
        """A core among wanted literals, or None and perhaps a better model."""
        self._left -= 1
        holds, found = self._ask([*self._hard, *wanted])
        if not holds:
            return [literal for literal in found if literal in self._soft]
        true = set(found)
        broken = {literal for literal in self._soft if literal not in true}
        if not self.model or sum(map(self._soft.__getitem__, broken)) < self.high:
            self.model, self._broken = found, broken
        return None

    def _split(self) -> None:
        left = dict(self._soft)
        while self._left > 0 and (core := self._question(list(left))) is not None:
            self._cores.append(core)
            least = min(left[literal] for literal in core)
            self.low += least
            for literal in core:
                left[literal] -= least
                if not left[literal]:
                    del left[literal]

    def _shrink(self) -> None:
        for literal in sorted(self._broken, key=lambda one: (-self._soft[one], one)):
            if self._left <= 0 or self.low == self.high:
                return
            if literal in self._broken:
                self._question([one for one in self._soft if one not in self._broken] + [literal])

    def _hit(self) -> None:
        while self._left > 0 and self.low < self.high and sum(map(len, self._cores)) <= SMALL:
            weights = {literal: self._soft[literal] for core in self._cores for literal in core}
            with Hitman(self._cores, weights, solver="glucose4", htype="sorted") as hitting:
                chosen = set(hitting.get() or ())
            self.low = max(self.low, sum(weights[literal] for literal in chosen))
            wanted = [literal for literal in self._soft if literal not in chosen]
            while wanted and self._left > 0 and (core := self._question(wanted)) is not None:
                self._cores.append(core)
                wanted = [literal for literal in wanted if literal not in core]
