"""How the documentation site is built: `make docs`."""

from importlib.metadata import version as installed
from typing import Any

from pygments.lexers.special import TextLexer

project = "Sumisura"
author = "The Sumisura authors"
copyright = author  # noqa: A001 - Sphinx's name for it
version = release = installed("sumisura")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "index"
exclude_patterns = ["README.md"]  # the same page on a code host; index.md includes it
suppress_warnings = ["myst.header"]  # README's headings go on from the page that includes it

myst_heading_anchors = 4
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False
default_role = "code"  # single backticks in docstrings

html_theme = "furo"
html_title = "Sumisura"
html_static_path = [
    "_static",
    "../src/sumisura/web/static/vendor/fraunces",
    "../src/sumisura/web/static/vendor/instrument-sans",
]
html_css_files = ["atelier.css"]
html_logo = "../src/sumisura/web/static/mark.svg"
html_favicon = html_logo
html_copy_source = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#2f5da8",
        "color-brand-content": "#2f5da8",
        "color-brand-visited": "#5b4a8a",
        "color-background-primary": "#faf8f4",
        "color-background-secondary": "#f2eee6",
        "color-background-hover": "#ece6da",
        "color-background-border": "#ddd7cb",
        "color-foreground-primary": "#1e1b18",
        "color-foreground-secondary": "#4c463f",
        "color-foreground-muted": "#675f56",
        "color-foreground-border": "#8a8174",
        "color-code-background": "#f2eee6",
        "color-api-name": "#23467f",
        "color-api-pre-name": "#675f56",
    },
    "dark_css_variables": {
        "color-brand-primary": "#a9c2ee",
        "color-brand-content": "#a9c2ee",
        "color-brand-visited": "#c7b8ec",
        "color-background-primary": "#1f1e1d",
        "color-background-secondary": "#282624",
        "color-background-hover": "#33302d",
        "color-background-border": "#3d3935",
        "color-foreground-primary": "#ece6da",
        "color-foreground-secondary": "#c9c1b4",
        "color-foreground-muted": "#a59c8f",
        "color-foreground-border": "#6d655b",
        "color-code-background": "#282624",
        "color-api-name": "#c4d5f5",
        "color-api-pre-name": "#a59c8f",
    },
}


PLAIN = ("csv", "dimacs")
"""Forms that no highlighter knows."""
EVERY_DECISION = "\n```{toctree}\n:hidden:\n:glob:\n\n*\n```\n"
"""On a code host the list of decisions stands alone; here it is also the way to each."""


def _rewritten(_: Any, page: str, source: list[str]) -> None:
    """Pages that stand beside the folder `docs` have a place in the site, and the decisions are found from their list."""
    for file, inside in (
        ("SECURITY.md", "security.md"),
        ("CHANGELOG.md", "changelog.md"),
        ("CONTRIBUTING.md", "contributing.md"),
    ):
        source[0] = source[0].replace(f"](../{file}", f"](project/{inside}")
    if page == "decisions/README":
        source[0] += EVERY_DECISION


def _included(app: Any, _: object, page: str, source: list[str]) -> None:
    _rewritten(app, page, source)


def setup(app: Any) -> dict[str, bool]:
    """Called by Sphinx."""
    for name in PLAIN:
        app.add_lexer(name, TextLexer)
    app.connect("source-read", _rewritten)
    app.connect("include-read", _included)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
