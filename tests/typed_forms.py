"""Forms as a browser without JavaScript reads and sends them."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpResponse


class _Forms(HTMLParser):
    """Collects, for each form sent by POST, the values that a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.buttons: list[list[tuple[str, str]]] = []
        self._open = False
        self._select = ""
        self._first_option = True
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._open = given.get("method", "").lower() == "post"
            if self._open:
                self.forms.append({})
                self.buttons.append([])
        elif not self._open:
            return
        elif tag == "button" and given.get("type") != "button":
            self.buttons[-1].append((name, given.get("value", "")))
        elif tag == "input" and name:
            kind = given.get("type", "text")
            if kind not in {"checkbox", "radio"} or "checked" in given:
                unset = "on" if kind == "checkbox" else ""
                self.forms[-1].setdefault(name, []).append(given.get("value", unset))
        elif tag == "select":
            self._select, self._first_option = name, True
        elif tag == "option" and self._select:
            if self._first_option or "selected" in given:
                self.forms[-1][self._select] = [given.get("value", "")]
            self._first_option = False
        elif tag == "textarea":
            self._area = name
            self.forms[-1][name] = [""]

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1][self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area is not None:
            # A browser drops the first line break of a text area
            self.forms[-1][self._area][0] = self.forms[-1][self._area][0].removeprefix("\n").removeprefix("\r\n")
            self._area = None


def _parsed(response: HttpResponse) -> _Forms:
    parser = _Forms()
    parser.feed(response.content.decode())
    return parser


Typed = Callable[..., dict[str, list[str]]]


@pytest.fixture
def typed() -> Typed:
    """Return what the form that has a field would send, with changes: a value, a list, or None to leave it out."""

    def values(response: HttpResponse, having: str, **changes: Any) -> dict[str, list[str]]:
        form = next(form for form in _parsed(response).forms if having in form)
        for name, value in changes.items():
            form.pop(name, None)
            if value is not None:
                form[name] = [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
        return form

    return values


@pytest.fixture
def buttons() -> Callable[[HttpResponse, str], list[tuple[str, str]]]:
    """Return the buttons of the form that has a field, in order: the first is what the Enter key presses."""

    def of(response: HttpResponse, having: str) -> list[tuple[str, str]]:
        parsed = _parsed(response)
        return next(b for form, b in zip(parsed.forms, parsed.buttons, strict=True) if having in form)

    return of
