"""A visitor of the running bank who has no JavaScript: fetches pages, fills in forms, follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import httpx

if TYPE_CHECKING:
    from tests.system import LiveBank


@dataclass
class Form:
    """A form as the page gives it: where it goes, what it holds."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Collects forms with the values that a browser would send untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = True
            self.forms.append(Form(told.get("action", ""), told.get("method", "get").lower()))
        elif tag == "input" and self._open and "name" in told:
            self._keep(told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def _keep(self, told: dict[str, str]) -> None:
        if told.get("type") in {"radio", "checkbox"} and "checked" not in told:
            return
        self.forms[-1].values[told["name"]] = told.get("value", "")


class Visitor:
    """One browser without scripts. `page` is the last answer, redirects followed."""

    def __init__(self, bank: LiveBank, *, language: str = "ru") -> None:
        self.bank = bank
        self.http = httpx.Client(base_url=bank.url, follow_redirects=True, timeout=120)
        self.http.headers["Accept-Language"] = language
        bank.opened.append(self.http)
        self.page: httpx.Response

    def open(self, path: str) -> httpx.Response:
        self.page = self.http.get(path)
        return self.page

    def fill(self, part_of_action: str = "", /, **typed: str) -> httpx.Response:
        """Send the form whose action holds the part (the first POST form without one)."""
        form = self.form(part_of_action)
        address = urljoin(str(self.page.url), form.action or str(self.page.url))
        body = {**form.values, **typed}
        self.page = self.http.post(address, data=body, headers={"Referer": str(self.page.url)})
        return self.page

    def form(self, part_of_action: str = "") -> Form:
        return next(
            f for f in forms(self.page) if f.method == "post" and part_of_action in f.action
        )

    @property
    def text(self) -> str:
        """What the page says, with single blanks."""
        parser = _Forms()
        parser.feed(self.page.text)
        return " ".join(" ".join(parser.text).split())

    @property
    def path(self) -> str:
        return self.page.url.path

    def twin(self) -> Visitor:
        """Another window of the same browser: the same cookies, the same page."""
        other = Visitor(self.bank)
        other.http.cookies.update(self.http.cookies)
        other.http.headers.update(self.http.headers)
        other.page = self.page
        return other


def forms(page: httpx.Response) -> list[Form]:
    parser = _Forms()
    parser.feed(page.text)
    return parser.forms


def facts(person: dict[str, Any]) -> dict[str, str]:
    """What a person types to register."""
    return {name: str(person[name]) for name in ("number", "expiry", "cvv", "codeword", "phone")}
