"""A draft is translated before it is published, and so are the texts that people write in rows."""

import pytest
import samples
from django.test import Client

from cities.viewer import STRANGER
from practices import actions, record
from practices.models import IndexEntry, Revision, Translation

pytestmark = pytest.mark.django_db
TITLE = {"title": "Night mediation", "lead_organisation": "Prevention service"}
ESSENTIAL = {"summary": "Mediators walk through the city at night.", "context": "Tensions had been noticed."}
ROLE = "welcomes the young people"
PARTNERS = [
    {"name": "Maison des jeunes", "partner_type": "youth_organisation", "role": "accueil", "consent": True},
    {"name": "Police locale", "partner_type": "police", "role": "orientation", "consent": True},
]
INDICATORS = [{"name": "jeunes orientés", "unit": "jeunes", "value": 60, "value_year": 2024}]


def address(practice, *parts):
    return "/".join(["/fr/pratiques", practice.slug, "traductions", "en", *parts, ""])


@pytest.fixture
def by(liege_editor, viewer_for):
    return viewer_for(liege_editor)


@pytest.fixture
def office(secretariat, viewer_for):
    return viewer_for(secretariat)


@pytest.fixture
def city(client_of, liege_editor):
    return client_of(liege_editor)


@pytest.fixture
def write(city, typed):
    """Return what fills a section of the translation: values by field, or by the text of a row."""

    def written(practice, section, by_source=None, **values):
        form = typed(city.get(address(practice, section)), "seen", **values)
        for label, words in (by_source or {}).items():
            form[key_of(label)] = words
        answer = city.post(address(practice, section), form)
        assert answer.status_code == 302, answer.content.decode()
        return form

    return written


def key_of(told):
    from practices.record.translating import cell_key

    return cell_key(*told)


@pytest.fixture
def finish(city, typed):
    def finished(practice):
        form = typed(city.get(address(practice)), "seen_revision")
        return city.post(address(practice, "publier"), form, follow=True).content.decode()

    return finished


def test_the_first_version_is_published_with_its_translation(draft_practice, by, office, city, write, finish):
    revision = draft_practice()
    practice = revision.practice
    assert "Traduire en anglais" in city.get(f"/fr/pratiques/{practice.slug}/modifier/").content.decode()
    write(practice, "identification", **TITLE)
    write(practice, "essentiel", **ESSENTIAL)
    assert "Elle paraîtra avec la première version" in finish(practice)
    assert Client().get(f"/en/pratiques/{practice.slug}/").status_code == 404
    assert not IndexEntry.objects.filter(practice=practice).exists()
    revision.refresh_from_db()
    samples.publish(by, office, revision)
    page = Client().get(f"/en/pratiques/{practice.slug}/").content.decode()
    assert TITLE["title"] in page
    assert ESSENTIAL["summary"] in page
    assert TITLE["title"] in Client().get("/en/pratiques/").content.decode()


def test_a_draft_that_changes_flags_its_translation_for_the_city(draft_practice, by, office, city, write, finish):
    revision = draft_practice()
    practice = revision.practice
    write(practice, "identification", **TITLE)
    write(practice, "essentiel", **ESSENTIAL)
    finish(practice)
    revision.refresh_from_db()
    revision = samples.write(by, revision, summary="Un résumé écrit depuis.")
    assert "1 texte a changé" in city.get(address(practice)).content.decode()
    assert "Le texte a changé depuis sa traduction" in city.get(address(practice, "essentiel")).content.decode()
    board = city.get("/fr/ma-ville/").content.decode()
    assert "en anglais" in board
    assert "1 texte a changé depuis sa traduction" in board
    practice = samples.publish(by, office, revision)
    page = Client().get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert "Un résumé écrit depuis." in page
    met = record.view(Revision.unguarded.get(pk=practice.published_id), STRANGER, "en").translation
    assert met is not None
    assert [field.key for field in met.changed] == ["summary"]
    assert ESSENTIAL["summary"] in Client().get(f"/en/pratiques/{practice.slug}/").content.decode()
    write(practice, "essentiel", summary="A summary written since.")
    assert "depuis sa traduction" not in city.get("/fr/ma-ville/").content.decode()


def test_changes_asked_for_keep_the_translation_begun(draft_practice, by, office, write):
    revision = draft_practice()
    write(revision.practice, "identification", **TITLE)
    revision.refresh_from_db()
    sent = actions.submit(by=by, revision_id=revision.pk, seen_version=revision.lock_version)
    actions.request_changes(by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="À préciser.")
    again = Translation.objects.get(revision__practice=revision.practice, revision__state="draft")
    assert again.texts["title"] == TITLE["title"]


def test_the_texts_of_rows_are_read_in_the_reader_s_language(draft_practice, by, office, write, finish, city):
    revision = draft_practice(partners=PARTNERS, indicators=INDICATORS)
    practice = samples.publish(by, office, revision)
    page = city.get(address(practice, "organisation")).content.decode()
    assert "Maison des jeunes" not in page
    write(practice, "identification", **TITLE)
    write(practice, "essentiel", **ESSENTIAL)
    write(practice, "organisation", {("partners", "role", "accueil"): ROLE})
    write(practice, "preuves", {("indicators", "name", "jeunes orientés"): "young people guided"})
    finish(practice)
    english = Client().get(f"/en/pratiques/{practice.slug}/").content.decode()
    assert f"<span>{ROLE}</span>" in english
    assert '<span lang="fr" dir="ltr">orientation</span>' in english
    assert "<b>young people guided</b>" in english
    assert '<b lang="fr" dir="ltr">Maison des jeunes</b>' in english
    assert ROLE not in Client().get(f"/fr/pratiques/{practice.slug}/").content.decode()
    told = Client().get(f"/api/v1/practices/{practice.slug}/", {"lang": "en"}).json()["record"]
    assert [row["role"] for row in told["partners"]["value"]] == [ROLE, "orientation"]
    link = f'href="/en/pratiques/{practice.slug}/"'
    assert link in Client().get("/en/pratiques/", {"q": "welcomes"}).content.decode()


def test_a_row_keeps_its_translation_when_rows_move_and_is_flagged_when_it_changes(
    draft_practice, by, office, write, finish, city
):
    practice = samples.publish(by, office, draft_practice(partners=PARTNERS))
    write(practice, "identification", **TITLE)
    write(practice, "essentiel", **ESSENTIAL)
    both = {("partners", "role", "accueil"): ROLE, ("partners", "role", "orientation"): "guides them"}
    write(practice, "organisation", both)
    finish(practice)
    changed = [PARTNERS[1], {**PARTNERS[0], "role": "accueil de nuit"}]
    draft = samples.write(by, actions.start_revision(by=by, practice_id=practice.pk), partners=changed)
    practice = samples.publish(by, office, draft)
    english = Client().get(f"/en/pratiques/{practice.slug}/").content.decode()
    assert "guides them" in english
    assert ROLE not in english
    assert "accueil de nuit" in english
    page = city.get(address(practice, "organisation")).content.decode()
    assert "Le texte a changé depuis sa traduction" in page
    assert ROLE in page
    assert "1 texte a changé depuis sa traduction" in city.get("/fr/ma-ville/").content.decode()
    write(practice, "organisation", {("partners", "role", "accueil de nuit"): "welcomes them at night"})
    assert "welcomes them at night" in Client().get(f"/en/pratiques/{practice.slug}/").content.decode()
    assert ROLE not in str(Translation.objects.get(revision_id=practice.published_id).texts)


def test_a_text_of_a_row_that_is_hidden_stays_hidden_in_every_language(draft_practice, by, office, write, finish):
    revision = draft_practice(partners=PARTNERS)
    revision = actions.save_section(
        by=by,
        revision_id=revision.pk,
        section="D",
        values={},
        audiences={"partners": "members"},
        seen_version=revision.lock_version,
    )
    practice = samples.publish(by, office, revision)
    write(practice, "identification", **TITLE)
    write(practice, "essentiel", **ESSENTIAL)
    write(practice, "organisation", {("partners", "role", "accueil"): ROLE})
    finish(practice)
    assert ROLE not in Client().get(f"/en/pratiques/{practice.slug}/").content.decode()
    assert ROLE not in Client().get(f"/api/v1/practices/{practice.slug}/", {"lang": "en"}).content.decode()
    entries = {entry.scope: str(entry.vector) for entry in IndexEntry.objects.filter(practice=practice)}
    assert "welcom" not in entries["public"]
    assert "welcom" in entries["members"]


def test_a_row_changed_meanwhile_loses_nothing_of_what_was_typed(draft_practice, by, city, typed):
    revision = draft_practice(partners=PARTNERS)
    practice = revision.practice
    form = typed(city.get(address(practice, "organisation")), "seen")
    form[key_of(("partners", "role", "accueil"))] = ROLE
    revision.refresh_from_db()
    samples.write(by, revision, partners=[{**PARTNERS[0], "role": "autre rôle"}, PARTNERS[1]])
    answer = city.post(address(practice, "organisation"), form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "autre rôle" in page
    assert ROLE in page
