"""A marker word in every field: documents, files, translations and copies hold no more than the page."""

import pytest
from django.test import Client
from marking import MARKER, SHOWN_TO, marked_values, marker, words_of

from common.audience import Audience
from practices import actions
from practices.actions.translating import state_of
from practices.documents.note import PARTS
from practices.models import IndexEntry
from practices.record import FIELDS
from practices.record.translating import TRANSLATED


@pytest.mark.parametrize("reader", SHOWN_TO)
def test_documents_and_files_show_each_reader_what_the_page_shows(marked, readers, reader):
    practice, audiences = marked
    allowed = {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
    parts = [name for name, _words, _keys in PARTS]
    for what in ("pdf", "docx", "note", "note/pdf"):
        answer = readers[reader].get(f"/fr/pratiques/{practice.slug}/{what}/", {"parties": parts})
        shown = set(MARKER.findall(words_of(answer)))
        assert shown <= allowed, what
        assert marker("title") in shown
        # What the city alone reads of its contact stays out of what leaves the site
        assert marker("contactperson", "name") not in shown
    assert marker("file", "title", "public") in words_of(readers[reader].get(f"/fr/pratiques/{practice.slug}/"))


@pytest.mark.parametrize("reader", SHOWN_TO)
def test_a_translation_shows_no_more_than_its_source(marked, readers, reader, liege_editor, viewer_for):
    """Each text is translated by its own marker, said in English: the page and the API hide the same ones."""
    practice, audiences = marked
    editor = viewer_for(liege_editor)
    texts = {key: marked_values()[key] for key in TRANSLATED}
    seen = state_of(practice.published, None, list(texts))
    actions.save_translation(by=editor, practice_id=practice.pk, language="en", texts=texts, seen=seen)
    actions.finish_translation(by=editor, practice_id=practice.pk, language="en", seen_revision=practice.published_id)
    allowed = {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
    page = readers[reader].get(f"/en/pratiques/{practice.slug}/").content.decode()
    assert 'lang="fr"' in page
    assert marker("summary") in page
    assert set(MARKER.findall(page)) <= allowed
    api = Client().get(f"/api/v1/practices/{practice.slug}/", {"lang": "en"})
    public = {word for word, audience in audiences.items() if audience == Audience.PUBLIC}
    assert api.json()["is_translation"]
    assert set(MARKER.findall(api.content.decode())) <= public
    scope = "public" if reader == "stranger" else "members"
    entry = IndexEntry.objects.get(practice=practice, scope=scope)
    forbidden = {word for word, audience in audiences.items() if audience not in SHOWN_TO["member"]}
    hidden = forbidden | (set(audiences) - public if scope == "public" else set())
    assert not {word for word in hidden if word in f"{entry.vector} {entry.translations}"}
    for part in ("", "essentiel/", "preuves/"):
        answer = readers[reader].get(f"/fr/pratiques/{practice.slug}/traductions/en/{part}", follow=True)
        assert reader == "own" or not MARKER.findall(answer.content.decode())


@pytest.mark.parametrize("reader", SHOWN_TO)
def test_the_files_of_a_draft_are_for_its_writers_alone(marked, readers, reader, liege_editor, viewer_for):
    practice, _audiences = marked
    actions.start_revision(by=viewer_for(liege_editor), practice_id=practice.pk)
    for name in ("", "fiche.html", "fiche.xlsx"):
        answer = readers[reader].get(f"/fr/pratiques/{practice.slug}/hors-ligne/{name}", follow=True)
        assert reader == "own" or not MARKER.findall(answer.content.decode(errors="replace"))
    if reader == "own":
        page = readers[reader].get(f"/fr/pratiques/{practice.slug}/hors-ligne/fiche.html").content.decode()
        assert set(MARKER.findall(page)) == set(MARKER.findall(str(marked_values())))


def test_a_draft_started_from_it_holds_what_a_member_reads(marked, dakar_coordinator, viewer_for):
    practice, audiences = marked
    draft, _is_new = actions.start_from(by=viewer_for(dakar_coordinator), practice_id=practice.pk)
    held = set(MARKER.findall(str([getattr(draft, field.attribute, "") for field in FIELDS.values()])))
    assert marker("description") in held
    assert held <= {word for word, audience in audiences.items() if audience in SHOWN_TO["member"]}
