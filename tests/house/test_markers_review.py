"""A marker word in every field: drafts, notes and readings by link are met by those they are for."""

import pytest
import samples
from django.test import Client
from marking import MARKER, SHOWN_TO, marker

from accounts import tokens
from mailing.models import Letter
from practices import actions


def test_a_draft_and_its_notes_are_read_by_the_city_and_the_secretariat_alone(
    draft_practice, readers, liege_editor, secretariat, viewer_for
):
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    draft = samples.write(editor, draft_practice(), context=f"Mot {marker('draft')}.")
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    actions.request_changes(
        by=office, revision_id=sent.pk, seen_version=sent.lock_version, note=f"Mot {marker('note')}."
    )
    address = f"/fr/pratiques/{draft.practice.slug}/"
    for reader in ("stranger", "member", "named"):
        for page in (address, "/fr/", "/fr/pratiques/", "/fr/villes/liege/", "/fr/ma-ville/"):
            assert not MARKER.findall(readers[reader].get(page, follow=True).content.decode())
    assert marker("note") in readers["own"].get(address, follow=True).content.decode()


@pytest.mark.parametrize(("members_too", "reader"), [(False, "stranger"), (True, "member")])
def test_an_expert_reads_what_a_stranger_or_a_member_would(
    marked, members_too, reader, liege_editor, secretariat, viewer_for
):
    practice, audiences = marked
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    revision = actions.start_revision(by=editor, practice_id=practice.pk)
    sent = actions.submit(by=editor, revision_id=revision.pk, seen_version=revision.lock_version)
    reading = actions.invite_expert(
        by=office,
        revision_id=sent.pk,
        email="experte@universite.example",
        sections=list("ABCDEFGH"),
        members_too=members_too,
    )
    token, reading.token_hash = tokens.make()
    reading.save()
    client, path = Client(), f"/fr/pratiques/lecture/{token}/"
    assert not MARKER.findall(client.get(path).content.decode())
    client.post(path, {"email": "experte@universite.example"})
    shown = set(MARKER.findall(client.get(path).content.decode()))
    assert shown <= {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
    assert marker("summary") in shown
    assert (marker("referral_pathway") in shown) == members_too
    sent_letters = "".join(letter.text for letter in Letter.objects.filter(kind="practice.expert_link"))
    assert not MARKER.findall(sent_letters)
