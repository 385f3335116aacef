"""A draft as its page shows it: every option with its state and its price."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from sumisura.kernel import (
    ABSENT,
    Brand,
    Configuration,
    Family,
    Field,
    Group,
    Money,
    Quote,
    Value,
    Variable,
    VaultRef,
)
from sumisura.space import fields as written
from sumisura.space import measuring
from sumisura.space.design import Design
from sumisura.space.draft import TOUCHED, Draft, design_of
from sumisura.space.exact import Misfit
from sumisura.space.instances import is_there, named_apart
from sumisura.space.model import Conflict, Option
from sumisura.space.space import Space
from sumisura.usecases.shop.leaning import Leaning, is_sized
from sumisura.usecases.shop.views import (
    Change,
    ConfiguratorView,
    ConflictView,
    FieldView,
    GroupView,
    OptionView,
    State,
    VariableView,
)
from sumisura.usecases.tasting.tastes import Fit

Text = TypeVar("Text", bound=str)


@dataclass(frozen=True)
class Shown:
    """Everything the view of one draft is made from.

    Args:
        texts: field → what was written, as far as this visitor may read it.
        errors: field → what is wrong with what was just written.
        leaning: what this visitor leans to; None where the shop is the same for everyone.
        fit: for whom it is served.
        misfits: field → why the number that stands in it does not go with the rest.
    """

    space: Space
    draft: Draft
    design: Design
    options: Mapping[str, Mapping[str, Option]]
    texts: Mapping[str, str]
    errors: Mapping[str, str]
    leaning: Leaning | None = None
    fit: Fit = Fit.EVERYONE
    misfits: Mapping[str, Misfit] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        space: Space,
        draft: Draft,
        texts: Mapping[str, str],
        errors: Mapping[str, str],
        leaning: Leaning | None = None,
        fit: Fit = Fit.EVERYONE,
    ) -> "Shown":
        """Sweep the draft once."""
        design, misfits = design_of(space, draft), measuring.misfits(space, draft)
        return cls(space, draft, design, design.options(), texts, errors, leaning, fit, misfits)

    @cached_property
    def family(self) -> Family:
        """The family, with the prices in force."""
        return self.space.family

    @cached_property
    def choices(self) -> dict[str, str]:
        """What stands."""
        return self.draft.choices

    def money(self, amount: int) -> Money:
        """Minor units in the family's currency."""
        return Money(amount, self.family.currency)


def groups(shown: Shown) -> tuple[GroupView, ...]:
    """The family's groups in order; what stands in none comes last, under the family's title."""
    family = shown.family
    rest = Group("", family.title)
    return tuple(
        view for group in (*family.groups, rest) if (view := _group(shown, group)).variables or view.fields
    )


def configuration(draft: Draft) -> Configuration:
    """The choices that stand, in the draft's family revision."""
    return Configuration.of(draft.family, draft.choices)


def missing(family: Family, draft: Draft) -> tuple[str, ...]:
    """Labels of what is still open or unwritten before a draft can be ordered."""
    choices, stands = draft.choices, {**draft.fields, **draft.personal}
    open_ = {
        one.name: one.label
        for one in family.variables
        if one.name not in choices and is_there(family, choices, one)
    }
    unwritten = {field.name: field.label for field in written.missing(family, choices, stands)}
    return tuple((open_ | unwritten).values())  # the number of an open choice is asked for once


def applying(family: Family, choices: Mapping[str, str], stands: Mapping[str, Text]) -> dict[str, Text]:
    """What is written in fields that apply to these choices: a text for an engraving since dropped is not made."""
    return {
        field.name: stands[field.name]
        for field in family.fields
        if field.name in stands and written.asked(field, choices)
    }


def facts(
    family: Family, choices: Mapping[str, str], fields: Mapping[str, str], personal: Iterable[str]
) -> list[tuple[str, str]]:
    """(label, words) of every choice and written field; of private words, only that there are some."""
    found = [
        (one.label, one.value(choices[one.name]).label)
        for one in family.variables
        if one.name in choices and one.name not in fields  # its exact number is told instead
        if choices[one.name] != ABSENT
    ]
    for one in family.fields:
        if one.name in fields:
            found.append((one.label, f"{fields[one.name]} {one.unit}".rstrip()))
        elif one.name in personal:
            found.append((one.label, "as you wrote it, under lock"))
    return found


def lead_days(family: Family, choices: Mapping[str, str]) -> int:
    """Days from order to door: the base and what each choice adds."""
    return family.base_lead_days + sum(
        variable.value(choices[variable.name]).lead_days
        for variable in family.variables
        if variable.name in choices
    )


def changes(family: Family, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """What differs between two sets of choices, in the family's order."""
    return tuple(
        Change(variable.label, _label(variable, before), _label(variable, after))
        for variable in family.variables
        if _told(before, variable) != _told(after, variable)
    )


def _told(choices: Mapping[str, str], variable: Variable) -> str | None:
    """What stands; of an instance that is not there nothing does, which is no news to anybody."""
    value = choices.get(variable.name)
    return None if value == ABSENT else value


def conflict(shown: Shown, variable: str, value: str, found: Conflict, after: Draft | None) -> ConflictView:
    """Why an option cannot be had, and what ``after``, having it anyway, would change; None: it never can be."""
    family = shown.family
    about = family.variable(variable)
    then = after.choices if after else shown.choices
    return ConflictView(
        variable=variable,
        value=value,
        label=about.value(value).label,
        reasons=tuple(rule.reason + (f" ({rule.standard})" if rule.standard else "") for rule in found.rules),
        because=tuple(family.variable(name).value(found.choices[name]).label for name in found.choices),
        repairable=after is not None,
        changes=tuple(one for one in changes(family, shown.choices, then) if one.label != about.label),
        delta=shown.money(shown.options[variable][value].price_delta),
        lead_days=lead_days(family, then) - lead_days(family, shown.choices),
    )


def view(shown: Shown, brand: Brand, quote: Quote | None) -> ConfiguratorView:
    """The whole page."""
    draft = shown.draft
    return ConfiguratorView(
        brand=brand,
        family=shown.family,
        design=draft.id,
        groups=groups(shown),
        count=shown.design.count(),
        whole=shown.space.count(),
        price=shown.money(shown.design.price),
        partial=not shown.design.is_complete,
        missing=missing(shown.family, replace(draft, personal=_readable(shown))),
        quote=quote,
        lead_days=lead_days(shown.family, shown.choices),
        can_undo=bool(draft.past),
        suggesting=draft.finished,
        choices=shown.choices,
        fields=shown.texts,
        order="personal" if shown.leaning else "brand",
        fit=shown.fit,
        default=_default(shown),
        moved=tuple(_moved(draft)),
        priced=brand.sells or _priced(shown.family),
        chosen=tuple(
            (one.label, _label(one, draft.now.touched))
            for one in shown.family.variables
            if one.name in draft.now.touched
        ),
    )


def _moved(draft: Draft) -> Iterator[Change]:
    """What a new revision took that its owner has not been told of."""
    for one in draft.news.lost if draft.news and not draft.news.told else ():
        yield Change(
            one.choice, one.before, one.after or ("open again" if one.offered else "no longer a choice")
        )


def _priced(family: Family) -> bool:
    """Whether anything in it costs something: many files of rules know no prices."""
    own = any(value.price for variable in family.variables for value in variable.values)
    return bool(family.base_price or family.surcharges or own)


def _default(shown: Shown) -> str:
    """Whose choice a design is that starts complete: the maker's, until somebody touches it or has it finished."""
    begins = shown.family.starts_complete and shown.draft.finished and not shown.draft.past
    if not begins:
        return ""
    return "It opens as the maker's own choice, the same for everyone. You can change all of it."


def _readable(shown: Shown) -> dict[str, VaultRef]:
    """What this visitor wrote themselves; another's words do not count as written."""
    return {
        name: ref
        for name, ref in shown.draft.personal.items()
        if name in shown.texts and name not in shown.errors
    }


def _group(shown: Shown, group: Group) -> GroupView:
    family = shown.family
    here = (one for one in family.variables if one.group == group.name)
    variables = tuple(_variable(shown, one) for one in here if is_there(family, shown.choices, one))
    fields = tuple(_field(shown, one) for one in _asked(shown, group.name))
    needed = [one for one in fields if one.spec.required]
    done = sum(one.settled for one in variables) + sum(one.stands for one in needed)
    return GroupView(
        group.name, group.label, group.hint, variables, fields, done, len(variables) + len(needed)
    )


def _variable(shown: Shown, variable: Variable) -> VariableView:
    lean = shown.leaning
    names = lean.order(variable) if lean else [value.name for value in variable.values]
    values = {value.name: value for value in variable.values}
    options = tuple(_option(shown, variable.name, values[name]) for name in names if name != ABSENT)
    chosen = next((one for one in options if one.state in {State.CHOSEN, State.SUGGESTED}), None)
    number = shown.family.number_of(variable.name)
    asked = _field(shown, number) if number else None
    instance, label = named_apart(variable)
    found = VariableView(
        variable.name, label, variable.hint, options, chosen, number=asked, instance=instance
    )
    if lean and (chosen is None or chosen.state is State.SUGGESTED):
        return _suiting(lean, variable, found)
    return found


def _suiting(lean: Leaning, variable: Variable, found: VariableView) -> VariableView:
    """An open choice, with what speaks for the option that suits this visitor, and what is only tried."""
    can = [one.name for one in found.options if one.state is not State.UNAVAILABLE]
    best, trial = lean.suits(variable, can), lean.drawn.get(variable.name)
    marks: dict[str, OptionView] = {one.name: one for one in found.options}
    if trial and trial.tried in can:
        marks[trial.tried] = replace(marks[trial.tried], badge=trial.badge)
    if best:
        marks[best] = replace(marks[best], threads=lean.threads(variable, best), why=lean.why(variable, best))
    return replace(
        found,
        options=tuple(marks.values()),
        reason=lean.sentence(variable, best) if best else "",
        fitted=not is_sized(variable) or bool(best),
    )


def _option(shown: Shown, variable: str, value: Value) -> OptionView:
    option = shown.options[variable][value.name]
    return OptionView(
        name=value.name,
        label=value.label,
        benefit=value.benefit,
        state=_state(shown.draft, variable, value.name, option),
        delta=shown.money(option.price_delta),
        lead_days=value.lead_days,
        look=value.look,
        exact=option.exact,
    )


def _state(draft: Draft, variable: str, value: str, option: Option) -> State:
    if draft.now.touched.get(variable) == value:
        return State.CHOSEN
    if draft.now.suggested.get(variable) == value:
        return State.SUGGESTED
    return State.AVAILABLE if 0 <= option.give_up < TOUCHED else State.UNAVAILABLE


def _asked(shown: Shown, group: str) -> Iterator[Field]:
    """What is written in a step; the number of a choice stands with the choice."""
    for one in shown.family.fields:
        own = one.group == group and not shown.family.number_of(one.name)
        if own and written.asked(one, shown.choices):
            yield one


def _field(shown: Shown, spec: Field) -> FieldView:
    text, misfit = shown.texts.get(spec.name, ""), shown.misfits.get(spec.name)
    private = not text and spec.name in shown.draft.personal
    error = shown.errors.get(spec.name, "") or (str(misfit) if misfit else "")
    return FieldView(spec, text, error, private)


def _label(variable: Variable, choices: Mapping[str, str]) -> str:
    return variable.value(choices[variable.name]).label if variable.name in choices else ""
