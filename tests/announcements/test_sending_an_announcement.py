"""From the desk's form to the letters: written, tried on oneself, sent to whom was chosen, in their language."""

import re

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override

from announcements import queries
from announcements.models import Addressee, Announcement
from cities.models import Membership
from common import clock
from journal.models import Entry
from mailing import delivery
from mailing.models import Letter

HOME = "/admin/announcements/announcement/"
FORM = {"subject_fr": "Rencontre", "body_fr": "Bonjour,\n\nEn mars.", "hour": "9"}


def leave():
    """Let the hour come for every letter, and send."""
    Letter.objects.filter(state="queued").update(next_try_at=clock.now())
    delivery.deliver()


def start(desk, announcement):
    return desk.post(f"{HOME}{announcement.pk}/start/", {"seen_version": announcement.lock_version})


def test_from_the_form_to_the_letter(desk, secretariat, liege_editor, mailoutbox):
    desk.post(f"{HOME}write/", FORM)
    made = Announcement.objects.get()
    answer = start(desk, made)
    assert answer.status_code == 409
    assert "l’essai" in answer.content.decode()
    for _ in range(2):
        desk.post(f"{HOME}{made.pk}/test/", {"seen_version": 1})
    leave()
    (test,) = mailoutbox
    assert test.to == [secretariat.email]
    assert test.subject == "Essai : Rencontre"
    assert start(desk, made).status_code == 302
    leave()
    assert [message.to for message in mailoutbox[1:]] == [[liege_editor.email]]
    assert mailoutbox[1].subject == "Rencontre"
    assert "En mars." in mailoutbox[1].body
    assert "List-Unsubscribe" in mailoutbox[1].extra_headers
    assert {entry.verb for entry in Entry.objects.filter(subject_type="announcement")} == {
        "announcement.written",
        "announcement.tested",
        "announcement.started",
    }


def token_of(page):
    return re.search(r'name="form_token" value="([^"]+)"', page)[1]


def test_the_same_form_sent_twice_makes_one_draft_and_a_new_page_another(desk):
    for _ in range(2):
        token = token_of(desk.get(f"{HOME}write/").content.decode())
        for _again in range(2):
            assert desk.post(f"{HOME}write/", {**FORM, "form_token": token}).status_code == 302
    assert Announcement.objects.count() == 2
    assert Entry.objects.filter(verb="announcement.written").count() == 2


def test_other_words_under_a_form_already_kept_are_refused_and_not_lost(desk):
    token = token_of(desk.get(f"{HOME}write/").content.decode())
    assert desk.post(f"{HOME}write/", {**FORM, "form_token": token}).status_code == 302
    again = desk.post(f"{HOME}write/", {**FORM, "subject_fr": "Autre objet", "form_token": token})
    assert again.status_code != 302
    assert "Autre objet" in again.content.decode()
    assert Announcement.objects.get().subject_fr == FORM["subject_fr"]


def test_a_day_that_has_passed_is_refused_by_name_and_nothing_typed_is_lost(desk, secretariat):
    page = desk.post(f"{HOME}write/", {**FORM, "first_day": "2020-01-31"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "« Pas avant le » : ce jour est passé." in text
    assert "2020-01-31" in text
    assert "En mars." in text
    assert not Announcement.objects.exists()
    today = timezone.localdate(clock.now(), secretariat.zone).isoformat()  # the day where the secretariat is
    assert desk.post(f"{HOME}write/", {**FORM, "first_day": today}).status_code == 302


def test_french_is_needed_and_a_language_is_whole_or_empty(desk):
    page = desk.post(f"{HOME}write/", {**FORM, "body_fr": "", "subject_en": "Only a subject"})
    assert page.status_code == 422
    assert "Only a subject" in page.content.decode()
    assert "ou aucun des deux" in page.content.decode()
    assert not Announcement.objects.exists()


def test_a_changed_text_is_tried_again(desk, tested, liege_editor):
    made = tested()
    desk.post(f"{HOME}{made.pk}/edit/", {**FORM, "seen_version": "1"})
    made.refresh_from_db()
    assert made.subject_fr == "Rencontre"
    assert start(desk, made).status_code == 409
    assert desk.post(f"{HOME}{made.pk}/edit/", {**FORM, "seen_version": "1"}).status_code == 409


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, {"editrice@liege.example", "lecteur@tunis.example", "coordination@dakar.example"}),
        ({"roles": ["coordinator"]}, {"coordination@dakar.example"}),
        ({"countries": ["BE"]}, {"editrice@liege.example"}),
        ({"countries": ["BE"], "cities": ["tunis"]}, {"editrice@liege.example", "lecteur@tunis.example"}),
        ({"roles": ["reader"], "cities": ["dakar", "tunis"]}, {"lecteur@tunis.example"}),
    ],
)
def test_to_whom(tested, liege_editor, tunis_reader, dakar_coordinator, choice, expected):
    assert {person.email for person in queries.recipients(tested(**choice))} == expected


def test_somebody_of_two_cities_gets_one_letter(desk, tested, liege_editor):
    from cities.models import City

    Membership.objects.create(user=liege_editor, city=City.objects.get(slug="tunis"), role="reader")
    start(desk, tested())
    assert Addressee.objects.count() == 1


def test_nobody_to_write_to_is_said(desk, tested):
    answer = start(desk, tested(cities=["namur"]))
    assert answer.status_code == 409
    assert "Personne ne correspond" in answer.content.decode()


def test_each_reads_it_in_their_language_and_is_told_when_it_is_in_french(
    desk, tested, liege_editor, tunis_reader, mailoutbox
):
    liege_editor.language = "en"
    liege_editor.save()
    start(desk, tested())
    leave()
    said = {message.to[0]: message for message in mailoutbox}
    assert said[liege_editor.email].subject == "Cities meet"
    arabic = said[tunis_reader.email]
    assert arabic.subject == "Rencontre des villes"
    html = str(arabic.alternatives[0][0])
    assert 'dir="rtl"' in html
    assert '<p lang="fr" dir="ltr">La rencontre a lieu en mars.</p>' in html
    french_only = "Cette annonce n’a été écrite qu’en français."
    assert french_only not in said[liege_editor.email].body
    with override("ar"):
        assert gettext(french_only) in arabic.body


def test_somebody_who_left_meanwhile_gets_none_and_is_counted(desk, tested, liege_editor, tunis_reader, mailoutbox):
    made = tested()
    start(desk, made)
    Membership.objects.filter(user=tunis_reader).update(ended_at=clock.now())
    leave()
    assert tunis_reader.email not in [message.to[0] for message in mailoutbox]
    assert queries.progress(made) == queries.Progress(sent=1, waiting=0, failed=0, stopped=0, left_out=1)


def test_the_page_says_how_far_it_is(desk, tested, liege_editor, tunis_reader):
    made = tested()
    page = desk.get(f"{HOME}{made.pk}/").content.decode()
    assert "2 personnes la recevraient." in page
    assert "The meeting is in March." in page
    start(desk, made)
    page = desk.get(f"{HOME}{made.pk}/").content.decode()
    assert re.search(r"<dt>En attente</dt><dd>2</dd>", page)
    assert re.search(r"<dt>En tout</dt><dd>2</dd>", page)


def test_only_the_secretariat(client_of, liege_coordinator, tested):
    client, made = client_of(liege_coordinator), tested()
    for address in (HOME, f"{HOME}write/", f"{HOME}{made.pk}/", f"{HOME}{made.pk}/start/"):
        assert client.get(address).status_code == client.post(address).status_code == 404
