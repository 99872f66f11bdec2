"""A backup and its drill; what is read of a page."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.pages.drilling import Drill


@pytest.fixture
def drill(test_database: Any, django_db_blocker: Any, tmp_path: Path) -> Iterator[Drill]:
    with django_db_blocker.unblock():
        from django.db import connections

        connections.close_all()
        made = Drill(test_database, tmp_path)
    yield made
    made.drop()


class Tags(HTMLParser):
    """Every opening tag of a page with its attributes, and the text of its inline styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.styles: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.styles.append(data)


@pytest.fixture
def tags() -> Callable[[str], Tags]:
    """Return a reader of a page's tags."""

    def read(html: str) -> Tags:
        parser = Tags()
        parser.feed(html)
        return parser

    return read


@pytest.fixture
def words() -> Callable[[str], str]:
    """Return a reader of a page's text: no tags, one kind of space."""

    def read(html: str) -> str:
        body = re.sub(r"<(style|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).strip()

    return read
