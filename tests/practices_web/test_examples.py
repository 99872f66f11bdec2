"""Nobody is left before a blank page: each field where a person writes a text has an example, shown beside it."""

import html
import re

import pytest

from practices.record import FIELDS, Kind
from practices.record.screens import SECTION_SCREENS

pytestmark = pytest.mark.django_db

WRITTEN = {Kind.LINE, Kind.TEXT, Kind.RICH, Kind.LINES}


def test_each_text_to_write_has_an_example():
    written = [field for field in FIELDS.values() if field.editable and not field.on_practice and field.kind in WRITTEN]
    without = [field.key for field in written if not field.example and "Par exemple" not in str(field.help)]
    assert len(written) > 20
    assert without == []


def test_the_form_shows_each_example_beside_its_field(client_of, liege_editor, draft_practice):
    editor, base = client_of(liege_editor), f"/fr/pratiques/{draft_practice().practice.slug}/modifier/"
    shown = "".join(editor.get(f"{base}{screen.slug}/").content.decode() for screen in SECTION_SCREENS)
    helps = dict(re.findall(r'<p class="help" id="id_(\w+?)(?:-\d+)?_helptext">(.*?)</p>', shown, re.DOTALL))
    exampled = [field for field in FIELDS.values() if field.example and field.editable]
    missing = [
        field.key
        for field in exampled
        if f"Exemple\u00a0: {field.example}" not in html.unescape(helps.get(field.key, ""))
    ]
    assert len(exampled) > 20
    assert missing == []
