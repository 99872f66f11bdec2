"""The desk reads the next digest of a person as they would get it; the journal keeps who looked."""

from datetime import timedelta

from accounts.models import DigestRhythm, User
from common import clock
from digests import due, mails
from journal.models import Entry
from mailing import delivery, people
from mailing.models import Letter
from mailing.topics import Way
from practices import actions


def test_asking_shows_nothing_and_the_button_shows_the_letter(desk, published_practice, tunis_reader, secretariat):
    published_practice(title="Médiation de rue")
    address = f"/admin/accounts/user/{tunis_reader.pk}/preview/"
    assert "Médiation de rue" not in desk.get(address).content.decode()
    assert not Entry.objects.filter(verb="digest.previewed").exists()
    page = desk.post(address).content.decode()
    assert "Médiation de rue" in page
    assert 'lang="ar"' in page
    assert "/ar/pratiques/" in page
    entry = Entry.objects.get(verb="digest.previewed")
    assert (entry.actor_id, entry.subject_id) == (secretariat.pk, tunis_reader.pk)


def test_it_is_read_with_the_rights_of_its_reader_and_not_of_the_desk(
    desk, draft_practice, published_practice, tunis_reader
):
    published_practice(title="Lue par tous")
    published_practice(title="Pour la ville", visibility="own")
    page = desk.post(f"/admin/accounts/user/{tunis_reader.pk}/preview/").content.decode()
    assert "Lue par tous" in page
    assert "Pour la ville" not in page


def test_nothing_new_and_no_letter_wanted_are_said(desk, tunis_reader):
    User.objects.filter(pk=tunis_reader.pk).update(digest=DigestRhythm.OFF)
    page = desk.post(f"/admin/accounts/user/{tunis_reader.pk}/preview/").content.decode()
    assert "aucune lettre ne partirait" in page
    assert "ne reçoit pas la lettre" in page


def test_an_address_that_rests_is_said(desk, tunis_reader):
    User.objects.filter(pk=tunis_reader.pk).update(address_rests_until=clock.now() + timedelta(days=3))
    page = desk.post(f"/admin/accounts/user/{tunis_reader.pk}/preview/").content.decode()
    assert "Nos lettres ne parviennent plus à cette personne" in page


def test_nobody_else_may(client_of, liege_coordinator, tunis_reader):
    client = client_of(liege_coordinator)
    address = f"/admin/accounts/user/{tunis_reader.pk}/preview/"
    assert client.get(address).status_code == client.post(address).status_code == 404
    assert not Entry.objects.filter(verb="digest.previewed").exists()


def test_words_between_two_cities_stay_out_of_it(desk, published_practice, dakar_coordinator, liege_editor, viewer_for):
    practice = published_practice(title="Médiation de rue")
    people.choose(liege_editor.pk, {"exchanges": Way.DIGEST})
    actions.ask_exchange(
        by=viewer_for(dakar_coordinator),
        to_city_id=practice.city_id,
        kind="call",
        purpose="Un mot entre nous.",
        proposed_time="En janvier",
    )
    Letter.objects.update(next_try_at=clock.now())
    delivery.deliver()
    assert "Un mot entre nous." in str(mails.compose(liege_editor.pk, *due.coming(liege_editor)))
    page = desk.post(f"/admin/accounts/user/{liege_editor.pk}/preview/").content.decode()
    assert "Un mot entre nous." not in page
    assert "1 message n’est pas montré ici" in page
