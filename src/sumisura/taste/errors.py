"""What can be wrong with evidence and with a fitted population."""

from typing import ClassVar

from sumisura.kernel import BadInput, SumisuraError


class TooMuchEvidence(SumisuraError):
    """One customer's evidence about one item is beyond what its fixed-point sum can hold."""

    code: ClassVar[str] = "too_much_evidence"
    status: ClassVar[int] = 422

    def __init__(self, item: str, bound: float) -> None:
        self.item, self.bound = item, bound
        super().__init__(
            f'The evidence about "{item}" weighs more than {bound:.3g} plain signals. '
            "Look for a source that sends without end, or lower its strength."
        )


class OtherPopulation(SumisuraError):
    """Evidence was summed under another population's rows and strengths; it adds up with none of this one's."""

    code: ClassVar[str] = "other_population"
    status: ClassVar[int] = 409

    def __init__(self, ours: str, theirs: str) -> None:
        self.ours, self.theirs = ours, theirs
        super().__init__(
            f'The evidence belongs to population "{theirs}", not to "{ours}". Sum the signals anew.'
        )


class MissingExtra(SumisuraError):
    """Something was chosen that needs a package which is not installed."""

    code: ClassVar[str] = "missing_extra"
    status: ClassVar[int] = 500

    def __init__(self, chosen: str, extra: str, instead: str) -> None:
        self.chosen, self.extra, self.instead = chosen, extra, instead
        super().__init__(
            f"{chosen} needs the package `{extra}`, which is not installed. "
            f"Run: pip install sumisura[{extra}]. Or choose {instead}."
        )


class BadPopulation(BadInput):
    """A population's arrays do not fit together, or hold what is not a number."""

    code: ClassVar[str] = "bad_population"
