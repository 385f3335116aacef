"""Part by part, what one revision has that the other has not, or has otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from sumisura.kernel import Family, Money, Rule, Surcharge, Value, Variable
from sumisura.kernel.money import digits
from sumisura.space.revisions.model import Change, Difference

WORDS = ("title", "tagline", "story", "returns", "preview", "groups", "base_lead_days", "starts_complete")
"""What a family says and shows besides its choices."""


def differences(old: Family, new: Family) -> tuple[Difference, ...]:
    """Everything that is not as it was: choices, options, rules, prices, surcharges, fields and words.

    Example:
        >>> from dataclasses import replace
        >>> size = Variable("size", "Size", (Value("S"), Value("M", price=200)))
        >>> tee = Family("tee", "Tee", "EUR", (size,))
        >>> dear = replace(tee, variables=(replace(size, values=(Value("M", price=300), Value("L"))),))
        >>> [(one.part, one.change.value, one.name, one.before, one.after) for one in differences(tee, dear)]
        [('option', 'removed', 'size.S', 'S', ''), ('price', 'changed', 'size.M', '2.00', '3.00'), ('option', 'added', 'size.L', '', 'L')]
    """
    return (
        *_choices(old, new),
        *_parts("rule", _rules(old), _rules(new)),
        *_base(old, new),
        *_parts("surcharge", _surcharges(old), _surcharges(new)),
        *_parts(
            "field", {one.name: repr(one) for one in old.fields}, {one.name: repr(one) for one in new.fields}
        ),
        *_words(old, new),
    )


def _choices(old: Family, new: Family) -> Iterator[Difference]:
    before, after = ({one.name: one for one in family.variables} for family in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if name not in after:
            yield Difference("choice", Change.REMOVED, name, before[name].label)
        elif name not in before:
            yield Difference("choice", Change.ADDED, name, after=after[name].label)
        else:
            yield from _options(before[name], after[name], (old.currency, new.currency))
            yield from _about(before[name], after[name])


def _options(old: Variable, new: Variable, currencies: tuple[str, str]) -> Iterator[Difference]:
    before, after = ({one.name: one for one in variable.values} for variable in (old, new))
    for name in dict.fromkeys((*before, *after)):
        full = f"{old.name}.{name}"
        if name not in after:
            yield Difference("option", Change.REMOVED, full, before[name].label or name)
        elif name not in before:
            yield Difference("option", Change.ADDED, full, after=after[name].label or name)
        else:
            yield from _option(full, before[name], after[name], currencies)


def _option(name: str, old: Value, new: Value, currencies: tuple[str, str]) -> Iterator[Difference]:
    if (old.price, currencies[0]) != (new.price, currencies[1]):
        prices = (_money(one.price, currency) for one, currency in zip((old, new), currencies, strict=True))
        yield Difference("price", Change.CHANGED, name, *prices)
    changed = [slot.name for slot in fields(Value) if getattr(old, slot.name) != getattr(new, slot.name)]
    for slot in changed:
        if slot != "price":
            yield Difference("option", Change.CHANGED, name, *_told(slot, old, new))


def _about(old: Variable, new: Variable) -> Iterator[Difference]:
    for slot in ("label", "default", "group", "hint", "weight"):
        if getattr(old, slot) != getattr(new, slot):
            yield Difference("choice", Change.CHANGED, old.name, *_told(slot, old, new))


def _parts(part: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name, ""), after.get(name, "")
        if was != now:
            change = (
                Change.ADDED
                if name not in before
                else Change.REMOVED
                if name not in after
                else Change.CHANGED
            )
            yield Difference(part, change, name, was, now)


def _base(old: Family, new: Family) -> Iterator[Difference]:
    prices = [_money(one.base_price, one.currency) for one in (old, new)]
    if (old.base_price, old.currency) != (new.base_price, new.currency):
        yield Difference("price", Change.CHANGED, "(before any option)", *prices)


def _words(old: Family, new: Family) -> Iterator[Difference]:
    for slot in WORDS:
        if getattr(old, slot) != getattr(new, slot):
            yield Difference("words", Change.CHANGED, slot)


def _rules(family: Family) -> Mapping[str, str]:
    return {rule.name: _rule(rule) for rule in family.rules}


def _rule(rule: Rule) -> str:
    """A rule in short; equal where it says the same in the same words."""
    standard = f" ({rule.standard})" if rule.standard else ""
    if rule.expression:
        return f"{rule.expression}: {rule.reason}{standard}"
    rows = "; ".join(" ".join(row) for row in sorted(set(rule.rows)))
    return f"{', '.join(rule.scope)} {'never' if rule.forbids else 'only'} {rows}: {rule.reason}{standard}"


def _surcharges(family: Family) -> Mapping[str, str]:
    return {one.name: _surcharge(one, family.currency) for one in family.surcharges}


def _surcharge(one: Surcharge, currency: str) -> str:
    when = " and ".join(f"{name} = {' or '.join(values)}" for name, values in sorted(one.when.items()))
    return f"{_money(one.amount, currency)} when {when or 'always'}: {one.reason}"


def _money(amount: int, currency: str) -> str:
    """An amount without its sign of currency: both revisions are in it, else it is named."""
    places = digits(Money(amount, currency).currency)
    return f"{amount / 10**places:.{places}f}"


def _told(slot: str, old: object, new: object) -> tuple[str, str]:
    """What a part says under a name, before and after."""
    was, now = getattr(old, slot), getattr(new, slot)
    return (f"{slot.replace('_', ' ')}: {_short(was)}", f"{slot.replace('_', ' ')}: {_short(now)}")


def _short(said: object) -> str:
    return "–" if said in (None, "", (), {}) else str(said)
