"""Letters that came back, on the desk: whose, what the server said, what it makes of the address, what to do."""

from datetime import timedelta

import pytest

from common import clock
from journal.models import Entry
from mailing import returns
from mailing.models import Letter, ReturnKind

RETURNS = "/admin/mailing/return/"


@pytest.fixture
def returned(liege_editor, liege_coordinator):
    """Three letters that could never arrive: the address of the editor rests."""
    for number in range(3):
        letter = Letter.objects.create(
            key=f"k{number}",
            kind="comment.posted",
            recipient_id=liege_editor.pk,
            message_id=f"<{number}@a>",
            state="failed",
            answer="550 5.1.1 <Editrice@liege.example>: No such user",
            finished_at=clock.now() - timedelta(minutes=1),
        )
        returns.count(letter, liege_editor.email, ReturnKind.HARD, "5.1.1")
    return letter.returns.get()


def test_the_list_says_who_and_why_and_masks_the_address(desk, returned):
    assert f'href="{RETURNS}"' in desk.get("/admin/").content.decode()
    page = desk.get(RETURNS).content.decode()
    for words in ("Élise", "e…@liege.example", "Jamais", "5.1.1 – 550 5.1.1 &lt;e…@liege.example&gt;: No such user"):
        assert words in page
    assert "editrice@" not in page.lower()


@pytest.mark.parametrize(("words", "is_found"), [("Élise", True), ("editrice@liege", True), ("Cheikh", False)])
def test_they_are_found_by_person(desk, returned, words, is_found):
    assert (f"{RETURNS}{returned.pk}/" in desk.get(RETURNS, {"q": words}).content.decode()) == is_found
    assert f"{RETURNS}{returned.pk}/" not in desk.get(RETURNS, {"kind": "soft"}).content.decode()


def test_one_says_the_score_the_rest_what_to_do_and_whom_to_write_to(desk, returned, liege_coordinator):
    page = desk.get(f"{RETURNS}{returned.pk}/").content.decode()
    assert "6 (au-dessus de 4" in page
    assert "L’adresse n’existe sans doute plus." in page
    assert liege_coordinator.email in page
    assert "Nos lettres sont arrêtées depuis le" in page
    assert str(clock.now().year) in page


def test_the_letter_of_verification_leaves_once_and_is_journaled(desk, returned, secretariat, liege_editor):
    for status in (302, 409):
        assert desk.post(f"{RETURNS}{returned.pk}/check/").status_code == status
    (letter,) = Letter.objects.filter(kind="account.address_check")
    assert letter.address == liege_editor.email
    entry = Entry.objects.get(verb="account.address_check_asked")
    assert (entry.actor_id, entry.subject_id) == (secretariat.pk, liege_editor.pk)


def test_an_address_that_was_left_has_nothing_to_be_done_about(desk, returned, liege_editor):
    liege_editor.email = "nouvelle@liege.example"
    liege_editor.save()
    page = desk.get(f"{RETURNS}{returned.pk}/").content.decode()
    assert "cette adresse n’est plus utilisée" in page
    assert f"{RETURNS}{returned.pk}/check/" not in page


def test_nobody_else_opens_it(client_of, returned, liege_coordinator):
    browser = client_of(liege_coordinator)
    assert browser.get(RETURNS).status_code == 404
    assert browser.post(f"{RETURNS}{returned.pk}/check/").status_code == 404
