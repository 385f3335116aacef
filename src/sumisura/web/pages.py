"""Templates, rendered with what every page needs: the brand, the nonce, the CSRF token."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sumisura.kernel import Brand, Family
from sumisura.trust.purposes import PURPOSES
from sumisura.usecases.shop.views import OptionView, VariableView
from sumisura.usecases.tasting.tastes import Card
from sumisura.web import numerals, words
from sumisura.web.drawing import freedom, frontier, threads, worth
from sumisura.web.drawing.preview import PreviewContext, render_preview
from sumisura.web.drawing.swatch import render_swatch
from sumisura.web.drawing.tile import render_tile

HERE = Path(__file__).parent
STATIC = HERE / "static"
LONG_LABEL = 26
"""From so many characters on, options stand in rows: in a card their words would pile up."""
SHORT_LABEL, PAIR = 5, 2
"""Options no longer and no more than these stand beside their choice, where there are no prices."""
MANY_OPTIONS = 9
"""More options than this, such as sizes, stand in small cards."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A variable's options as they stand; what is equal looks the same, so that it is rendered once."""

    key: tuple[object, ...]
    variable: VariableView = field(compare=False)
    brand: Brand = field(compare=False)


def options(
    variable: VariableView, brand: Brand, asked: str, mark: str, held: bool = False, priced: bool = True
) -> Markup:
    """The buttons of a choice.

    A click changes few choices of many, and most visitors stand at the same ones: what was rendered before is kept.
    Nothing that a customer wrote is in it.

    Args:
        asked: the option whose conflict is open, or "".
        mark: what a suggestion is called here.
        held: it is for a profile that its owner holds, of which nothing is kept.
        priced: prices are shown.
    """
    told = tuple(_told(option) for option in variable.options)
    row = _Row((brand.id, brand.locale, variable.name, asked, mark, priced, told), variable, brand)
    return _rendered(row) if held else _row(row)


@lru_cache(maxsize=20_000)
def _row(row: _Row) -> Markup:
    return _rendered(row)


def _rendered(row: _Row) -> Markup:
    _, _, _, asked, mark, priced, _ = row.key
    template = environment().get_template("_options.html")
    shape = "pair" if not priced and _is_pair(row.variable) else _shape(row.variable)
    body = template.render(
        variable=row.variable, brand=row.brand, asked=asked, mark=mark, shape=shape, priced=priced
    )
    return Markup(body)  # noqa: S704 - our own template, autoescaped


def _told(option: OptionView) -> tuple[object, ...]:
    words = (option.name, option.label, option.benefit, option.state)
    look = tuple(f"{name}={hint}" for name, hint in option.look.items())
    sewn = tuple((thread.name, thread.amount < 0, round(thread.share, 2)) for thread in option.threads)
    return (
        *words,
        option.delta.amount,
        option.delta.currency,
        option.lead_days,
        look,
        sewn,
        option.why,
        option.badge,
    )


def _shape(variable: VariableView) -> str:
    """How a choice is laid out: swatches, rows of words, small cards, or cards."""
    if variable.swatched:
        return "swatches"
    longest = max(len(option.label) for option in variable.options)
    if longest > LONG_LABEL:
        return "rows"
    return "small" if len(variable.options) > MANY_OPTIONS and longest <= MANY_OPTIONS else "cards"


def _is_pair(variable: VariableView) -> bool:
    """Whether it is a plain yes or no, such as feature models have by the hundred: it takes one row."""
    plain = all(len(option.label) <= SHORT_LABEL and not option.benefit for option in variable.options)
    return plain and len(variable.options) <= PAIR


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
    for written in (
        words.money, words.delta, words.count, words.percent, words.day, words.moment, words.signed,
        words.calendar, words.span, words.capfirst, words.tiny, numerals.spelled, numerals.figures, words.clock,
        words.lasting,
    ):  # fmt: skip
        made.filters[written.__name__] = written
    made.filters["country"] = words.country
    made.globals |= {
        "static": static,
        "drawn": drawn,
        "picture": picture,
        "mark": threads.mark,
        "plain": threads.plain,
        "seam": threads.seam,
        "loom": threads.loom,
        "part": threads.part,
        "frontier": frontier.frontier,
        "freedom": freedom.freedom,
        "interval": worth.interval,
        "weight": worth.weight,
        "strength": threads.strength,
        "options": options,
        "render_swatch": render_swatch,
        "visit_days": PURPOSES["visit"].keep_days,
        "worth": None,
        "brand": None,
        "here": "",
        "bag_count": 0,
        "piece": False,
        "gpc": False,
        "felt": None,
        "held": False,
        "until": None,
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
    # A measure or a name that somebody wrote stays in no memory longer than its page.
    if fields:
        return render_preview(family.preview, context)
    return _sketch(_Sketch(family.preview, repr(context), context))


def picture(card: Card, brand: Brand, row: str) -> Markup:
    """What a card shows: a family or a preset drawn from its choices, anything else as a tile.

    Args:
        row: the row it stands in: the same item may stand in several on one page.
    """
    item = card.item
    uid = f"p{hashlib.blake2b(f'{row} {item.id}'.encode(), digest_size=5).hexdigest()}"
    made = drawn(card.family, card.choices, {}, brand.accent, uid) if card.family else None
    return made or render_tile(item, brand.accent, uid=uid)


@dataclass(frozen=True, slots=True)
class _Sketch:
    """A drawing of choices alone; what is told alike is drawn alike, so that it is drawn once."""

    template: str
    told: str
    context: PreviewContext = field(compare=False)


@lru_cache(maxsize=1_000)
def _sketch(sketch: _Sketch) -> Markup:
    return render_preview(sketch.template, sketch.context)
