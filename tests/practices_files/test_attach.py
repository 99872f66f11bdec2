"""A city attaches a file to its draft, and takes it off; what is refused is said, and nothing typed is lost."""

import io
import threading
import zipfile
from pathlib import Path

import pikepdf
import pytest
import samples
import sound
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from PIL import Image
from practices_files_words import IMAGE, WORDS

from files import store
from practices import actions
from practices.models import Attachment


def kept(name: str) -> bytes:
    opened = store.open_kept(name)
    assert opened is not None
    with opened:
        return opened.read()


def test_a_document_is_attached_and_offered_with_its_weight(draft_practice, send, editor, only):
    revision = draft_practice()
    answer = send(revision.practice, sound.pdf(), "Prénom Nom.pdf")
    assert answer.status_code == 302
    row = only(revision)
    assert (row.title, row.kind, row.place, row.audience) == (WORDS["title"], "pdf", "deliverables", "public")
    page = editor.get(f"/fr/pratiques/{revision.practice.slug}/fichiers/").content.decode()
    assert "Guide de la médiation" in page
    assert "1\u00a0ko" in page
    data = kept(row.file)
    assert len(data) == row.weight
    with pikepdf.open(io.BytesIO(data)) as document:
        assert len(document.pages) == 1
        assert "/Info" not in document.trailer
        assert "/Metadata" not in document.Root


@pytest.mark.parametrize(("make", "kind"), [(sound.docx, "docx"), (sound.xlsx, "xlsx"), (sound.odt, "odt")])
def test_an_office_document_still_opens_and_names_nobody(draft_practice, send, only, make, kind):
    revision = draft_practice()
    assert send(revision.practice, make(), "a.bin").status_code == 302
    row = only(revision)
    assert row.kind == kind
    data = kept(row.file)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        assert not any(sound.SECRET.encode() in package.read(name) for name in package.namelist())
    if kind == "docx":
        import docx

        assert docx.Document(io.BytesIO(data)).paragraphs[0].text == "Bonjour"
    if kind == "xlsx":
        import openpyxl

        assert openpyxl.load_workbook(io.BytesIO(data)).active["A1"].value == "Total"


def test_documents_made_by_the_usual_programs_open_afterwards(draft_practice, send, only):
    import docx

    made, out = docx.Document(), io.BytesIO()
    made.core_properties.author = sound.SECRET
    made.add_heading("Guide", 1)
    picture = io.BytesIO(sound.photograph())
    made.add_picture(picture)
    table = made.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "Nombre"
    made.save(out)
    revision = draft_practice()
    assert send(revision.practice, out.getvalue(), "a.docx").status_code == 302
    data = kept(only(revision).file)
    again = docx.Document(io.BytesIO(data))
    assert again.core_properties.author == ""
    assert again.tables[0].cell(0, 0).text == "Nombre"
    assert len(again.inline_shapes) == 1


def test_honest_documents_are_not_taken_for_hostile_ones(draft_practice, send, only):
    """Links whose address has the name of a field, tables, sheets and comments of a workbook."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.worksheet.table import Table

    link = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://ville.example/link/import'
    )
    link += '"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Bonjour</w:t></w:r>'
    revision = draft_practice()
    assert (
        send(revision.practice, sound.docx({"word/document.xml": sound.paragraph(link)}), "a.docx").status_code == 302
    )
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "Register 2024"
    for row in (("Année", "Nombre"), (2023, 10), (2024, 12)):
        sheet.append(row)
    sheet.add_table(Table(displayName="Suivi", ref="A1:B3"))
    sheet["D1"] = "=SUM('Register 2024'!B2:B3)"
    sheet["A2"].comment = Comment("À vérifier", sound.SECRET)
    book.save(out)
    assert send(revision.practice, out.getvalue(), "a.xlsx", place="sources").status_code == 302
    data = kept(Attachment.unguarded.get(revision=revision, place="sources").file)
    again = openpyxl.load_workbook(io.BytesIO(data)).active
    assert again.tables["Suivi"].ref == "A1:B3"
    assert again["D1"].value == "=SUM('Register 2024'!B2:B3)"
    assert again["A2"].comment.text == "À vérifier"
    assert sound.SECRET not in str(again["A2"].comment.author)


def test_an_image_is_drawn_again_in_two_sizes_upright_and_without_its_place(draft_practice, send, only):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    out = io.BytesIO()
    Image.new("RGB", (3000, 2000), "teal").save(out, "JPEG", exif=exif.tobytes())
    revision = draft_practice()
    assert send(revision.practice, out.getvalue(), "a.jpg", **IMAGE).status_code == 302
    row = only(revision)
    assert (row.kind, row.width, row.height) == ("image", 1067, 1600)
    for name, longest in ((row.file, 1600), (row.small, 480)):
        with Image.open(io.BytesIO(kept(name))) as image:
            assert max(image.size) == longest
            assert image.size[0] < image.size[1]
            assert not image.getexif()
            assert "exif" not in image.info


def test_transparent_images_stand_on_white(draft_practice, send, only):
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(out, "PNG")
    revision = draft_practice()
    assert send(revision.practice, out.getvalue(), "a.png", **IMAGE).status_code == 302
    with Image.open(io.BytesIO(kept(only(revision).file))) as image:
        assert image.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("without", ["alt_text", "credit", "consent"])
def test_an_image_needs_words_an_owner_and_an_agreement(draft_practice, send, without):
    revision = draft_practice()
    words = {key: value for key, value in IMAGE.items() if key != without}
    answer = send(revision.practice, sound.image(), "a.jpg", **words)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{without}"' in page
    assert "Guide de la médiation" in page
    assert not Attachment.unguarded.filter(revision=revision).exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "Choisissez un fichier."),
        (b"", "Ce fichier est vide."),
        (b"<html>", "n’est pas d’un type accepté"),
        (sound.pdf()[:200], "abîmé"),
        (sound.pdf() + b"\n" * (10 * 1024 * 1024), "dépasse 10\u00a0Mo"),
    ],
)
def test_a_refusal_is_a_sentence_and_what_was_typed_stays(draft_practice, send, data, sentence):
    practice = draft_practice().practice
    answer = send(practice, data, "a.pdf", title="Un titre à garder", credit="Un crédit à garder")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Un titre à garder" in page
    assert "Un crédit à garder" in page


def test_the_same_file_sent_twice_is_one(draft_practice, send):
    revision = draft_practice()
    send(revision.practice, sound.docx())
    send(revision.practice, sound.docx())
    assert Attachment.unguarded.filter(revision=revision).count() == 1
    assert len([path for path in (Path(settings.MEDIA_ROOT) / "attachments").rglob("*") if path.is_file()]) == 1


def test_a_file_is_taken_off_and_taking_it_off_again_is_no_error(
    draft_practice, send, editor, only, liege_editor, viewer_for
):
    revision = draft_practice()
    send(revision.practice, sound.docx())
    address = f"/fr/pratiques/{revision.practice.slug}/fichiers/{only(revision).pk}/retirer/"
    city = {"acting_city": str(viewer_for(liege_editor).city_id)}
    for _turn in range(2):
        assert editor.post(address, city, follow=True).status_code == 200
    assert not Attachment.unguarded.exists()


def test_another_city_adds_nothing(draft_practice, send, client_of, dakar_coordinator):
    practice = draft_practice().practice
    assert send(practice, sound.docx(), client=client_of(dakar_coordinator)).status_code == 404
    assert not Attachment.unguarded.exists()


def test_a_file_of_one_revision_is_not_removed_through_another(draft_practice, send, only, liege_editor, viewer_for):
    first, second = draft_practice(), draft_practice(title="Une autre")
    send(first.practice, sound.docx())
    actions.remove_attachment(by=viewer_for(liege_editor), revision_id=second.pk, attachment_id=only(first).pk)
    assert Attachment.unguarded.filter(revision=first).exists()


def test_there_is_a_limit_to_the_number_of_files(draft_practice, send, monkeypatch):
    from practices.actions import attaching

    monkeypatch.setattr(attaching, "MAX_FILES", 1)
    practice = draft_practice().practice
    send(practice, sound.docx())
    answer = send(practice, sound.odt())
    assert "le plus qu’elle puisse avoir" in answer.content.decode()


def test_a_submitted_revision_keeps_its_files_as_they_were(
    draft_practice, send, editor, only, liege_editor, viewer_for
):
    revision = draft_practice()
    send(revision.practice, sound.docx())
    revision.refresh_from_db()
    actions.submit(by=viewer_for(liege_editor), revision_id=revision.pk, seen_version=revision.lock_version)
    row = only(revision)
    assert send(revision.practice, sound.odt()).status_code == 422
    editor.post(
        f"/fr/pratiques/{revision.practice.slug}/fichiers/{row.pk}/retirer/",
        {"acting_city": str(viewer_for(liege_editor).city_id)},
    )
    assert only(revision).pk == row.pk
    table = connection.ops.quote_name("practices_attachment")
    for statement in (f"UPDATE {table} SET title = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_was_read_is_what_is_submitted(draft_practice, send, liege_editor, viewer_for):
    from common.errors import Conflict

    revision = draft_practice()
    send(revision.practice, sound.docx())
    with pytest.raises(Conflict):
        actions.submit(by=viewer_for(liege_editor), revision_id=revision.pk, seen_version=revision.lock_version)


def test_the_next_version_shares_the_bytes(draft_practice, send, liege_editor, secretariat, viewer_for, only):
    revision = draft_practice()
    send(revision.practice, sound.docx())
    revision.refresh_from_db()
    practice = samples.publish(viewer_for(liege_editor), viewer_for(secretariat), revision)
    made = actions.start_revision(by=viewer_for(liege_editor), practice_id=practice.pk)
    assert only(made).file == only(revision).file
    assert only(made).pk != only(revision).pk
    actions.remove_attachment(by=viewer_for(liege_editor), revision_id=made.pk, attachment_id=only(made).pk)
    assert only(revision).title == WORDS["title"]
    assert kept(only(revision).file)


def test_a_draft_thrown_away_takes_its_rows(draft_practice, send, liege_editor, viewer_for):
    revision = draft_practice()
    send(revision.practice, sound.docx())
    revision.refresh_from_db()
    actions.discard(by=viewer_for(liege_editor), revision_id=revision.pk, seen_version=revision.lock_version)
    assert not Attachment.unguarded.exists()


def test_files_sent_at_once_are_all_there(real_commits, django_db_blocker, tmp_path):
    with django_db_blocker.unblock():
        from members import make_member

        from cities.models import Role
        from cities.viewer import viewer_of
        from practices.actions import Told

        viewer = viewer_of(make_member("editrice@liege.example", "Élise", "liege", Role.EDITOR).pk)
        revision = samples.write_draft(viewer)
        errors: list[BaseException] = []

        def add(number: int) -> None:
            path = tmp_path / f"{number}"
            path.write_bytes(sound.docx({f"word/media/image{number}.png": sound.image("PNG", (10 + number, 10))}))
            try:
                actions.add_attachment(
                    by=viewer, revision_id=revision.pk, sent=path, told=Told(f"Guide {number}", "deliverables")
                )
            except BaseException as error:  # noqa: BLE001  told below
                errors.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert Attachment.unguarded.filter(revision=revision).count() == 4
