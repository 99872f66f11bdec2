"""Who reads a section: all its fields at once within what each allows, then each of them."""

import pytest

from practices.models import Revision
from practices.record import FIELDS, fields_of

pytestmark = pytest.mark.django_db


def _address(revision, section="organisation"):
    return f"/fr/pratiques/{revision.practice.slug}/modifier/{section}/"


def _audiences(revision):
    return Revision.unguarded.get(pk=revision.pk).audiences


def test_one_choice_is_given_to_every_field_of_the_section(client_of, liege_editor, draft_practice, typed):
    revision = draft_practice()
    editor = client_of(liege_editor)
    page = editor.get(_address(revision))
    answer = editor.post(_address(revision), typed(page, "readers", readers="named", do="save"))
    assert answer.status_code == 302
    given = _audiences(revision)
    for field in fields_of("D"):
        if field.key != "location_sensitive":
            assert given[field.key] == "named", field.key
    assert "summary" not in given


def test_no_field_becomes_wider_than_it_may(client_of, liege_editor, draft_practice, typed):
    revision = draft_practice()
    editor = client_of(liege_editor)
    page = editor.get(_address(revision, "contact"))
    assert editor.post(_address(revision, "contact"), typed(page, "readers", readers="public")).status_code == 302
    given = _audiences(revision)
    for key in ("contact_person", "mayor_approval"):
        assert FIELDS[key].widest == "own"
        assert given.get(key, FIELDS[key].audience) == "own"
    page = editor.get(_address(revision))
    editor.post(_address(revision), typed(page, "readers", readers="public"))
    assert _audiences(revision)["referral_pathway"] == "public"
    assert "location_sensitive" not in _audiences(revision)


def test_the_button_shows_the_choices_and_saves_nothing(client_of, liege_editor, draft_practice, typed):
    revision = draft_practice()
    editor = client_of(liege_editor)
    sent = typed(
        editor.get(_address(revision)), "readers", readers="members", do="readers", governance="Un autre texte."
    )
    page = editor.post(_address(revision), sent)
    assert page.status_code == 200
    assert _audiences(revision) == {}
    assert "Les choix ci-dessous sont changés." in page.content.decode()
    back = typed(page, "readers")
    assert back["readers"] == [""]
    assert back["governance"] == ["Un autre texte."]
    assert back["audience-governance"] == back["audience-partners"] == ["members"]
    # One field is then chosen apart, and everything is saved together
    editor.post(_address(revision), typed(page, "readers", **{"audience-partners": "public"}))
    given = _audiences(revision)
    assert given["governance"] == "members"
    assert "partners" not in given


def test_an_unknown_choice_changes_nothing(client_of, liege_editor, draft_practice, typed):
    revision = draft_practice()
    editor = client_of(liege_editor)
    answer = editor.post(_address(revision), typed(editor.get(_address(revision)), "readers", readers="everybody"))
    assert answer.status_code == 422
    assert _audiences(revision) == {}
