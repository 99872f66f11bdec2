"""Every letter that a room registers, in three languages: its headers, its links, its weight, its two forms.

The rooms' own tests say what each letter tells; this one renders a full message under the name of each kind.
"""

import email
import re
from email import policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as site
from django.db import transaction
from django.test import Client
from django.utils import translation
from django.utils.translation import ngettext

from accounts import mails as account_mails
from mailing import delivery, outbox, registry
from mailing.message import Action, Item, Message, Part
from mailing.models import Letter
from mailing.wire import WireMessage

ROOT = Path(__file__).parents[2]
ROOMS = ("cities", "practices", "declarations", "platform")
LANGUAGES = [code for code, _name in site.LANGUAGES]
SECRET = "Titre réservé à quelques villes"
KINDS = sorted(kind.name for kind in registry.kinds())


def full(_reader, _data):
    """As long as a digest may be: each item with its reason."""
    items = tuple(
        Item(f"{SECRET} {n}", f"{site.SITE_URL}/fr/pratiques/essai-{n}/", "Liège – " + "mot " * 33, "Vous la suivez.")
        for n in range(4)
    )
    return Message(
        subject="Une nouvelle vous attend",
        paragraphs=("Bonjour,", "Voici ce qui s’est passé."),
        quote="Ce qu’une personne a écrit",
        parts=tuple(Part(f"Partie {n}", items) for n in range(5)),
        action=Action("Ouvrir", f"{site.SITE_URL}/fr/"),
    )


@pytest.fixture
def letter_of(real_commits, smtp_sink, dakar_coordinator, monkeypatch, settings):
    """Send a letter of a kind in a language, and return it as received, with its size."""
    settings.GATHER_MINUTES = 0
    settings.SITE_URL = "https://plateforme.example"

    def send(name, language="fr", group="practice/1", key="one"):
        known = registry.kind(name)
        kinds = {**registry._kinds, name: registry.Kind(name, known.label, full, known.optional, known.topic)}
        monkeypatch.setattr(registry, "_kinds", kinds)
        type(dakar_coordinator).objects.filter(pk=dakar_coordinator.pk).update(language=language)
        with transaction.atomic():
            outbox.queue(key=f"{name}/{key}", kind=name, recipient_id=dakar_coordinator.pk, data={}, group=group)
        delivery.deliver()
        return smtp_sink.messages[-1]

    return send


def html_of(message):
    return message.get_body(("html",)).get_content()


def text_of(message):
    return message.get_body(("plain",)).get_content()


def test_every_kind_has_a_name_that_people_read_and_none_is_registered_without():
    assert set(KINDS) < registry.labels().keys()
    assert all(str(words).strip() and str(words) != name for name, words in registry.labels().items())
    with pytest.raises(TypeError, match="label"):
        registry.letter("test.nameless")


def test_every_kind_that_the_code_queues_has_a_name():
    sources = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    queued = {name for path in sources for name in re.findall(r'kind="([a-z_]+\.[a-z_]+)"', path.read_text())}
    queued |= {
        "account." + prefix.rpartition("/")[2] for prefix in (*account_mails._NOTICES, *account_mails._WITH_A_LINK)
    }
    assert len(queued) > 30
    assert queued - registry.labels().keys() == set()


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_carries_its_headers_and_reveals_nothing_in_its_subject(letter_of, name):
    message, known = letter_of(name), registry.kind(name)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["References"] == message["In-Reply-To"] == outbox.message_id("group/practice/1")
    assert SECRET not in str(message["Subject"])
    assert len(message.as_bytes()) < 30_000
    refusable = {"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"} & set(message.keys())
    assert len(refusable) == (3 if known.optional else 0)
    if known.optional:
        assert str(message["List-Id"]) == f"<{known.topic}.plateforme.example>"
        _refuse(str(message["List-Unsubscribe"]).strip(" <>"))


def _refuse(address):
    """A mail program's press of the button, twice; a scanner that only follows the link changes nothing."""
    program, path = Client(enforce_csrf_checks=True), urlsplit(address).path
    assert program.get(path).status_code == 200
    for _ in range(2):
        assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not program.cookies.get("sessionid")


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_each_language_both_forms_say_the_same_with_links_of_the_site_alone(letter_of, language):
    message = letter_of("comment.posted", language)
    html, text = html_of(message), text_of(message)
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert "prefers-color-scheme: dark" in html
    for said in ("Partie 4", SECRET, "Vous la suivez.", "Ce qu’une personne a écrit"):
        assert said in html
        assert said in text
    for address in re.findall(r'https?://[^\s"<>]+', html + text):
        assert address.startswith("https://plateforme.example/"), address
    for fetched in ("<img", "<link", "url(", "<script", "@import", "src="):
        assert fetched not in html


def test_two_letters_about_one_practice_are_one_thread_and_two_messages(letter_of):
    first, second = letter_of("comment.posted", key="a"), letter_of("comment.answered", key="b")
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


def test_what_the_wire_carries_reads_back_as_it_was_written(letter_of, smtp_sink):
    raw = letter_of("comment.posted", "ar").as_bytes()
    again = email.message_from_bytes(raw, policy=policy.default)
    assert again.defects == []
    assert [part.get_content_type() for part in again.iter_parts()] == ["text/plain", "text/html"]
    assert "الرسائل" in text_of(again)
    assert max(map(len, raw.splitlines())) < 998


@pytest.mark.parametrize("name", ["digest", "comment.posted"])
def test_a_letter_of_the_most_items_is_light(letter_of, name):
    message = letter_of(name)
    assert len(message.as_bytes()) < 30_000
    assert Letter.objects.get(kind=name).state == "sent"


def test_a_count_takes_the_plural_of_its_number_in_arabic():
    said = []
    with translation.override("ar"):
        for count in (2, 3, 11, 100):
            said.append(
                ngettext("et %(count)d autre sur la plateforme", "et %(count)d autres sur la plateforme", count)
            )
    assert len(set(said)) == 4
    assert not any("plateforme" in words for words in said)


def test_no_bare_line_end_leaves_in_a_letter():
    """Some servers take one for the end of a line, and what follows for commands."""
    message = WireMessage("Sujet", "Un\r.\rDeux\n.\r\nTrois", "a@b.example", to=["c@d.example"])
    sent = message.message().as_bytes(linesep="\r\n")
    assert re.search(rb"\r(?!\n)|(?<!\r)\n", sent) is None
    assert email.message_from_bytes(sent).get_payload(decode=True) == b"Un\r\n.\r\nDeux\r\n.\r\nTrois"
