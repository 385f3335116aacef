"""The steps of a design with very many choices: none longer than a page, one laid out at a time, and a search over all."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sumisura.usecases.shop.views import ConfiguratorView, Found, GroupView, VariableView

PAGED = 200
"""More choices than this are not laid out at once: the page would weigh megabytes, and nobody reads it."""
MOST = 40
"""Choices in one step of such a design."""
LONGEST = 80
"""Characters of what is searched for."""


def laid_out(view: ConfiguratorView, *, at: str = "", step: str = "", find: str = "") -> ConfiguratorView:
    """The view with the one step to lay out, or what was found; as it is where it has few choices, or was laid out.

    Args:
        at: the choice the last act was about; its step is laid out.
        step: the name of the step that is asked for, or was laid out before.
        find: words to look for in the names of choices and options, instead.
    """
    if view.total <= PAGED or view.opened is not None:
        return view
    groups = tuple(part for group in view.groups for part in _parts(group))
    words = " ".join(find.split())[:LONGEST]
    opened = _opened(groups, at, step)
    return replace(view, groups=groups, opened=opened, found=_found(groups, words) if words else None)


def _parts(group: GroupView) -> Iterator[GroupView]:
    """A step in parts of at most `MOST` choices, named by the first and the last of them."""
    if len(group.variables) <= MOST:
        yield group
        return
    for begin in range(0, len(group.variables), MOST):
        own = group.variables[begin : begin + MOST]
        label = f"{own[0].label} – {own[-1].label}"
        last = begin + MOST >= len(group.variables)
        yield _step(f"{group.name or 'all'}.{begin // MOST + 1}", label, group, own, last=last)


def _step(
    name: str, label: str, group: GroupView, own: Sequence[VariableView], *, last: bool = False
) -> GroupView:
    fields = group.fields if last else ()
    needed = [one for one in fields if one.spec.required]
    done = sum(one.chosen is not None for one in own) + sum(one.stands for one in needed)
    return GroupView(name, label, group.hint, tuple(own), fields, done, len(own) + len(needed))


def _opened(groups: Sequence[GroupView], at: str, step: str) -> str:
    """The step of that choice; else the one asked for; else the first with something to settle."""
    of_choice = (group for group in groups if at and any(one.name == at for one in group.variables))
    asked = (group for group in groups if group.name == step)
    unsettled = (group for group in groups if group.done < group.total)
    return next((group.name for each in (of_choice, asked, unsettled, groups) for group in each), "")


def _found(groups: Sequence[GroupView], words: str) -> Found:
    wanted = words.casefold()
    hits = [one for group in groups for one in group.variables if _has(one, wanted)]
    label = f"“{words}”"
    shown = GroupView("found", label, "", (), (), 0, 0)
    return Found(words, _step("found", label, shown, hits[:MOST]), max(0, len(hits) - MOST))


def _has(variable: VariableView, wanted: str) -> bool:
    texts = (variable.label, variable.name, *(option.label for option in variable.options))
    return any(wanted in text.casefold() for text in texts)
