"""A person without an account reads some sections through a link bound to an address, and writes to the reviewers."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from journal.models import Entry
from mailing.models import Letter
from practices import actions
from practices.models import ExpertComment, ExpertReading

WHO = "experte@universite.example"


def invite(office, revision, **given):
    given = {"email": WHO, "sections": ["B", "D"], **given}
    return actions.invite_expert(by=office, revision_id=revision.pk, **given)


def link():
    """Return the path of the link, which is in the letter and nowhere else."""
    letter = Letter.objects.get(kind="practice.expert_link")
    return re.search(r"http://testserver(/fr/pratiques/lecture/\S+)", letter.text).group(1)


@pytest.fixture
def opened(office, submitted):
    """A browser that has said its address, and the path of the link."""
    invite(office, submitted)
    client, path = Client(), link()
    assert client.post(path, {"email": WHO}).status_code == 302
    return client, path


def test_the_letter_carries_the_link_and_says_nothing_of_the_record(office, submitted):
    made = invite(office, submitted)
    letter = Letter.objects.get(kind="practice.expert_link")
    assert letter.address == WHO
    token = link().rstrip("/").rpartition("/")[2]
    assert token not in made.token_hash
    for words in (letter.subject, letter.text):
        assert "Médiation de nuit" not in words
    assert not [entry for entry in Entry.objects.all() if WHO in f"{entry.note}{entry.data}"]


def test_the_link_asks_for_the_address_before_it_shows_anything(office, submitted):
    invite(office, submitted)
    client, path = Client(), link()
    page = client.get(path)
    assert page.status_code == 200
    assert "Médiation de nuit" not in page.content.decode()
    assert "Liège" not in page.content.decode()
    wrong = client.post(path, {"email": "autre@universite.example"})
    assert wrong.status_code == 422
    assert "Ce n’est pas l’adresse" in wrong.content.decode()
    assert ExpertReading.objects.get().opened_at is None
    assert client.post(path, {"email": f"  {WHO.upper()} "}).status_code == 302
    assert "Médiation de nuit" in client.get(path).content.decode()
    assert Entry.objects.filter(verb="practice.expert_opened").count() == 1
    assert Client().get(path).status_code == 200, "another browser is asked again"
    assert "Médiation de nuit" not in Client().get(path).content.decode()


def test_only_the_chosen_sections_and_nothing_for_the_city_alone(opened):
    client, path = opened
    page = client.get(path).content.decode()
    assert "Aucun nom n’est relevé." in page  # D, public
    assert "Des médiateurs parcourent la ville" in page  # B
    assert "Le médiateur propose" not in page  # D, for members
    assert "Recruter des habitants" not in page  # F
    for private in ("Camille Contact", "camille@ville.example", "Mme Maire", "Adresse à protéger"):
        assert private not in page


def test_members_words_only_when_the_secretariat_says_so(office, submitted):
    invite(office, submitted, members_too=True, sections=["D", "H"])
    client, path = Client(), link()
    client.post(path, {"email": WHO})
    page = client.get(path).content.decode()
    assert "Le médiateur propose" in page
    for private in ("Camille Contact", "camille@ville.example", "Mme Maire"):
        assert private not in page


def test_small_counts_of_persons_stay_hidden(office, submit):
    sent = submit(reach=[{"count": 4, "unit": "families", "period_from": 2024}])
    invite(office, sent, sections=["E"])
    client, path = Client(), link()
    client.post(path, {"email": WHO})
    page = client.get(path).content.decode()
    assert "moins de 10" in page
    assert "4\u00a0familles" not in page


def test_the_page_is_private(opened):
    client, path = opened
    for answer in (client.get(path), Client().get(path), client.get("/fr/pratiques/lecture/unknown-token/")):
        assert answer["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]
    page = client.get(path).content.decode()
    assert '<meta name="robots" content="noindex">' in page


def test_a_browser_that_checks_forms_may_send_them(office, submitted):
    """The forms of a page without a referrer are refused as forged: the policy of this page lets them through."""
    invite(office, submitted)
    client, path = Client(enforce_csrf_checks=True), link()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(path).content.decode()).group(1)
    given = {"email": WHO, "csrfmiddlewaretoken": token}
    assert client.post(path, given, headers={"origin": "null"}).status_code == 403
    assert client.get(path)["Referrer-Policy"] != "no-referrer", "which makes the origin null"
    assert client.post(path, given, headers={"origin": "http://testserver"}).status_code == 302


def test_remarks_are_for_the_reviewers(opened, desk, city, submitted):
    client, path = opened
    assert client.post(path, {"section": "B", "body": " "}).status_code == 422
    long = client.post(path, {"section": "B", "body": "mot " * 900})
    assert long.status_code == 422
    assert "mot mot mot" in long.content.decode()
    for _again in range(2):
        assert client.post(path, {"section": "B", "body": "Quel lien avec les écoles ?"}).status_code == 302
    assert client.post(path, {"section": "F", "body": "Hors de ma lecture."}).status_code == 422
    assert ExpertComment.objects.count() == 1
    assert "Quel lien avec les écoles" in client.get(path).content.decode()
    assert "Quel lien avec les écoles" in desk.get(f"/admin/practices/revision/{submitted.pk}/").content.decode()
    assert (
        "Quel lien avec les écoles"
        not in city.get(f"/fr/pratiques/{submitted.practice.slug}/modifier/").content.decode()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpertComment.objects.update(body="Autre")


def test_a_reading_holds_forty_remarks(office, submitted):
    made = invite(office, submitted)
    for number in range(40):
        actions.comment_as_expert(reading_id=made.pk, section="", body=f"Remarque {number}")
    with pytest.raises(NotPossible, match="quarante"):
        actions.comment_as_expert(reading_id=made.pk, section="", body="Une de plus")


def test_tries_are_counted(opened, settings):
    _client, path = opened
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "expert_link": "3/h/ip", "expert_comment": "2/h/ip"}
    stranger = Client()
    answers = [stranger.post(path, {"email": f"a{n}@b.example"}).status_code for n in range(4)]
    assert answers[-1] == 429


def test_a_link_that_was_closed_or_is_too_old_shows_nothing(opened, desk, monkeypatch, editor, office, submitted):
    client, path = opened
    made = ExpertReading.objects.get()
    soon = made.expires_at + timedelta(seconds=1)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: soon)
        assert client.get(path).status_code == 404
        with pytest.raises(NotPossible):
            actions.comment_as_expert(reading_id=made.pk, section="", body="Trop tard")
    assert client.get(path).status_code == 200
    assert desk.post(reverse("admin:practices_expertreading_revoke", args=[made.pk]), {}).status_code == 302
    closed = client.get(path)
    assert closed.status_code == 404
    assert "Médiation de nuit" not in closed.content.decode()
    with pytest.raises(NotPossible):
        actions.comment_as_expert(reading_id=made.pk, section="", body="Fermé")
    assert Entry.objects.filter(verb="practice.expert_revoked").count() == 1


def test_a_record_withdrawn_meanwhile_is_shown_to_nobody(published_practice, editor, office, secretariat):
    practice = published_practice()
    draft = actions.start_revision(by=editor, practice_id=practice.pk)
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    invite(office, sent)
    client, path = Client(), link()
    client.post(path, {"email": WHO})
    actions.withdraw(by=office, practice_id=practice.pk, note="À la demande de la ville.")
    assert client.get(path).status_code == 404


def test_what_may_not_be_shown_is_not_sent(office, editor, submit, draft_practice, submitted):
    with pytest.raises(NotPossible):
        invite(office, draft_practice(title="Un brouillon"))
    with pytest.raises(NotPossible, match="réserve"):
        invite(office, submit(title="Pour nous", visibility="own"))
    with pytest.raises(NotAllowed):
        invite(editor, submitted)
    for wrong in ({"sections": []}, {"sections": ["I"]}, {"email": "personne"}, {"days": 90}):
        with pytest.raises(Invalid):
            invite(office, submitted, **wrong)
    assert not ExpertReading.objects.exists()


def test_one_open_link_for_an_address(office, submitted):
    made = invite(office, submitted)
    with pytest.raises(Invalid, match="Corrigez"):
        invite(office, submitted)
    actions.revoke_expert(by=office, reading_id=made.pk)
    assert invite(office, submitted).pk != made.pk


def test_the_desk_sends_the_link(desk, submitted):
    address = reverse("admin:practices_revision_expert", args=[submitted.pk])
    given = {"email": WHO, "sections": ["B"], "days": "10", "language": "en", "message": "Votre avis nous aiderait."}
    assert desk.post(address, given).status_code == 302
    letter = Letter.objects.get(kind="practice.expert_link")
    assert "/en/pratiques/lecture/" in letter.text
    assert "Votre avis nous aiderait." in letter.text
