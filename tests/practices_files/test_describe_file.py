"""What is said of a file is changed in place: the file stays, and two people lose nothing."""

import pytest
import sound
from practices_files_words import IMAGE, WORDS

from practices.models import Attachment

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(liege_editor, viewer_for):
    return viewer_for(liege_editor)


@pytest.fixture
def row(draft_practice, by):
    words = {"alt_text": IMAGE["alt_text"], "credit": IMAGE["credit"], "consent": True}
    return sound.attach(by, draft_practice(), sound.image(), title="Une photographie", **words)


def address_of(row):
    return f"/fr/pratiques/{row.revision.practice.slug}/fichiers/{row.pk}/modifier/"


@pytest.fixture
def sent(editor, by, typed):
    """Return what fills the form as it is shown, with changes, and sends it."""

    def send(row, form=None, **changes):
        form = form or typed(editor.get(address_of(row)), "title")
        return editor.post(address_of(row), {**form, **changes})

    return send


def test_the_words_change_and_the_file_stays(editor, row, sent):
    before = (row.file, row.small, row.digest, row.added_by_id)
    answer = sent(row, title="Deux équipes", alt_text="Deux personnes de dos", audience="members", place="sources")
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.title, row.alt_text, row.audience, row.place) == (
        "Deux équipes",
        "Deux personnes de dos",
        "members",
        "sources",
    )
    assert (row.file, row.small, row.digest, row.added_by_id) == before
    page = editor.get(f"/fr/pratiques/{row.revision.practice.slug}/fichiers/").content.decode()
    assert "Deux équipes" in page
    assert address_of(row) in page


def test_the_same_form_sent_twice_changes_once(editor, row, sent, typed):
    form = typed(editor.get(address_of(row)), "title")
    version = []
    for _twice in range(2):
        assert sent(row, form, title="Deux équipes").status_code == 302
        row.revision.refresh_from_db()
        version.append(row.revision.lock_version)
    assert version[0] == version[1]


def test_two_people_at_once_both_keep_their_words(editor, row, sent, typed):
    form = typed(editor.get(address_of(row)), "title")
    assert sent(row, form, title="Le titre de l’autre").status_code == 302
    answer = sent(row, form, title="Mon titre")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Quelqu’un a changé ces mots" in page
    assert "Le titre de l’autre" in page
    row.refresh_from_db()
    assert row.title == "Le titre de l’autre"
    assert sent(row, typed(answer, "title")).status_code == 302
    row.refresh_from_db()
    assert row.title == "Mon titre"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "Donnez un titre au fichier."),
        ({"alt_text": ""}, "Décrivez l’image en une phrase"),
        ({"credit": "x" * 161}, "160 signes au plus"),
        ({"audience": "everybody"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(row, sent, changes, sentence):
    answer = sent(row, **{"credit": "Service de la voirie", **changes})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert changes.get("credit", "Service de la voirie") in page
    assert Attachment.unguarded.get(pk=row.pk).title == "Une photographie"


def test_without_consent_an_image_keeps_its_words(editor, row, sent, typed):
    form = typed(editor.get(address_of(row)), "title")
    del form["consent"]
    answer = sent(row, form, title="Autre")
    assert answer.status_code == 422
    assert "Sans accord écrit" in answer.content.decode()
    assert Attachment.unguarded.get(pk=row.pk).title == "Une photographie"


def test_a_file_already_there_is_not_put_there_again(draft_practice, by, sent):
    revision = draft_practice()
    data = sound.pdf()
    sound.attach(by, revision, data, place="sources")
    row = sound.attach(by, revision, data, place="deliverables")
    answer = sent(row, place="sources")
    assert answer.status_code == 422
    assert "Le même fichier y est déjà" in answer.content.decode()


def test_a_published_version_keeps_what_was_said(draft_practice, by, secretariat, viewer_for, editor):
    import samples

    revision = draft_practice()
    row = sound.attach(by, revision, sound.pdf(), title=WORDS["title"])
    samples.publish(by, viewer_for(secretariat), revision)
    assert editor.get(address_of(row)).status_code == 404
