"""A draft is downloaded, filled away from the site, brought back, compared field by field, and accepted or not."""

import html
import io
import json
import zipfile
from pathlib import Path

import pytest
import samples
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from playwright.sync_api import sync_playwright

from practices import actions, tasks
from practices.models import OfflineFile, Revision


@pytest.fixture
def desk(draft_practice, client_of, liege_editor, typed):
    """A draft of Liège, its writer’s browser, and what they do with files."""
    return Desk(draft_practice(description="=1+1 n’est pas une formule"), client_of(liege_editor), typed)


class Desk:
    def __init__(self, revision, client, typed):
        self.revision, self.client, self.typed = revision, client, typed
        self.address = f"/fr/pratiques/{revision.practice.slug}/hors-ligne/"

    def book(self):
        answer = self.client.get(f"{self.address}fiche.xlsx")
        assert answer["Content-Disposition"].startswith("attachment")
        return load_workbook(io.BytesIO(answer.content))

    def send(self, book):
        held = io.BytesIO()
        book.save(held)
        return self.upload("fiche.xlsx", held.getvalue())

    def upload(self, name, content):
        sent = self.typed(self.client.get(self.address), "acting_city")
        return self.client.post(self.address, {**sent, "file": SimpleUploadedFile(name, content)}, follow=True)

    def answers(self, **values):
        """What the form in one file saves, with other values."""
        page = self.client.get(f"{self.address}fiche.html").content.decode()
        about = page.split('data-about="')[1].split('"')[0].replace("&quot;", '"')
        return json.dumps({**json.loads(about), "values": values}).encode()

    def accept(self, page, *keys):
        sent = self.typed(page, "seen_version", accept=list(keys) or None)
        return self.client.post(page.request["PATH_INFO"], sent, follow=True)

    def fresh(self):
        return Revision.unguarded.get(pk=self.revision.pk)


def said(response):
    """Return the page, its no-break spaces made plain: the catalogues write them, and the code does not."""
    return html.unescape(response.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def cell(book, mark, place=0):
    """Return the cell of an answer: the one of this mark, or one of several."""
    found = [row[3] for sheet in book for row in sheet.iter_rows() if row[0].value == mark]
    return found[place]


@pytest.mark.browser
def test_the_form_in_one_file_saves_its_answers_without_a_network(desk, tmp_path):
    file = tmp_path / "fiche.html"
    file.write_bytes(desk.client.get(f"{desk.address}fiche.html").content)
    saved = _filled_in_a_browser(file)
    text = said(desk.upload("fiche.json", saved))
    assert "<ins>formulaire</ins>" in text
    assert "Deuxième partenaire" in text


def _filled_in_a_browser(file):
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_context(offline=True, accept_downloads=True).new_page()
        page.goto(file.as_uri())
        page.locator("[data-question=summary] textarea").fill("Écrit dans le formulaire.")
        partners = page.locator("[data-question=partners]")
        rows = partners.locator(".row").count()
        partners.locator("button.add").click()
        partners.locator(".row").nth(rows).locator("[data-key=name]").fill("Deuxième partenaire")
        with page.expect_download() as download:
            page.click(".save button")
        content = Path(download.value.path()).read_bytes()
        browser.close()
    return content


def test_what_comes_back_untouched_changes_nothing(desk):
    book = desk.book()
    assert cell(book, "field:description").value == "'=1+1 n’est pas une formule"
    assert cell(book, "field:description").data_type == "s"
    page = said(desk.send(book))
    assert "Le fichier ne change rien au brouillon" in page
    assert "n’a pas pu être pris" not in page


def test_each_change_is_shown_before_and_after_and_only_what_is_ticked_is_saved(desk):
    book = desk.book()
    cell(book, "field:summary").value = "Des médiatrices parcourent la ville."
    cell(book, "field:budget_amount").value = 130000
    cell(book, "item:objectives", 1).value = "Rencontrer les familles"
    page = desk.send(book)
    text = said(page)
    assert "<del>médiateurs</del>" in text
    assert "<ins>médiatrices</ins>" in text
    assert "Rencontrer" in text
    desk.accept(page, "summary", "objectives")
    now = desk.fresh()
    assert now.summary == "Des médiatrices parcourent la ville."
    assert now.objectives == ["Apaiser les tensions", "Rencontrer les familles"]
    assert (now.budget_amount, now.police_link) == (120_000, "independent_threshold")
    # What was not ticked still waits
    assert "130" in said(desk.client.get(page.request["PATH_INFO"]))


def test_words_of_lists_rows_and_added_rows_are_read(desk):
    book = desk.book()
    sheet = next(sheet for sheet in book if sheet["A1"].value == "section:D")
    rows = [row for row in sheet.iter_rows() if row[0].value == "row:partners"]
    assert rows[0][1].value == "Maison des jeunes"
    rows[1][1].value, rows[1][2].value = "Université de Liège", "University and research"
    page = desk.send(book)
    desk.accept(page, "partners")
    partners = desk.fresh().partners
    assert [row["name"] for row in partners] == ["Maison des jeunes", "Université de Liège"]


def test_what_is_wrong_is_said_with_its_sheet_its_row_and_its_field(desk):
    book = desk.book()
    cell(book, "field:programme_status").value = "en grève"
    cell(book, "field:start_date").value = "hier"
    cell(book, "field:context").value = "=SUM(A1:A3)"
    sheet = next(sheet for sheet in book if sheet["A1"].value == "section:D")
    sheet.append([None, "Une ligne de plus", "que personne n’attend"])
    keys = next(row for row in sheet.iter_rows() if row[0].value == "keys:partners")
    sheet.cell(keys[0].row, 6).value = "numero_de_badge"
    book.create_sheet("Mes notes").append(["secret"])
    text = said(desk.send(book))
    line = cell(book, "field:start_date").row
    assert f"Feuille « A – Identification », case D{line} – Date de début" in text
    assert "« en grève » n’en fait pas partie" in text
    assert "Cette case contient une formule" in text
    assert "numero_de_badge" in text
    assert "Feuille « Mes notes »" in text
    assert desk.fresh().start_date == samples.COMPLETE["A"]["start_date"]


def test_a_word_of_a_list_in_another_language_is_understood(desk):
    book = desk.book()
    cell(book, "field:programme_status").value = "completed"
    cell(book, "field:location_sensitive").value = "Yes"
    page = desk.send(book)
    desk.accept(page, "programme_status", "location_sensitive")
    assert (desk.fresh().programme_status, desk.fresh().location_sensitive) == ("completed", True)


def test_a_field_that_only_the_draft_changed_is_not_ticked(desk, liege_editor, viewer_for):
    book = desk.book()
    cell(book, "field:summary").value = "Le résumé du fichier."
    samples.write(viewer_for(liege_editor), desk.fresh(), governance="Un comité se réunit chaque semaine.")
    page = desk.send(book)
    text = said(page)
    assert 'value="summary" checked' in text
    assert 'value="governance">' in text
    assert "et non le fichier" in text


def test_a_draft_that_moved_while_choosing_is_compared_again(desk, liege_editor, viewer_for):
    book = desk.book()
    cell(book, "field:summary").value = "Le résumé du fichier."
    page = desk.send(book)
    samples.write(viewer_for(liege_editor), desk.fresh(), summary="Le résumé d’une collègue.")
    again = desk.accept(page, "summary")
    assert again.status_code == 409
    assert desk.fresh().summary == "Le résumé d’une collègue."
    assert "collègue" in said(again)
    assert 'value="summary" checked' in said(again)
    desk.accept(again, "summary")
    assert desk.fresh().summary == "Le résumé du fichier."


def test_accepted_twice_it_is_saved_once(desk):
    page = desk.upload("fiche.json", desk.answers(summary="Le résumé du formulaire."))
    sent = desk.typed(page, "seen_version", accept=["summary"])
    first = desk.client.post(page.request["PATH_INFO"], sent)
    version = desk.fresh().lock_version
    second = desk.client.post(page.request["PATH_INFO"], sent)
    assert (first.status_code, desk.fresh().lock_version) == (302, version)
    assert second.status_code in {404, 409}


def test_all_or_nothing_is_saved(desk):
    page = desk.upload("fiche.json", desk.answers(summary="Un autre.", age_min=40, age_max=30))
    answer = desk.accept(page, "summary", "age_min", "age_max")
    assert answer.status_code == 422
    assert "L’âge maximal est inférieur" in said(answer)
    assert desk.fresh().summary == samples.COMPLETE["B"]["summary"]
    assert OfflineFile.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("vide.xlsx", b"", "Ce fichier est vide"),
        ("a.xlsx", b"PK\x03\x04 broken", "Ce tableur ne s’ouvre pas"),
        ("a.txt", b"\xff\xfe\x00", "Ce fichier ne se lit pas"),
        ("a.json", b"[1, 2]", "n’est pas celui d’une fiche"),
        ("a.json", b"[" * 100_000, "Ce fichier ne se lit pas"),
        ("a.html", b"<!doctype html><html></html>", "C’est le formulaire lui-même"),
        ("a.json", b'{"name": "fiche-hors-ligne", "format": 9, "values": {}}', "autre version de la plateforme"),
        ("a.json", b'{"name": "fiche-hors-ligne", "format": 1, "slug": "x", "values": {}}', "celui d’une autre fiche"),
    ],
)
def test_a_file_that_is_no_file_of_ours_gets_a_sentence(desk, name, content, sentence):
    answer = desk.upload(name, content)
    assert answer.status_code in {422, 409}
    assert sentence in said(answer)
    assert not OfflineFile.objects.exists()


def test_marks_that_were_changed_by_hand_get_a_sentence(desk):
    book = desk.book()
    sheet = next(one for one in book if any(cell.value == "field:summary" for cell in one["A"]))
    rows = [row for row in sheet.iter_rows(max_col=1) if str(row[0].value).startswith(("field:", "item:"))]
    for row, mark in zip(rows, ("item:summary", "field:partners", "item:partners"), strict=False):
        row[0].value = mark
    page = desk.send(book)
    assert page.status_code == 200
    assert "Cette question n’existe pas dans la fiche." in said(page)


@pytest.mark.parametrize("depth", [400, 700, 950])
def test_answers_nested_without_end_are_no_answers(desk, depth):
    nested = desk.answers(summary="HERE").replace(b'"HERE"', b"[" * depth + b"]" * depth)
    answer = desk.upload("fiche.json", nested)
    assert answer.status_code in {200, 422}
    assert "Écrivez un texte." in said(answer) or "Ce fichier ne se lit pas" in said(answer)


def test_a_spreadsheet_that_swells_or_hides_a_document_type_is_refused(desk):
    bomb, entities = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 50_000_000)
    with zipfile.ZipFile(entities, "w") as archive:
        archive.writestr("[Content_Types].xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    for held in (bomb, entities):
        assert "Ce tableur ne s’ouvre pas" in said(desk.upload("a.xlsx", held.getvalue()))


def test_hostile_answers_get_sentences_and_save_nothing(desk):
    values = {
        "summary": ["liste"],
        "partners": [{"name": {"a": 1}, "badge": "x"}, 3],
        "reach": {"count": 1},
        "budget_amount": 1e999,
        "title": "",
        "context": "\u0000\ud800 nul",
        "inconnu": "x",
        "contact_person": {"name": "Sans fonction"},
    }
    answer = desk.upload("fiche.json", desk.answers(**values))
    assert answer.status_code == 200
    text = said(answer)
    for sentence in ("Écrivez un texte.", "Cette question n’existe pas", "Ce champ ne peut pas être vide"):
        assert sentence in text
    assert "Section « L’essentiel »" in text


def test_a_file_waits_thirty_days_for_the_writers_of_the_city_and_nobody_else(
    desk, client_of, dakar_coordinator, liege_coordinator, tunis_reader, secretariat
):
    page = desk.upload("fiche.json", desk.answers(summary="Le résumé du formulaire."))
    address = page.request["PATH_INFO"]
    assert client_of(liege_coordinator).get(address).status_code == 200
    for other in (dakar_coordinator, tunis_reader, secretariat):
        for place in (address, desk.address, f"{desk.address}fiche.xlsx", f"{desk.address}fiche.html"):
            assert client_of(other).get(place).status_code == 404
    assert Client().get(address).status_code == 302
    tasks.clear_offline_files()
    assert desk.client.get(address).status_code == 200
    OfflineFile.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert desk.client.get(address).status_code == 404
    tasks.clear_offline_files()
    assert not OfflineFile.objects.exists()


def test_the_same_file_sent_twice_waits_once_and_can_be_let_go(desk):
    answers = desk.answers(summary="Le résumé du formulaire.")
    page = desk.upload("fiche.json", answers)
    desk.upload("fiche.json", answers)
    assert OfflineFile.objects.count() == 1
    sent = desk.typed(page, "acting_city")
    desk.client.post(f"{page.request['PATH_INFO']}effacer/", {"acting_city": sent["acting_city"]})
    assert not OfflineFile.objects.exists()
    assert desk.fresh().summary == samples.COMPLETE["B"]["summary"]


def test_a_draft_thrown_away_takes_its_waiting_files_along(desk, liege_editor, viewer_for):
    desk.upload("fiche.json", desk.answers(summary="Le résumé du formulaire."))
    now = desk.fresh()
    actions.discard(by=viewer_for(liege_editor), revision_id=now.pk, seen_version=now.lock_version)
    assert not OfflineFile.objects.exists()
