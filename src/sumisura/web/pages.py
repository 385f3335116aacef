"""Templates, rendered with what every page needs: the brand, the nonce, the CSRF token."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sumisura.kernel import Family
from sumisura.trust.purposes import PURPOSES
from sumisura.web import words
from sumisura.web.preview import PreviewContext, render_preview
from sumisura.web.swatch import render_swatch

HERE = Path(__file__).parent
STATIC = HERE / "static"


def render(template: str, **context: object) -> str:
    """A page from ``templates/``."""
    return environment().get_template(template).render(context)


@cache
def environment() -> Environment:
    """The templates, compiled once."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for written in (words.money, words.delta, words.count, words.percent, words.day, words.moment):
        made.filters[written.__name__] = written
    made.filters["country"] = words.country
    made.globals |= {
        "static": static,
        "drawn": drawn,
        "render_swatch": render_swatch,
        "visit_days": PURPOSES["visit"].keep_days,
        "brand": None,
        "here": "",
        "bag_count": 0,
        "focus": "",
    }
    return made


@cache
def static(path: str) -> str:
    """The address of a file we serve, changing with its content, so that it can be kept for ever."""
    found = STATIC / path
    digest = hashlib.sha256(found.read_bytes()).hexdigest()[:12] if found.is_file() else ""
    return f"/static/{path}?v={digest}"


def drawn(
    family: Family, choices: Mapping[str, str], fields: Mapping[str, str], accent: str, uid: str
) -> Markup | None:
    """A design drawn from its choices; None where the family has no drawing."""
    if not family.preview:
        return None
    shown = {
        variable.name: variable.value(choices.get(variable.name, variable.default or variable.values[0].name))
        for variable in family.variables
    }
    context = PreviewContext(
        label=family.title,
        choice={name: value.name for name, value in shown.items()},
        chosen=frozenset(choices),
        look={name: value.look for name, value in shown.items()},
        field=fields,
        words=[shown[name].label for name in choices if name in shown],
        accent=accent,
        uid=uid,
    )
    return render_preview(family.preview, context)
