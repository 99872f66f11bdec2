"""The form in one file is sent by a browser without scripts: its writer finds the answers, and nobody else does."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.kept import signed, signed_away
from accounts.models import KeptText
from practices.models import OfflineFile, Revision
from practices.views.offline import ANSWERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(draft_practice):
    return draft_practice()


@pytest.fixture
def base(draft):
    return f"/fr/pratiques/{draft.practice.slug}/hors-ligne/"


@pytest.fixture
def city(client_of, liege_editor):
    return client_of(liege_editor)


@pytest.fixture
def form(city, base, typed):
    """What a browser would send from the form on a disk."""
    return typed(city.get(f"{base}fiche.html"), "about")


def outside(base, form):
    """Send the form as a page on a disk does: no cookie, no token, no origin."""
    return Client(enforce_csrf_checks=True, headers={"origin": "null"}).post(f"{base}reponses/", form)


def compare(city, base, typed):
    return city.post(f"{base}reponses/comparer/", typed(city.get(base), "acting_city"), follow=True)


def test_the_answers_wait_for_their_writer_and_change_nothing_before_they_are_accepted(draft, base, city, form, typed):
    form |= {"summary": "Un résumé écrit dans le train.", "partners.1.name": "École du quartier"}
    answer = outside(base, form)
    assert answer.status_code == 302
    assert answer["Location"] == base
    assert "login" in Client().get(base)["Location"] or "connexion" in Client().get(base)["Location"]
    assert not OfflineFile.objects.exists()
    assert "Vos réponses sont arrivées." in city.get(base).content.decode()
    page = compare(city, base, typed)
    text = page.content.decode()
    assert "train" in text
    assert "École du quartier" in text
    assert Revision.unguarded.get(pk=draft.pk).summary == draft.summary
    accepted = typed(page, "seen_version")
    city.post(page.request["PATH_INFO"], accepted)
    fresh = Revision.unguarded.get(pk=draft.pk)
    assert fresh.summary == "Un résumé écrit dans le train."
    assert [row["name"] for row in fresh.partners] == ["Maison des jeunes", "École du quartier"]
    assert "Vos réponses sont arrivées." not in city.get(base).content.decode()


def test_a_form_that_nobody_touched_changes_nothing(draft, base, city, form, typed):
    outside(base, form)
    page = compare(city, base, typed).content.decode()
    assert 'name="accept"' not in page


def test_without_the_mark_of_its_writer_nothing_is_kept(base, form, liege_editor, draft):
    elsewhere = signed_away(liege_editor.pk, ANSWERS, "une-autre-fiche")
    forged = signed_away(liege_editor.pk, ANSWERS, draft.practice.slug)[:-1] + "x"
    for mark in ("", "1", forged, elsewhere, signed(liege_editor.pk)):
        answer = outside(base, {**form, "written_by": mark})
        assert answer.status_code == 422
        assert "ce que vous y avez écrit y est encore" in answer.content.decode()
    assert not KeptText.objects.exists()


def test_another_person_of_the_city_does_not_find_them(base, form, client_of, liege_coordinator, typed):
    outside(base, form)
    other = client_of(liege_coordinator)
    assert "Vos réponses sont arrivées." not in other.get(base).content.decode()
    page = compare(other, base, typed).content.decode()
    assert "Ces réponses n’attendent plus" in page
    assert not OfflineFile.objects.exists()


def test_the_mark_of_a_form_on_a_disk_puts_no_words_in_another_page(draft, base, form):
    """The file goes from hand to hand: whoever holds it may fill it, and nothing else."""
    page = f"/fr/pratiques/{draft.practice.slug}/commentaires/"
    for stranger in (Client(), Client(enforce_csrf_checks=True)):
        stranger.post(page, {"written_by": form["written_by"], "body": "Des mots glissés par un autre."})
    assert not KeptText.objects.exists()


def test_sent_again_and_again_the_answers_are_kept_once(base, form):
    for number in range(5):
        outside(base, {**form, "form_token": str(number), "summary": f"Envoi {number}"})
    assert KeptText.objects.get().typed["summary"] == ["Envoi 4"]


def test_a_mark_of_somebody_of_another_city_opens_nothing(draft, base, form, client_of, dakar_coordinator):
    mark = signed_away(dakar_coordinator.pk, ANSWERS, draft.practice.slug)
    assert outside(base, {**form, "written_by": mark}).status_code == 302
    assert client_of(dakar_coordinator).get(base).status_code == 404
    assert not OfflineFile.objects.exists()


@pytest.mark.parametrize("about", ["", "{", "[]", '{"name": "autre"}', "[" * 5000])
def test_answers_that_cannot_be_read_get_a_sentence(base, form, city, typed, about):
    outside(base, {**form, "about": about})
    page = compare(city, base, typed)
    assert page.status_code == 200
    assert "notice" in page.content.decode()
    assert not OfflineFile.objects.exists()
    assert KeptText.objects.exists()


def test_a_draft_has_ten_waiting_files_at_most(draft, base, city, typed):
    for number in range(10):
        OfflineFile.objects.create(
            practice=draft.practice,
            user_id=draft.author_id,
            name=f"{number}.json",
            digest=str(number),
            expires_at="2099-01-01T00:00:00Z",
        )
    book = city.get(f"{base}fiche.xlsx").content
    sent = {**typed(city.get(base), "acting_city"), "file": SimpleUploadedFile("fiche.xlsx", book)}
    answer = city.post(base, sent)
    assert answer.status_code == 422
    assert "10 fichiers attendent déjà pour cette fiche" in answer.content.decode()
    assert OfflineFile.objects.count() == 10
    OfflineFile.objects.filter(digest="3").delete()
    sent["file"] = SimpleUploadedFile("fiche.xlsx", book)
    assert city.post(base, sent).status_code == 302
