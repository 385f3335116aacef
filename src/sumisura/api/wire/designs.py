"""A design as programs see it: every option with its state, price and reasons, and why not where not."""

from collections.abc import Mapping, Sequence

from sumisura.api.wire.common import Choices, Count, Money, Out, Quote, Reason
from sumisura.usecases.shop import views


class OptionState(Out, frozen=True):
    """One value as it stands in a design.

    ``price`` is what the design's price becomes, less what it is now: after the repair where the value needs one.
    """

    value: str
    label: str
    state: str
    price: Money
    price_is_exact: bool
    lead_days: int
    why: str
    reasons: Sequence[Reason]

    @classmethod
    def of(cls, one: views.OptionView) -> "OptionState":
        """An option of ours."""
        reasons = [Reason.of(thread) for thread in one.threads]
        price = Money.of(one.delta)
        return cls(one.name, one.label, str(one.state), price, one.exact, one.lead_days, one.why, reasons)


class Choice(Out, frozen=True):
    """A variable with its options, in the order they should be shown to this customer."""

    variable: str
    label: str
    group: str
    chosen: str | None
    reason: str
    fitted: bool
    options: Sequence[OptionState]

    @classmethod
    def of(cls, one: views.VariableView, group: str) -> "Choice":
        """A choice of ours."""
        chosen = one.chosen.name if one.chosen else None
        options = [OptionState.of(option) for option in one.options]
        return cls(one.name, one.label, group, chosen, one.reason, one.fitted, options)


class Written(Out, frozen=True):
    """A field as it stands: what is written, what is wrong with it; ``private`` where it is another person's."""

    field: str
    text: str
    error: str
    private: bool

    @classmethod
    def of(cls, one: views.FieldView) -> "Written":
        """A field of ours."""
        return cls(one.spec.name, one.text, one.error, one.kept_private)


class Change(Out, frozen=True):
    """What one choice was, and what it is now, in words; "" is: not chosen."""

    choice: str
    before: str
    after: str

    @classmethod
    def of(cls, one: views.Change) -> "Change":
        """A change of ours."""
        return cls(one.label, one.before, one.after)


class Explanation(Out, frozen=True):
    """Why an option cannot be had as things stand, and what having it anyway would change.

    ``reasons`` are the rules against it in the maker's words, ``because`` the choices that stand against it.
    """

    variable: str
    value: str
    label: str
    reasons: Sequence[str]
    because: Sequence[str]
    repairable: bool
    changes: Sequence[Change]
    price: Money
    lead_days: int

    @classmethod
    def of(cls, one: views.ConflictView) -> "Explanation":
        """A conflict of ours."""
        return cls(
            variable=one.variable,
            value=one.value,
            label=one.label,
            reasons=one.reasons,
            because=one.because,
            repairable=one.repairable,
            changes=[Change.of(change) for change in one.changes],
            price=Money.of(one.delta),
            lead_days=one.lead_days,
        )


class Design(Out, frozen=True):
    """A design: what stands, every option from here, and its price.

    ``price`` is the design's, or its cheapest completion's while it is ``partial``. ``conflict`` is there where an option
    was asked for that cannot be had: nothing was changed then.
    """

    id: str
    family: str
    revision: str
    choices: Choices
    suggesting: bool
    partial: bool
    missing: Sequence[str]
    variants: Count
    price: Money
    lead_days: int
    quote: Quote | None
    options: Sequence[Choice]
    fields: Sequence[Written]
    changes: Sequence[Change]
    moved: Sequence[Change]
    conflict: Explanation | None
    can_undo: bool
    fit: str
    decision: str

    @classmethod
    def of(cls, view: views.ConfiguratorView) -> "Design":
        """A design of ours."""
        return cls(
            id=view.design,
            family=view.family.name,
            revision=view.family.digest,
            choices=dict(view.choices),
            suggesting=view.suggesting,
            partial=view.partial,
            missing=view.missing,
            variants=Count.of(view.count),
            price=Money.of(view.price),
            lead_days=view.lead_days,
            quote=Quote.of(view.quote) if view.quote else None,
            options=[Choice.of(one, group.name) for group in view.groups for one in group.variables],
            fields=[Written.of(one) for group in view.groups for one in group.written],
            changes=[Change.of(one) for one in view.changes],
            moved=[Change.of(one) for one in view.moved],
            conflict=Explanation.of(view.conflict) if view.conflict else None,
            can_undo=view.can_undo,
            fit=str(view.fit),
            decision=view.entry,
        )


class Sketch(Out, frozen=True):
    """A design in a list: how far it is, and what it costs from here."""

    id: str
    family: str
    choices: Mapping[str, str]
    done: int
    total: int
    price: Money


class DesignPage(Out, frozen=True):
    """Designs, and the cursor of the next page; null at the end."""

    items: Sequence[Sketch]
    next: str | None
