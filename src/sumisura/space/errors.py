"""What can go wrong with a space, said to the person who can act."""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol, Self

from sumisura.kernel import Rule, SumisuraError
from sumisura.space.model import Conflict


class Explains(Protocol):
    """A design: it can say why a value is not available, and what would bring it."""

    def why(self, variable: object, value: object) -> Conflict:
        """The conflict."""

    def repair(self, variable: object, value: object, *, weight: int | None = None) -> Self:
        """The design that has the value."""


class Unavailable(SumisuraError):
    """A value does not go with what is chosen already.

    Args:
        design: what it was to be added to.
        variable: the variable's name.
        value: the value's name.
        repairable: whether any variant has the value.
        weight: what the choice was to weigh.
    """

    code = "unavailable"
    status = 409

    def __init__(
        self,
        design: Explains,
        variable: str,
        value: str,
        *,
        repairable: bool = True,
        weight: int | None = None,
    ) -> None:
        self.design, self.variable, self.value = design, variable, value
        self.repairable, self.weight = repairable, weight
        super().__init__(variable, value)

    @cached_property
    def conflict(self) -> Conflict:
        """The choices and rules that exclude it."""
        return self.design.why(self.variable, self.value)

    @cached_property
    def repair(self) -> Explains | None:
        """The design that has it and gives up least; None when no variant has it."""
        if not self.repairable:
            return None
        return self.design.repair(self.variable, self.value, weight=self.weight)

    def __str__(self) -> str:
        choices = ", ".join(f'"{variable}" = "{value}"' for variable, value in self.conflict.choices.items())
        reasons = " ".join(rule.reason or f'Rule "{rule.name}".' for rule in self.conflict.rules)
        against = f"does not go with {choices}" if choices else "is in no variant of this family"
        mend = "Give one of them up, or choose another value." if choices else "Choose another value."
        return f'"{self.variable}" = "{self.value}" {against}: {reasons} {mend}'


class Contradiction(SumisuraError):
    """A family's rules leave no variant at all.

    Args:
        rules: the smallest set of rules that cannot hold together.
    """

    code = "contradiction"
    status = 422

    def __init__(self, family: str, rules: Sequence[Rule]) -> None:
        self.family, self.rules = family, tuple(rules)
        named = "; ".join(
            f'"{rule.name}"'
            + (f" ({rule.where})" if rule.where else "")
            + (f": {rule.reason}" if rule.reason else "")
            for rule in self.rules
        )
        super().__init__(
            f"{family}: no variant meets these rules together: {named}. Loosen or remove one of them."
        )


class TooLarge(SumisuraError):
    """A family's diagram outgrows its budget in every order tried.

    Args:
        variables: names of a few variables of the component that is too large.
        budget: nodes it may have.
    """

    code = "too_large"
    status = 422

    def __init__(self, variables: Sequence[str], budget: int) -> None:
        self.variables, self.budget = tuple(variables), budget
        named = ", ".join(f'"{name}"' for name in self.variables)
        super().__init__(
            f"The rules around {named} need more than {budget:,} diagram nodes. "
            "Give a larger budget, split rules that join many variables, or leave variables out."
        )


MENDS = {
    "missing": "d4 is not installed. Install the extra: pip install sumisura[d4].",
    "too_slow": "d4 took longer than {}. Give it more seconds, or another way.",
    "too_large": "d4 needed more than {}. Take another way.",
    "died": "d4 died: {}. Take another way, and tell us the file.",
    "unreadable": "what d4 wrote cannot be read: {}. Install a release of d4 that is known to work.",
}
"""What became of d4, and what would mend it."""


class NotCompiled(SumisuraError):
    """A family's d-DNNF could not be made.

    Args:
        variables: names of a few variables of the component.
        reason: ``missing``, ``too_slow``, ``too_large``, ``died`` or ``unreadable``.
        detail: what was exceeded, or what d4 said last.
    """

    code = "not_compiled"
    status = 422

    def __init__(self, variables: Sequence[str], reason: str, detail: str) -> None:
        self.variables, self.reason, self.detail = tuple(variables), reason, detail
        named = ", ".join(f'"{name}"' for name in self.variables)
        super().__init__(f"The rules around {named} gave no d-DNNF: {MENDS[reason].format(detail)}")


class TooManyTradeOffs(SumisuraError):
    """A question about several sums at once has more best trade-offs than there is room for.

    Args:
        sums: how many sums were to be weighed against each other.
    """

    code = "too_many_trade_offs"
    status = 422

    def __init__(self, family: str, sums: int) -> None:
        self.family, self.sums = family, sums
        super().__init__(
            f"{family}: {sums} sums at once have too many best trade-offs to keep. "
            "Ask for fewer at once, or make more choices first."
        )


class NotSwept(SumisuraError):
    """A question that takes a compiled family was put to one of which some part is searched.

    Args:
        asks: what was asked for.
    """

    code = "not_swept"
    status = 422

    def __init__(self, family: str, asks: str) -> None:
        self.family, self.asks = family, asks
        super().__init__(
            f"{family}: part of it is searched, not compiled, so there is no {asks} of it. "
            "Give it a larger budget to compile in, or split the rules that join many variables."
        )
