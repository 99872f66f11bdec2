"""The door refuses what is not for it, and says « later » when it cannot keep a letter."""

import smtplib
import socket
import time

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts import actions as account
from mailing import addresses, people
from mailing.receiving import listener, routes
from practices.models import MailedReply


@pytest.fixture
def line(door):
    with smtplib.LMTP("127.0.0.1", door, timeout=20) as opened:
        opened.ehlo_or_helo_if_needed()
        opened.mail("someone@liege.example")
        yield opened


@pytest.mark.parametrize(
    "address",
    [
        "reply+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@reponses.example",
        "reply+@reponses.example",
        "bounce+zzz@reponses.example",
        "plateforme@reponses.example",
        "postmaster@elsewhere.example",
    ],
)
def test_what_is_not_for_us_is_refused_before_it_is_sent(real_commits, line, address):
    assert line.rcpt(address, ())[0] in {550, 553}


def test_an_address_that_was_changed_by_one_sign_is_refused(cast, question_letter, line):
    local, _at, domain = question_letter["Reply-To"].partition("@")
    for sign in (6, 12, len(local) - 2):
        other = "a" if local[sign] != "a" else "b"
        assert line.rcpt(f"{local[:sign]}{other}{local[sign + 1 :]}@{domain}")[0] == 550


def test_an_address_of_answers_is_no_address_of_bounces(cast, question_letter, line):
    assert line.rcpt(question_letter["Reply-To"].replace("reply+", "bounce+"))[0] == 550


def test_an_address_too_old_is_refused(cast, line, inbound):
    old = timezone.now() - people.ANSWERED_WITHIN
    city_id = cast.practice.city_id
    assert line.rcpt(addresses.for_replies(cast.editor.pk, (city_id, cast.question.pk), old))[0] == 550


def test_the_addresses_that_a_person_revoked_are_refused(cast, question_letter, line):
    account.refuse_replies(user_id=cast.editor.pk)
    assert line.rcpt(question_letter["Reply-To"])[0] == 550


def test_an_address_revoked_while_the_letter_is_on_its_way_takes_nothing(
    cast, question_letter, write, hand_over, said, monkeypatch
):
    accepts = routes.accepts

    def then_revoked(address):
        known = accepts(address)
        account.refuse_replies(user_id=cast.editor.pk)
        return known

    monkeypatch.setattr(routes, "accepts", then_revoked)
    assert hand_over(question_letter["Reply-To"], write())[0] == 250
    assert said() == []
    assert not MailedReply.objects.exists()


def test_a_closed_account_is_refused(cast, question_letter, line):
    cast.editor.is_active = False
    cast.editor.save()
    assert line.rcpt(question_letter["Reply-To"])[0] == 550


def test_one_recipient_at_a_time(cast, question_letter, line):
    assert line.rcpt(question_letter["Reply-To"])[0] == 250
    assert line.rcpt(question_letter["Reply-To"])[0] == 452


def test_a_letter_too_large_is_refused(cast, question_letter, hand_over, said, monkeypatch):
    monkeypatch.setattr(listener, "LARGEST", 5000)
    assert hand_over(question_letter["Reply-To"], b"From: a@b.example\r\n\r\n" + b"x" * 6000)[0] == 552
    assert said() == []


def test_what_is_no_letter_is_refused(cast, question_letter, hand_over):
    assert hand_over(question_letter["Reply-To"], b"\r\nhello\r\n")[0] == 554


@pytest.mark.parametrize("step", ["accepts", "take"])
def test_when_the_database_is_away_the_other_server_keeps_the_letter(
    question_letter, write, hand_over, said, monkeypatch, step
):
    def away(*_given):
        raise OperationalError("the connection is lost")

    with monkeypatch.context() as broken:
        broken.setattr(routes, step, away)
        assert hand_over(question_letter["Reply-To"], write())[0] == 451
    assert said() == []
    assert hand_over(question_letter["Reply-To"], write())[0] == 250
    assert said() == ["La ville, seule."]


def test_a_line_that_breaks_after_the_commit_leaves_one_comment(question_letter, write, door, hand_over, said):
    letter = write().as_bytes().replace(b"\n", b"\r\n")
    with socket.create_connection(("127.0.0.1", door)) as cut:
        words = f"LHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<{question_letter['Reply-To']}>\r\nDATA\r\n"
        for word in words.splitlines(keepends=True):
            cut.recv(1000)
            cut.sendall(word.encode())
        cut.recv(1000)
        cut.sendall(letter + b"\r\n.\r\n")
        until = time.monotonic() + 20
        while not said() and time.monotonic() < until:
            time.sleep(0.05)
    assert hand_over(question_letter["Reply-To"], write())[0] == 250
    assert said() == ["La ville, seule."]


def test_connections_are_counted(real_commits, inbound, monkeypatch, request):
    monkeypatch.setattr(listener, "CONNECTIONS", 1)
    port = request.getfixturevalue("door")
    with smtplib.LMTP("127.0.0.1", port, timeout=20), socket.create_connection(("127.0.0.1", port)) as second:
        assert second.recv(100).startswith(b"421")


def test_silence_is_cut(real_commits, inbound, monkeypatch, request):
    monkeypatch.setattr(listener, "SILENCE", 0.2)
    port = request.getfixturevalue("door")
    with socket.create_connection(("127.0.0.1", port), timeout=20) as silent:
        while silent.recv(100):
            pass


def test_no_letter_can_be_answered_without_a_domain(cast, smtp_sink, told):
    letter = told(cast.editor.email)[-1]
    assert letter["Reply-To"] is None
    assert "Vous pouvez répondre à cette lettre" not in letter.get_body(("plain",)).get_content()
