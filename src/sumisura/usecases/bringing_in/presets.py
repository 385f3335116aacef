"""Reads ``presets.yaml``: named designs to start from.

```yaml
presets:
  evening:
    family: jeans
    title: The evening pair
    words: Dark, plain and a little longer.
    tags: [occasion=evening]
    choices: {fabric: raw-14, cut: slim}
```
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sumisura.files import BadFile, Problems, Section, did_you_mean, open_section, read_bytes
from sumisura.kernel import Family
from sumisura.space.read.names import check_sorts_no_people

LARGEST = 1_000_000


class BadPresets(BadFile):
    """A file of presets cannot be used; ``problems`` names every line that needs mending."""

    code = "bad_presets"


@dataclass(frozen=True, slots=True)
class Preset:
    """A named design to start from, whole or partial.

    Args:
        name: unique within the brand.
        family: the family it is made in.
        choices: variable → value.
        tags: what it is like beyond its choices, as ``quality=value``.
    """

    name: str
    family: str
    title: str
    words: str
    choices: Mapping[str, str]
    tags: tuple[str, ...] = ()


def read_presets(path: Path, families: Sequence[Family]) -> Sequence[Preset]:
    """The presets in a file; none where there is no file.

    Raises:
        BadPresets: with every problem found.
    """
    if not path.exists():
        return ()
    problems = Problems(BadPresets)
    root = open_section(read_bytes(path, LARGEST, BadPresets), path.name, problems)
    named = {family.name: family for family in families}
    presets = [_preset(section, name, named) for name, section in root.sections("presets", "preset")]
    root.close()
    problems.check()
    return presets


def _preset(section: Section, name: str, families: Mapping[str, Family]) -> Preset:
    about = section.text("family", needed="Name the family it is made in.")
    family = families.get(about)
    if about and family is None:
        section.note("family", f'"{about[:60]}" is no family here', did_you_mean(about, families))
    choices = section.words("choices")
    if family is not None:
        _check(section, family, choices)
    for tag in section.texts("tags"):
        check_sorts_no_people(section, "tags", tag.value)
    preset = Preset(
        name,
        about,
        section.text("title", name.replace("-", " ").capitalize()),
        section.text("words"),
        choices,
        tuple(text.value for text in section.texts("tags")),
    )
    section.close()
    return preset


def _check(section: Section, family: Family, choices: Mapping[str, str]) -> None:
    known = {variable.name: [value.name for value in variable.values] for variable in family.variables}
    for variable, value in choices.items():
        if variable not in known:
            section.note("choices", f'"{variable[:60]}" is no choice', did_you_mean(variable, known))
        elif value not in known[variable]:
            mend = did_you_mean(value, known[variable])
            section.note("choices", f'"{value[:60]}" is no value of {variable}', mend)
