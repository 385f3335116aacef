"""A person with a browser that knows no script: reads pages, fills in forms, presses buttons."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

MINUS = "\N{MINUS SIGN}"
VOID = {"input", "meta", "link", "br", "hr", "img"}


def minor(text: str) -> int:
    """An amount on a page in minor units: ``+ €1,204.50`` is 120450, ``included`` is 0."""
    if "included" in text or "the same price" in text:
        return 0
    found = re.search(r"€\s?([\d,]+)(?:\.(\d\d))?", text)
    assert found, f"no amount in {text!r}"
    amount = int(found[1].replace(",", "")) * 100 + int(found[2] or 0)
    return -amount if MINUS in text or "-" in text else amount


@dataclass
class Button:
    text: str = ""
    name: str = ""
    value: str = ""
    action: str = ""
    form: int = -1
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass
class Form:
    action: str
    method: str
    id: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """A page's text, links, forms and buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html, self.text, self.links = html, "", {}
        self.forms: list[Form] = []
        self.buttons: list[Button] = []
        self._open: list[int] = []
        self._button: Button | None = None
        self._link = ""
        self._select = ""
        self._quiet = 0
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag in {"style", "script"}:
            self._quiet += 1
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get"), given.get("id", "")))
            self._open.append(len(self.forms) - 1)
        elif tag == "button":
            self._button = Button(
                name=given.get("name", ""),
                value=given.get("value", ""),
                action=given.get("formaction", ""),
                form=self._of(given.get("form", "")),
                attributes=given,
            )
        elif self._open and tag in {"input", "select", "option"}:
            {"input": self._input, "select": self._choose, "option": self._option}[tag](given)
        elif tag == "a":
            self._link = given.get("href", "")

    def handle_endtag(self, tag):
        if tag in {"style", "script"}:
            self._quiet -= 1
        elif tag == "form":
            self._open.pop()
        elif tag == "button" and self._button:
            self._button.text = " ".join(self._button.text.split())
            self.buttons.append(self._button)
            self._button = None
        elif tag == "select":
            self._select = ""
        elif tag == "a":
            self._link = ""

    def handle_data(self, data):
        if self._quiet:
            return
        self.text += data + " "
        if self._button:
            self._button.text += data + " "
        if self._link and data.strip():
            self.links.setdefault(data.strip(), self._link)

    def _choose(self, given):
        self._select = given["name"]

    def _option(self, given):
        chosen = self.forms[self._open[-1]].fields
        if "selected" in given or self._select not in chosen:
            chosen[self._select] = given["value"]

    def _input(self, given):
        kind, chosen = given.get("type", "text"), self.forms[self._open[-1]].fields
        if "name" not in given or (kind in {"radio", "checkbox"} and "checked" not in given):
            return  # a browser sends neither
        chosen[given["name"]] = given.get("value", "")

    def _of(self, name):
        if not name:
            return self._open[-1] if self._open else -1
        return next(at for at, form in enumerate(self.forms) if form.id == name)

    @property
    def price(self) -> int:
        """What the foot of the configurator says the design costs, in minor units."""
        found = re.search(r'class="foot__price">(.*?)</output>', self.html, re.DOTALL)
        assert found, self.text[:400]
        return minor(re.sub("<[^>]+>from</[^>]+>", "", found[1]))

    @property
    def tokens(self) -> set[str]:
        """The CSRF tokens of its forms."""
        return {form.fields["csrf"] for form in self.forms if "csrf" in form.fields}

    def field(self, name: str) -> str:
        """What stands in a field."""
        return next(form.fields[name] for form in self.forms if name in form.fields)

    def button(self, text="", *, value=""):
        """The one button that says this, or that stands for this value."""
        found = [
            one
            for one in self.buttons
            if (value and one.value == value) or (text and one.text.startswith(text))
        ]
        assert found, f"no button {text or value!r} among {[one.text for one in self.buttons]}"
        return found[0]


class Person:
    """Goes from page to page; follows redirects as a browser does."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.at = "/"
        self.status = 0
        self.page = Page("")

    def open(self, path: str) -> Page:
        """Type an address."""
        return self._arrive(self.client.get(urljoin(self.at, path), follow_redirects=True))

    def follow(self, text: str) -> Page:
        """Follow a link by its words."""
        return self.open(self.page.links[text])

    def press(self, text: str = "", *, value: str = "", **written: str) -> Page:
        """Press a button, with these things written into its form first."""
        button = self.page.button(text, value=value)
        form = self.page.forms[button.form]
        data = {**form.fields, **written}
        if button.name:
            data[button.name] = button.value
        data = {name: text for name, text in data.items() if text is not None}
        target = urljoin(self.at, button.action or form.action)
        return self._arrive(self.client.post(target, data=data, follow_redirects=True))

    def _arrive(self, answer: httpx.Response) -> Page:
        parts = urlsplit(str(answer.url))
        self.at, self.status = parts.path + (f"?{parts.query}" if parts.query else ""), answer.status_code
        self.page = Page(answer.text)
        return self.page
