"""Files go where the record goes: to who reviews it, and to who looks at the draft as others will."""

import samples
import sound
from django.urls import reverse

from practices import actions


def test_the_secretariat_sees_and_opens_the_files_before_it_publishes(
    draft_practice, client_of, secretariat, liege_editor, viewer_for
):
    by = viewer_for(liege_editor)
    revision = draft_practice()
    row = sound.attach(by, revision, sound.docx(), title="Guide à relire", audience="members")
    sent = actions.submit(by=by, revision_id=revision.pk, seen_version=revision.lock_version)
    desk = client_of(secretariat)
    page = desk.get(reverse("admin:practices_revision_change", args=[sent.pk])).content.decode()
    assert "Guide à relire" in page
    assert "Villes membres" in page
    assert desk.get(f"/fr/pratiques/{revision.practice.slug}/fichiers/{row.file}/").status_code == 200


def test_a_preview_shows_the_files_that_its_readers_would_have(
    draft_practice, client_of, liege_editor, secretariat, viewer_for
):
    by = viewer_for(liege_editor)
    revision = draft_practice()
    sound.attach(by, revision, sound.docx(), title="Pour les membres", audience="members")
    sound.attach(by, revision, sound.odt(), title="Pour tous")
    address = f"/fr/pratiques/{revision.practice.slug}/apercu/"
    editor = client_of(liege_editor)
    as_public = editor.get(address, {"lecteurs": "public"}).content.decode()
    assert "Pour tous" in as_public
    assert "Pour les membres" not in as_public
    assert "/pdf/" not in as_public  # nothing to download before it is published
    practice = samples.publish(by, viewer_for(secretariat), revision)
    assert f"/fr/pratiques/{practice.slug}/pdf/" in editor.get(f"/fr/pratiques/{practice.slug}/").content.decode()
