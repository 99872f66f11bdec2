"""Letters that come back are counted once each; above four points the address rests, and its person can end that."""

import hashlib
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from members import PASSWORD

from accounts import actions as account
from accounts.models import EmailChange
from journal.models import Entry
from mailing import addresses, outbox, returns
from mailing.delivery import deliver
from mailing.models import Letter, Return, ReturnKind, State

REPORT = """\
From: MAILER-DAEMON@relay.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Arrival-Date: Mon, 23 Nov 2026 10:05:00 +0000

Final-Recipient: rfc822; editrice@liege.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} said the other server

--b--
"""
COMPLAINT = """\
From: fbl@provider.example
To: complaints@reponses.example
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1.0
Version: 1

--b
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: Un nouveau commentaire

x
--b--
"""


@pytest.fixture
def sent(cast, inbound):
    """Return a maker of letters to Liège's editor that have left: the row, and where it comes back to."""

    def sent(number=0, days=0):
        with transaction.atomic():
            letter = outbox.queue(key=f"test/{number}", kind="comment.posted", recipient_id=cast.editor.pk, data={})
        left = timezone.now() - timedelta(days=days)
        Letter.objects.filter(pk=letter.pk).update(state=State.SENT, finished_at=left)
        return letter, addresses.for_bounces(letter.pk, cast.editor.email)

    return sent


@pytest.fixture
def come_back(sent, hand_over):
    """Let letters come back with these statuses, one each."""

    def come_back(*statuses, action="failed"):
        for number, status in enumerate(statuses):
            _letter, to = sent(f"{status}/{number}")
            report = REPORT.format(to=to, action=action, status=status)
            assert hand_over(to, report.encode(), sender="<>")[0] == 250

    return come_back


def _rests(user):
    user.refresh_from_db()
    return user.address_rests


def test_three_letters_that_could_never_arrive_let_the_address_rest(cast, come_back):
    come_back("5.1.1", "5.1.1")
    assert not _rests(cast.editor)
    come_back("5.1.10")
    assert _rests(cast.editor)
    assert Entry.objects.filter(verb="account.address_rests", subject_id=cast.editor.pk).count() == 1


@pytest.mark.parametrize("status", ["4.2.1", "5.2.2", "5.7.1"])
def test_what_says_nothing_of_the_address_counts_half(cast, come_back, status):
    come_back(*[status] * 4)
    assert not _rests(cast.editor)
    come_back("4.4.7")
    assert _rests(cast.editor)


def test_the_same_report_twice_counts_once(cast, sent, hand_over):
    _letter, to = sent()
    report = REPORT.format(to=to, action="failed", status="5.1.1").encode()
    for _ in range(4):
        assert hand_over(to, report, sender="<>")[0] == 250
    assert (Return.objects.count(), _rests(cast.editor)) == (1, False)


def test_the_same_report_twice_at_once_counts_once(cast, sent, hand_over, at_once):
    _letter, to = sent()
    report = REPORT.format(to=to, action="failed", status="5.1.1").encode()
    assert at_once(*[lambda: hand_over(to, report, "<>")[0]] * 4) == [250] * 4
    assert Return.objects.count() == 1


def test_three_letters_that_come_back_at_once_are_added_up(cast, sent, hand_over, at_once):
    made = [sent(number)[1] for number in range(3)]
    reports = [REPORT.format(to=to, action="failed", status="5.1.1").encode() for to in made]
    at_once(
        *[lambda to=to, report=report: hand_over(to, report, "<>") for to, report in zip(made, reports, strict=True)]
    )
    assert _rests(cast.editor)


def test_the_database_itself_counts_once(sent):
    letter, _to = sent()
    Return.objects.create(letter=letter, address="a@b.example", kind=ReturnKind.HARD)
    with pytest.raises(IntegrityError, match="one_bounce_per_letter"):
        Return.objects.create(letter=letter, address="a@b.example", kind=ReturnKind.SOFT)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_delay_or_a_delivery_is_not_counted(come_back, action):
    come_back("4.4.1", action=action)
    assert not Return.objects.exists()


def test_an_absence_sent_to_the_envelope_is_not_counted(sent, hand_over):
    _letter, to = sent()
    away = EmailMessage()
    away["From"], away["Auto-Submitted"] = "editrice@liege.example", "auto-replied"
    away.set_content("Je suis absente. Version 5.1.1 du message.")
    assert hand_over(to, away, sender="<>")[0] == 250
    assert not Return.objects.exists()


def test_a_report_without_a_form_is_read_by_its_status(sent, hand_over):
    _letter, to = sent()
    words = b"From: postmaster@old.example\r\nSubject: failure notice\r\n\r\nHi. 550 5.1.1 No such user\r\n"
    assert hand_over(to, words, sender="<>")[0] == 250
    assert Return.objects.get().kind == ReturnKind.HARD


def test_a_complaint_lets_the_address_rest_at_once(cast, sent, hand_over):
    letter, _to = sent()
    for kind in ("not-spam", "abuse", "abuse"):
        report = COMPLAINT.format(kind=kind, message_id=letter.message_id).encode()
        assert hand_over("complaints@reponses.example", report)[0] == 250
    assert Return.objects.get().kind == ReturnKind.COMPLAINT
    assert _rests(cast.editor)


def test_a_complaint_about_a_letter_to_the_address_of_before_is_not_counted(cast, sent, hand_over):
    letter, _to = sent()
    report = COMPLAINT.format(kind="abuse", message_id=letter.message_id).encode()
    EmailChange.objects.create(
        user=cast.editor,
        old_email=cast.editor.email,
        new_email="nouvelle@liege.example",
        old_token_hash="a",
        new_token_hash="b",
        expires_at=timezone.now() + timedelta(days=2),
        **dict.fromkeys(("confirmed_old_at", "confirmed_new_at", "done_at"), timezone.now()),
    )
    cast.editor.email = "nouvelle@liege.example"
    cast.editor.save()
    assert hand_over("complaints@reponses.example", report)[0] == 250
    assert not Return.objects.exists()
    later, _to = sent("later")
    report = COMPLAINT.format(kind="abuse", message_id=later.message_id).encode()
    assert hand_over("complaints@reponses.example", report)[0] == 250
    assert Return.objects.get().address == "nouvelle@liege.example"


def test_who_has_not_received_a_letter_cannot_complain_of_it(cast, sent, hand_over):
    """The key of a letter can be guessed; the name under which it left cannot."""
    letter, _to = sent()
    guessed = f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:40]}@testserver>"
    report = COMPLAINT.format(kind="abuse", message_id=guessed).encode()
    assert hand_over("complaints@reponses.example", report)[0] == 250
    assert not Return.objects.exists()


def test_a_report_about_an_address_that_was_left_is_not_counted(cast, sent, hand_over):
    _letter, to = sent()
    cast.editor.email = "nouvelle@liege.example"
    cast.editor.save()
    assert hand_over(to, REPORT.format(to=to, action="failed", status="5.1.1").encode(), sender="<>")[0] == 250
    assert not Return.objects.exists()


def test_a_refusal_at_the_door_of_our_own_server_counts(cast, told, smtp_sink):
    smtp_sink.answers[cast.editor.email] = "550 5.1.1 No such user"
    told(cast.editor.email)
    assert set(Return.objects.values_list("kind", "status", "address")) == {("hard", "5.1.1", cast.editor.email)}


def test_a_letter_that_arrived_heals(cast, sent, come_back):
    come_back("5.1.1", "5.1.1")
    Return.objects.update(received_at=timezone.now() - timedelta(days=10))
    sent("arrived", days=6)
    assert returns.score(cast.editor.email, cast.editor.pk) == 0
    come_back("4.2.1")
    assert returns.score(cast.editor.email, cast.editor.pk) == 1


def test_thirty_days_heal(cast, come_back):
    come_back("5.1.1", "5.1.1", "5.1.1")
    Return.objects.update(received_at=timezone.now() - returns.REMEMBERED)
    assert returns.score(cast.editor.email, cast.editor.pk) == 0
    assert _rests(cast.editor)
    cast.editor.address_rests_until = timezone.now()
    assert not cast.editor.address_rests


def test_letters_wait_for_the_digest_and_what_protects_the_account_still_leaves(cast, come_back, smtp_sink, told):
    come_back("5.1.1", "5.1.1", "5.1.1")
    assert told(cast.editor.email) == []
    held = Letter.objects.get(kind="comment.posted", recipient_id=cast.editor.pk, key__startswith="comment.posted/")
    assert (held.state, held.answer) == (State.HELD, "the address rests")
    Client().post("/fr/compte/password/reset/", {"email": cast.editor.email})
    assert len(told(cast.editor.email)) == 1


def test_the_person_is_told_and_ends_it_by_a_letter(cast, come_back, client_of, told):
    browser = client_of(cast.editor)
    assert "Nos lettres ne vous parviennent plus." not in browser.get("/fr/pratiques/").content.decode()
    come_back("5.1.1", "5.1.1", "5.1.1")
    assert "Nos lettres ne vous parviennent plus." in browser.get("/fr/pratiques/").content.decode()
    browser.post("/fr/compte/adresse/verifier/")
    (letter,) = told(cast.editor.email)
    link = next(word for word in letter.get_body(("plain",)).get_content().split() if "/adresse/verifier/" in word)
    stranger = Client()
    assert stranger.get(link).status_code == 200
    assert _rests(cast.editor)  # opening the link changes nothing
    for _ in range(2):
        assert stranger.post(link).status_code == 302
    assert not _rests(cast.editor)
    assert Entry.objects.filter(verb="account.address_healed").count() == 1
    assert "Nos lettres ne vous parviennent plus." not in browser.get("/fr/pratiques/").content.decode()


def test_another_address_does_not_inherit_the_rest(cast, come_back, client_of, smtp_sink):
    come_back("5.1.1", "5.1.1", "5.1.1")
    browser = client_of(cast.editor)
    browser.post("/fr/compte/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/fr/compte/adresse/").content.decode()
    assert "cochez la case ci-dessous" in page
    account.request_email_change(user_id=cast.editor.pk, new_email="nouvelle@liege.example")
    deliver()
    for address in (cast.editor.email, "nouvelle@liege.example"):
        words = smtp_sink.to(address)[-1].get_body(("plain",)).get_content().split()
        link = next(word for word in words if "/adresse/confirmer/" in word)
        Client().post(link)
    assert not _rests(cast.editor)
    assert cast.editor.email == "nouvelle@liege.example"


def test_the_coordination_sees_it_on_the_page_of_the_team(cast, come_back, client_of):
    from members import make_member

    from cities.models import Role

    coordination = client_of(make_member("coordination@liege.example", "Colin", "liege", Role.COORDINATOR))
    address = "/fr/villes/liege/equipe/"
    come_back("5.1.1", "5.1.1", "5.1.1")
    page = coordination.get(address).content.decode()
    assert page.count("Nos lettres ne lui parviennent plus") == 1


def test_without_a_domain_the_envelope_is_the_sender_that_readers_see(cast, told):
    letter = told(cast.editor.email)[-1]
    assert letter["From"] == "Échanges d’expériences <plateforme@localhost>"
