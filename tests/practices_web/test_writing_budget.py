"""A page where one writes travels over a bad line: everything under 45 KB."""

import gzip
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from practices.record.screens import SECTION_SCREENS, SHORT

BUDGET = 45 * 1024
pytestmark = pytest.mark.django_db


class Asked(HTMLParser):
    """What a browser asks for besides the page."""

    def __init__(self, html):
        super().__init__()
        self.addresses = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "link" or (tag == "script" and given.get("src")):
            self.addresses.append(given.get("href") or given.get("src"))
        assert tag not in {"img", "iframe", "video"} or given.get("loading") == "lazy"


def _weight(address):
    return len(gzip.compress(Path(finders.find(address.removeprefix("/static/"))).read_bytes()))


def test_every_screen_of_a_full_draft_is_light(client_of, liege_editor, draft_practice):
    text = " ".join(f"mot{number}" for number in range(150))
    rows = [{"name": f"Partenaire {n}", "partner_type": "municipality", "role": f"rôle {n}"} for n in range(12)]
    draft = draft_practice(description=text, context=text, governance=text, safeguards=text, partners=rows)
    editor = client_of(liege_editor)
    base = f"/fr/pratiques/{draft.practice.slug}/modifier/"
    pages = [f"{base}{screen.slug}/" for screen in SECTION_SCREENS] + [f"{base}essentiel/{s.number}/" for s in SHORT]
    for page in pages:
        answer = editor.get(page, headers={"accept-encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        asked = Asked(gzip.decompress(answer.content).decode()).addresses
        assert any("js/writing" in address for address in asked)
        assert len(answer.content) + sum(_weight(address) for address in asked) < BUDGET, page
