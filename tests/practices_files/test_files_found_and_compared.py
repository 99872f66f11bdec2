"""A file is found by its title, told about in the differences, and printed, for those alone who may read it."""

import io
import re
import zipfile

import pikepdf
import pytest
import samples
import sound
from django.test import Client
from PIL import Image
from practices_files_words import IMAGE
from reading_pdf import text_of

from practices import actions
from practices.models import Attachment, IndexEntry

pytestmark = pytest.mark.django_db
PICTURE = {**IMAGE, "consent": True, "title": "Deux équipes au parc"}


@pytest.fixture
def by(liege_editor, viewer_for):
    return viewer_for(liege_editor)


@pytest.fixture
def office(secretariat, viewer_for):
    return viewer_for(secretariat)


def noisy(size=(900, 700)):
    """An image that compresses as a photograph does."""
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("audience", "public", "members"),
    [("public", True, True), ("members", False, True), ("named", False, False), ("own", False, False)],
)
def test_the_search_finds_a_title_for_those_who_may_read_the_file(
    draft_practice, by, office, client_of, tunis_reader, audience, public, members
):
    revision = draft_practice()
    sound.attach(by, revision, sound.pdf(), title="Vademecum des correspondants", audience=audience)
    practice = samples.publish(by, office, revision)
    link = f'href="/fr/pratiques/{practice.slug}/"'
    asked = {"q": "vademecum"}
    assert (link in Client().get("/fr/pratiques/", asked).content.decode()) == public
    assert (link in client_of(tunis_reader).get("/fr/pratiques/", asked).content.decode()) == members
    vectors = {entry.scope: str(entry.vector) for entry in IndexEntry.objects.filter(practice=practice)}
    assert ("vademecum" in vectors["public"]) == public
    assert ("vademecum" in vectors["members"]) == members


def squeezed(text):
    return re.sub(r"\s+", "", text)


def second(by, office, practice, change):
    revision = actions.start_revision(by=by, practice_id=practice.pk)
    change(revision)
    revision.refresh_from_db()
    return samples.publish(by, office, revision)


def read(client, practice):
    return client.get(f"/fr/pratiques/{practice.slug}/differences/").content.decode()


def test_the_differences_tell_a_file_added_removed_or_described_otherwise(
    draft_practice, by, office, client_of, liege_editor
):
    revision = draft_practice()
    sound.attach(by, revision, sound.pdf(), title="Ancien guide")
    sound.attach(by, revision, sound.docx(), title="Charte des équipes")
    sound.attach(by, revision, sound.xlsx(), title="Budget détaillé")
    practice = samples.publish(by, office, revision)

    def change(draft):
        rows = {row.title: row for row in Attachment.unguarded.filter(revision=draft)}
        actions.remove_attachment(by=by, revision_id=draft.pk, attachment_id=rows["Ancien guide"].pk)
        Attachment.unguarded.filter(pk=rows["Charte des équipes"].pk).update(title="Charte signée", audience="members")
        sound.attach(by, draft, sound.odt(), title="Nouveau guide")

    practice = second(by, office, practice, change)
    own = read(client_of(liege_editor), practice)
    assert "Documents et images" in own
    for words in ("Ancien guide", "Charte", "Nouveau guide", "membres", "monde"):
        assert words in own
    assert "Budget détaillé" not in own
    public = read(Client(), practice)
    assert "Nouveau guide" in public
    for words in ("Ancien guide", "signée", "Qui peut le lire"):
        assert words not in public


def test_a_file_opened_later_is_not_told_as_new(draft_practice, by, office):
    revision = draft_practice()
    sound.attach(by, revision, sound.pdf(), title="Guide des équipes", audience="own")
    practice = samples.publish(by, office, revision)
    practice = second(
        by, office, practice, lambda draft: Attachment.unguarded.filter(revision=draft).update(audience="public")
    )
    assert "Guide des équipes" in Client().get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert "Guide des équipes" not in read(Client(), practice)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_images_are_printed_small_with_their_words(draft_practice, by, office, language):
    revision = draft_practice()
    sound.attach(by, revision, noisy(), **PICTURE)
    sound.attach(by, revision, noisy((700, 900)), **{**PICTURE, "title": "Une réunion", "audience": "members"})
    practice = samples.publish(by, office, revision)
    answer = Client().get(f"/{language}/pratiques/{practice.slug}/pdf/")
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        images = [image for page in document.pages for image in page.get_images().values()]
        assert [max(int(image.Width), int(image.Height)) for image in images] == [480]
        alternatives = [
            str(one.Alt) for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
        ]
        assert alternatives == [IMAGE["alt_text"]]
    assert squeezed(IMAGE["credit"]) in squeezed(text_of(answer.content))
    assert len(answer.content) < 250_000
    with zipfile.ZipFile(io.BytesIO(Client().get(f"/{language}/pratiques/{practice.slug}/docx/").content)) as package:
        assert len([name for name in package.namelist() if name.startswith("word/media/")]) == 1
        assert IMAGE["alt_text"] in package.read("word/document.xml").decode()


def test_a_lost_image_leaves_a_document_that_can_be_read(draft_practice, by, office, settings):
    from files import store

    revision = draft_practice()
    row = sound.attach(by, revision, noisy(), **PICTURE)
    practice = samples.publish(by, office, revision)
    store.drop([row.small])
    for what in ("pdf", "docx"):
        assert Client().get(f"/fr/pratiques/{practice.slug}/{what}/").status_code == 200
