"""The desk reads the next digest of a person as they would get it; the journal keeps who looked."""

from accounts.models import DigestRhythm, User
from journal.models import Entry


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


def test_nobody_else_may(client_of, liege_coordinator, tunis_reader):
    client = client_of(liege_coordinator)
    address = f"/admin/accounts/user/{tunis_reader.pk}/preview/"
    assert client.get(address).status_code == client.post(address).status_code == 404
    assert not Entry.objects.filter(verb="digest.previewed").exists()
