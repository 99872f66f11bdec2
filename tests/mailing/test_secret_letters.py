"""Letters that hold a secret link leave as they were written, and nothing of their words stays behind."""

import pytest
from django.db import transaction

from mailing import delivery, outbox
from mailing.models import Letter


@pytest.fixture
def letter(real_commits, smtp_sink):
    with transaction.atomic():
        return outbox.queue_rendered(
            key="reset/1",
            kind="account.address_check",
            address="somebody@ville.example",
            language="fr",
            subject="Un lien\r\nBcc: autre@ville.example",
            text="https://secret",
            html="<p>https://secret</p>",
        )


def words() -> set[str]:
    return {word for row in Letter.objects.values_list("subject", "text", "html") for word in row}


def test_the_words_are_erased_once_sent(letter, smtp_sink):
    delivery.deliver()
    (message,) = smtp_sink.messages
    assert message["To"] == "somebody@ville.example"
    assert message["Bcc"] is None
    assert message["Subject"] == "Un lien Bcc: autre@ville.example"
    assert message["List-Unsubscribe"] is None
    assert "https://secret" in message.get_body(("plain",)).get_content()
    assert words() == {""}


def test_the_words_are_erased_once_refused_for_good(letter, smtp_sink):
    smtp_sink.answers["somebody@ville.example"] = "550 unknown"
    delivery.deliver()
    assert Letter.objects.get().state == "failed"
    assert words() == {""}


def test_the_words_are_kept_while_there_is_hope(letter, smtp_sink, time_passes):
    smtp_sink.answers["somebody@ville.example"] = "450 later"
    delivery.deliver()
    smtp_sink.answers.clear()
    time_passes()
    delivery.deliver()
    assert "https://secret" in smtp_sink.messages[0].get_body(("plain",)).get_content()
