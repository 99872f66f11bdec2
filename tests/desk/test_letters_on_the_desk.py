"""Letters on the desk: found by person, kind and state, read again with one's own rights, sent again, counted."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from members import make_user

from accounts.models import User
from cities.models import City, Membership
from common import clock
from common.errors import Refusal
from journal.models import Entry
from mailing import actions as outbox_actions
from mailing import delivery, registry
from mailing.models import Letter, State
from practices import actions

LETTERS = "/admin/mailing/letter/"


@pytest.fixture
def comment_letter(published_practice, dakar_coordinator, liege_editor, viewer_for):
    """The letter by which Liège learns of a comment."""
    practice = published_practice(title="Médiation de rue")
    actions.comment(by=viewer_for(dakar_coordinator), practice_id=practice.pk, body="Combien de médiateurs ?")
    return Letter.objects.get(kind="comment.posted", recipient_id=liege_editor.pk)


def sent(letter):
    Letter.objects.filter(pk=letter.pk).update(state=State.SENT, gathers=False, finished_at=clock.now())
    letter.refresh_from_db()
    return letter


def resend(desk, letter):
    page = desk.get(f"{LETTERS}{letter.pk}/").content.decode()
    address = re.search(r'href="([^"]+/resend/\?seen_version=(\d+))"', page)
    return desk.post(f"{LETTERS}{letter.pk}/resend/", {"seen_version": address[2] if address else "0"})


@pytest.mark.parametrize("words", ["Élise", "editrice@liege", "comment.posted", "commentaire"])
def test_letters_are_found_by_person_and_kind(desk, comment_letter, words):
    page = desk.get(LETTERS, {"q": words}).content.decode()
    assert f"{LETTERS}{comment_letter.pk}/" in page
    assert "editrice@liege.example" in page
    assert f"{LETTERS}{comment_letter.pk}/" not in desk.get(LETTERS, {"q": "personne d’autre"}).content.decode()


def test_kinds_are_told_by_name_in_the_list_its_filter_the_letter_and_the_figures(desk, comment_letter):
    for address in (LETTERS, f"{LETTERS}{comment_letter.pk}/", f"{LETTERS}chiffres/"):
        page = desk.get(address).content.decode()
        assert "Commentaire" in page
        assert not re.search(r">\s*comment\.posted\s*<", page)
    filtered = desk.get(LETTERS, {"kind": "comment.posted"}).content.decode()
    assert f"{LETTERS}{comment_letter.pk}/" in filtered
    assert f"{LETTERS}{comment_letter.pk}/" not in desk.get(LETTERS, {"kind": "digest"}).content.decode()


def test_letters_are_found_by_state(desk, comment_letter):
    sent(comment_letter)
    assert f"{LETTERS}{comment_letter.pk}/" in desk.get(LETTERS, {"state__exact": "sent"}).content.decode()
    assert f"{LETTERS}{comment_letter.pk}/" not in desk.get(LETTERS, {"state__exact": "failed"}).content.decode()


def test_a_letter_is_read_again_on_a_button_and_the_journal_keeps_who_did(desk, comment_letter, secretariat):
    address = f"{LETTERS}{comment_letter.pk}/read/"
    assert "médiateurs" not in desk.get(address).content.decode()
    assert not Entry.objects.filter(verb="letter.reread").exists()
    page = desk.post(address).content.decode()
    assert "Combien de médiateurs" in page
    assert comment_letter.message_id.strip("<>") in page
    assert Entry.objects.get(verb="letter.reread").actor_id == secretariat.pk


def test_no_link_of_its_reader_is_on_the_desk(desk, comment_letter):
    page = desk.post(f"{LETTERS}{comment_letter.pk}/read/").content.decode()
    assert "/desabonnement/" not in page
    assert "/lettres/" not in page
    assert "#comment-" not in page


def test_what_was_withdrawn_is_not_read_again(desk, comment_letter, liege_coordinator, viewer_for):
    comment = comment_letter.data["comment"]
    author = User.objects.get(email="coordination@dakar.example")
    actions.delete_comment(by=viewer_for(author), comment_id=comment)
    page = desk.post(f"{LETTERS}{comment_letter.pk}/read/").content.decode()
    assert "Combien de médiateurs" not in page
    assert "n’est lisible que par son destinataire" in page


def test_the_names_of_an_accepted_exchange_stay_between_two_people(
    desk, dakar_coordinator, liege_editor, published_practice, viewer_for
):
    practice = published_practice()
    asked = actions.ask_exchange(
        by=viewer_for(dakar_coordinator),
        to_city_id=practice.city_id,
        kind="call",
        purpose="Comprendre votre travail.",
        proposed_time="En janvier",
    )
    actions.accept_exchange(by=viewer_for(liege_editor), request_id=asked.pk, answer="Volontiers.")
    for letter in Letter.objects.filter(kind__startswith="contact."):
        page = desk.post(f"{LETTERS}{letter.pk}/read/").content.decode()
        assert "n’est lisible que par son destinataire" in page, letter.kind
        assert "Volontiers" not in page
        assert "Comprendre votre travail" not in page


def test_a_digest_is_read_again_as_it_was_for_its_reader(desk, published_practice, dakar_coordinator, secretariat):
    from digests import due

    published_practice(title="Médiation de rue")
    year, week, _day = clock.now().isocalendar()
    due.queue(due.of_period(f"{year}-W{week:02d}"))
    delivery.deliver()
    letter = Letter.objects.get(kind="digest", recipient_id=dakar_coordinator.pk)
    assert "Médiation de rue" in desk.post(f"{LETTERS}{letter.pk}/read/").content.decode()


def test_a_letter_leaves_again_with_its_message_id(desk, comment_letter, secretariat, mailoutbox):
    message_id = sent(comment_letter).message_id
    assert resend(desk, comment_letter).status_code == 302
    delivery.deliver()
    again = [message for message in mailoutbox if message.extra_headers["Message-ID"] == message_id]
    assert len(again) == 1
    assert Entry.objects.get(verb="letter.resent").actor_id == secretariat.pk


def test_it_does_not_leave_again_for_somebody_who_may_no_longer_read_it(desk, comment_letter, liege_editor):
    sent(comment_letter)
    Membership.objects.filter(user=liege_editor).update(ended_at=clock.now())
    answer = resend(desk, comment_letter)
    assert answer.status_code == 409
    assert "ne peut plus la lire" in answer.content.decode()
    comment_letter.refresh_from_db()
    assert comment_letter.state == State.SENT
    assert not Entry.objects.filter(verb="letter.resent").exists()


def test_a_page_read_before_it_left_again_does_nothing(desk, comment_letter):
    old = outbox_actions.seen(sent(comment_letter))
    Letter.objects.filter(pk=comment_letter.pk).update(finished_at=clock.now() + timedelta(seconds=5))
    assert desk.post(f"{LETTERS}{comment_letter.pk}/resend/", {"seen_version": old}).status_code == 409


def test_sent_again_by_two_people_at_once_it_leaves_once(real_commits):
    one, two = (make_user(f"{name}@aimf.example", name, is_staff=True) for name in ("une", "autre"))
    reader = make_user("lectrice@liege.example", "Lectrice")
    Membership.objects.create(user=reader, city=City.objects.get(slug="liege"), role="reader")
    letter = Letter.objects.create(
        key="x/1",
        kind="membership.changed",
        recipient_id=reader.pk,
        data={"membership": reader.memberships.get().pk},
        message_id="<x@y>",
        state=State.SENT,
        finished_at=clock.now(),
    )
    seen, barrier = outbox_actions.seen(letter), Barrier(2)

    def press(user):
        barrier.wait()
        try:
            outbox_actions.resend(actor_id=user.pk, letter_id=letter.pk, seen_version=seen)
        except Refusal as refusal:
            return refusal.status
        finally:
            connection.close()
        return 200

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, (one, two))) == [200, 409]
    assert Entry.objects.filter(verb="letter.resent").count() == 1


def test_the_figures_are_counted_in_the_outbox(desk, comment_letter):
    sent(comment_letter)
    page = desk.get(f"{LETTERS}chiffres/").content.decode()
    row = re.search(r"<td>Commentaire</td>((?:<td>\d+</td>)+)", page)[1]
    waiting = Letter.objects.filter(kind="comment.posted").count() - 1
    assert re.findall(r"\d+", row) == ["1", str(waiting), "0", "0", "0", str(waiting + 1)]
    assert f"{LETTERS}chiffres/" in desk.get(LETTERS).content.decode()
    assert desk.post(f"{LETTERS}chiffres/").status_code == 404


def test_no_letter_reports_back(comment_letter, mailoutbox):
    delivery.deliver()
    assert mailoutbox
    for message in mailoutbox:
        html = "".join(str(part[0]) for part in message.alternatives)
        assert "<img" not in html
        assert "url(" not in html
        assert all(link.startswith("http://testserver/") for link in re.findall(r'href="([^"]+)"', html))


@pytest.mark.parametrize("verb", ["read", "resend"])
def test_a_letter_that_cannot_be_written_says_what_to_do_with_the_number_that_the_log_holds(
    desk, comment_letter, monkeypatch, caplog, verb
):
    def fails(_reader, _data):
        raise ZeroDivisionError

    letter = sent(comment_letter)
    monkeypatch.setitem(registry._kinds, letter.kind, replace(registry.kind(letter.kind), write=fails))
    seen = {"seen_version": outbox_actions.seen(letter)}
    page = desk.post(f"{LETTERS}{letter.pk}/{verb}/", seen)
    assert page.status_code == 409
    assert f"référence : lettre n° {letter.pk}." in page.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert f"letter no. {letter.pk} " in caplog.text
    assert not Entry.objects.filter(subject_type="letter").exists()
