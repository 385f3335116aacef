"""A brand's SVG template and a design become a drawing.

Templates are a brand's data, so they are treated as input: rendered in Jinja's immutable sandbox, then read as XML against
a list of what a drawing may hold. Whatever goes wrong, the page shows a calm stand-in and the log says which template.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from functools import lru_cache
from typing import Any
from xml.parsers import expat

import structlog
from jinja2 import ChainableUndefined, Template, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from sumisura.kernel import BadInput
from sumisura.web.drawing.colour import mix, tone

MAX_CHARACTERS = 300_000
MAX_RANGE = 500
_SHAPES = "circle ellipse line path polygon polyline rect text textPath tspan use"
_FRAMES = (
    "svg g defs symbol title desc clipPath mask pattern marker linearGradient radialGradient stop filter"
)
_FILTERS = (
    "feGaussianBlur feOffset feFlood feComposite feMerge feMergeNode feColorMatrix feTurbulence feBlend"
)
ALLOWED = frozenset(f"{_SHAPES} {_FRAMES} {_FILTERS}".split())
# Attributes that can point nowhere unless their value says "url": most of a drawing, so they are read fast.
_GEOMETRY = "x y x1 x2 y1 y2 cx cy r rx ry d width height points transform fill stroke opacity offset class"
_PAINT = "stroke-width stroke-opacity fill-opacity stroke-dasharray stroke-linecap stroke-linejoin stop-color stop-opacity"
PLAIN = frozenset(f"{_GEOMETRY} {_PAINT}".split())

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PreviewContext:
    """What a drawing may know of a design: plain data, nothing that acts.

    Args:
        label: the piece in words, "Jeans, cut for one".
        choice: variable → value to draw; where nothing is chosen yet, the value to draw meanwhile.
        chosen: the variables that the customer did choose.
        look: variable → drawing hints of its value, such as ``{"colour": "#1d2b4f"}``.
        field: measures and texts known so far; any may be missing.
        words: the choices in words, in order; they become the drawing's description.
        accent: the brand's colour.
        uid: starts every id in the drawing, so that several can share a page.
    """

    label: str
    choice: Mapping[str, str]
    chosen: frozenset[str] = frozenset()
    look: Mapping[str, Mapping[str, Any]] = filled(default_factory=dict)
    field: Mapping[str, str | float] = filled(default_factory=dict)
    words: Sequence[str] = ()
    accent: str = "#2f5da8"
    uid: str = "pv"

    @property
    def summary(self) -> str:
        """The drawing in words, for those who cannot see it.

        Example:
            >>> PreviewContext("Jeans", {"wash": "raw"}, words=["raw", "straight leg"]).summary
            'Jeans: raw, straight leg'
        """
        return f"{self.label}: {', '.join(self.words)}" if self.words else self.label

    def plain(self) -> dict[str, Any]:
        """The names a template sees."""
        return {
            "label": self.label,
            "choice": dict(self.choice),
            "look": {name: dict(hints) for name, hints in self.look.items()},
            "field": dict(self.field),
            "accent": self.accent,
            "uid": self.uid,
            "summary": self.summary,
            "is_chosen": self.chosen.__contains__,
        }


def render_preview(template: str, context: PreviewContext) -> Markup:
    """Draw a design; never fails.

    Args:
        template: the text of a Jinja SVG template. Beside the context it has ``number(default, low, high)`` to read a
            measure, ``tone(share)`` to lighten (> 0) or darken (< 0) a colour, ``mix(other, share)``, and a short ``range``.
        context: what to draw.

    Returns:
        one ``<svg>`` element, safe in a page; a stand-in with the label when the template is at fault.

    Example:
        >>> drawing = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="{{ field.size|number(5, 1, 9) }}"/></svg>'
        >>> str(render_preview(drawing, PreviewContext("Dot", {}, field={"size": 3})))
        '<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>'
    """
    try:
        drawing = _render(template, context)
        check_drawing(drawing, uid=context.uid)
    except (
        TemplateError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        RecursionError,
        BadInput,
    ) as error:
        # Only where and what kind: an error's text may quote a personal measure.
        log.warning(
            "preview_failed",
            template=_digest(template),
            error=type(error).__name__,
            line=getattr(error, "lineno", None),
        )
        return _stand_in(context)
    return Markup(drawing)  # noqa: S704 - autoescaped by the sandbox and checked element by element


def check_drawing(drawing: str, *, uid: str = "") -> None:
    """Refuse a drawing that could act, load something, or clash with another on the page.

    Raises:
        BadInput: names the line and what is not allowed there.

    Example:
        >>> check_drawing('<svg><script>alert(1)</script></svg>')
        Traceback (most recent call last):
        sumisura.kernel.errors.BadInput: line 1: <script> may not stand in a drawing. Remove it.
    """
    parser = expat.ParserCreate()

    def refuse(what: str, mend: str = "Remove it.") -> None:
        raise BadInput(what, where=f"line {parser.CurrentLineNumber}", mend=mend)

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag not in ALLOWED:
            refuse(f"<{tag}> may not stand in a drawing")
        for name, value in attributes.items():
            if (name not in PLAIN or "\\" in value or "url" in value.lower()) and (
                fault := _fault(name, value, uid)
            ):
                refuse(f'{name}="{value[:40]}" {fault}')

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = lambda *_: refuse("a document type may not stand in a drawing")
    parser.ProcessingInstructionHandler = lambda *_: refuse("an instruction may not stand in a drawing")
    try:
        parser.Parse(drawing.strip(), True)
    except expat.ExpatError as error:
        raise BadInput(
            f"this is not well-formed SVG ({error})", mend="Close every element and quote every attribute."
        ) from None


def _fault(name: str, value: str, uid: str) -> str:
    """What is wrong with an attribute, or nothing."""
    plain = value.casefold().replace(" ", "")
    if name.casefold().startswith("on") or name == "style":
        return "may not stand in a drawing: use attributes"
    if name.endswith("href") and not value.startswith("#"):
        return "points outside the drawing"
    if plain.count("url(") != plain.count("url(#") or "\\" in value:
        return "points outside the drawing"
    if name == "id" and not value.startswith(uid):
        return f"must start with {uid}"
    return ""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox, where arithmetic stays on numbers of sensible size."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 - Jinja's signature
        """Multiply numbers; repeating texts and towers of powers are refused."""
        if operator == "**" or not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(f"{operator} works on numbers alone, and ** not at all")
        return left * right


def _number(value: object, default: float, low: float, high: float) -> float:
    """A measure as a number within what can be drawn; texts with a comma are understood."""
    try:
        return max(low, min(high, float(str(value).replace(",", "."))))
    except ValueError:
        return default


def _tidy(value: object) -> object:
    """Short decimals: a drawing needs no more than a hundredth of its unit."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def _range(*bounds: int) -> range:
    """A range short enough to draw."""
    steps = range(*bounds)
    if len(steps) > MAX_RANGE:
        raise SecurityError(f"a drawing counts to {MAX_RANGE} at most")
    return steps


def _environment() -> _Sandbox:
    environment = _Sandbox(
        autoescape=True, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_tidy
    )
    environment.globals = {"range": _range, "namespace": environment.globals["namespace"]}
    environment.filters |= {"number": _number, "tone": tone, "mix": mix}
    return environment


_ENVIRONMENT = _environment()


def _digest(template: str) -> str:
    return hashlib.blake2b(template.encode(), digest_size=8).hexdigest()


@lru_cache(maxsize=128)
def _compiled(template: str) -> Template:
    # The cache is keyed by the text itself: Python hashes a string once, and equal texts share one compilation.
    return _ENVIRONMENT.from_string(template)


def _render(template: str, context: PreviewContext) -> str:
    pieces, length = [], 0
    for piece in _compiled(template).generate(context.plain()):
        length += len(piece)
        if length > MAX_CHARACTERS:
            raise BadInput("the drawing is too large", mend=f"Stay under {MAX_CHARACTERS} characters.")
        pieces.append(piece)
    return "".join(pieces)


def _stand_in(context: PreviewContext) -> Markup:
    """Pattern paper with a chalked square: the page stays whole and the choices can go on."""
    words = escape(context.summary)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="pv" viewBox="0 0 400 300" role="img" aria-label="{words}">'
        '<rect class="pv-ghost" x="100" y="60" width="200" height="150" rx="4" fill="none" stroke="#675f56" stroke-width="1.5"'
        ' stroke-dasharray="7 5"/><path class="pv-dim" d="M100 236h200M100 230v12M300 230v12" stroke="#b08d3e"/>'
        '<text class="pv-ghost-text" x="200" y="140" text-anchor="middle" font-size="14" fill="#675f56">'
        "The drawing stands here as soon as it is ready</text></svg>"
    ).format(words=words)
