"""The real records, and the pages that are walked."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from tests.pages.drilling import Drill

DATA = Path(__file__).resolve().parents[2] / "practices" / "data" / "practices.json"


@pytest.fixture
def real_records(secretariat: User) -> None:
    """The records drawn from public sources, published as `make demo` does."""
    call_command("import_practices", str(DATA), publish_as=secretariat.email, verbosity=0)


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
