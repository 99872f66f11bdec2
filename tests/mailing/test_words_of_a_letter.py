"""One message becomes text and HTML, in its reader's language and time zone, with links that let its reader say no."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format

from mailing import delivery, gathering, registry
from mailing.message import Action, Item, Message, Part
from mailing.registry import Reader
from mailing.render import render

FULL = Message(
    subject="Un sujet\r\nBcc: quelqu.un@ailleurs.example",
    paragraphs=("Bonjour,", "Un <b>texte</b> & une esperluette."),
    quote="Ce qu’une personne\na écrit <script>",
    parts=(Part("Titre de la liste", (Item("Fiche A", "https://x.example/a", "Liège", "Vous la suivez."), Item("B"))),),
    action=Action("Ouvrir", "https://x.example/o"),
    closing=("Bien à vous",),
)


def test_text_and_html_say_the_same():
    letter = render(FULL, "fr", preferences_url="https://x.example/p", unsubscribe_url="https://x.example/u")
    for said in ("Bonjour,", "Titre de la liste", "Fiche A", "https://x.example/a", "Liège", "Vous la suivez.", "B"):
        assert said in letter.text
        assert said in letter.html
    for said in ("https://x.example/o", "https://x.example/p", "https://x.example/u", "Bien à vous", "Ouvrir"):
        assert said in letter.text
        assert said in letter.html
    assert "> Ce qu’une personne\n> a écrit <script>" in letter.text
    assert "Un <b>texte</b> & une esperluette." in letter.text
    assert "<b>texte" not in letter.html
    assert "<script" not in letter.html


def test_a_subject_is_one_line():
    assert render(FULL, "fr").subject == "Un sujet Bcc: quelqu.un@ailleurs.example"


def test_a_letter_that_cannot_be_refused_offers_no_way_to_refuse():
    letter = render(FULL, "fr")
    assert "https://x.example/p" not in letter.text + letter.html
    assert "https://x.example/u" not in letter.text + letter.html


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")])
def test_the_direction_follows_the_language(language, direction):
    assert f'<html lang="{language}" dir="{direction}">' in render(FULL, language).html


def test_html_is_light_readable_in_the_dark_and_fetches_nothing():
    html = render(FULL, "fr").html
    assert len(html.encode()) < 30_000
    assert "prefers-color-scheme: dark" in html
    for fetched in ("<img", "<link", "url(", "<script", "@import", "src="):
        assert fetched not in html


def told(reader: Reader, data: Mapping[str, Any]) -> Message:
    hour = timezone.localtime(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    return Message("s", (f"{translation.get_language()} {date_format(hour, 'H:i')} {reader.language}",))


@pytest.fixture
def letter_to(people, queue, smtp_sink, monkeypatch):
    def send(*, optional: bool = True, **fields: Any) -> EmailMessage:
        kind = registry.Kind("test.note", "Essai", told, optional)
        monkeypatch.setattr(registry, "_kinds", {**registry._kinds, "test.note": kind})
        for name, value in fields.items():
            setattr(people[0], name, value)
        people[0].save()
        queue(people[0], "k")
        delivery.deliver()
        (message,) = smtp_sink.messages
        return message

    return send


@pytest.mark.parametrize(
    ("language", "zone", "hour"),
    [("fr", "Europe/Paris", "13:00"), ("en", "America/Toronto", "07:00"), ("ar", "Africa/Tunis", "13:00")],
)
def test_the_reader_is_written_to_in_their_language_and_zone(letter_to, language, zone, hour):
    message = letter_to(language=language, time_zone=zone)
    assert message["Content-Language"] == language
    assert f"{language} {hour} {language}" in message.get_body(("plain",)).get_content()
    assert f"/{language}/lettres/" in message.get_body(("html",)).get_content()
    assert translation.get_language() == "fr"


def test_a_letter_that_may_be_refused_says_how(letter_to, settings):
    settings.SITE_URL = "https://plateforme.example"
    message = letter_to()
    address = str(message["List-Unsubscribe"]).strip(" <>")
    assert address.startswith("https://plateforme.example/fr/desabonnement/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<review.plateforme.example>"
    for kind in ("plain", "html"):
        body = message.get_body((kind,)).get_content()
        assert address in body
        assert "https://plateforme.example/fr/lettres/" in body


def test_a_letter_that_protects_the_account_cannot_be_refused(letter_to):
    message = letter_to(optional=False)
    assert message["List-Unsubscribe"] is None
    assert "desabonnement" not in message.as_string()


@pytest.mark.parametrize(
    ("language", "sentence", "title", "is_isolated"),
    [
        ("fr", "Dakar a commenté «\u00a0%s\u00a0».", "وساطة ليلية (2024)", True),
        ("en", "Dakar commented on “%s”.", "وساطة ليلية (2024)", True),
        ("ar", "علّقت داكار على «%s».", "Médiation de nuit (2024)", True),
        ("fr", "Dakar a commenté «\u00a0%s\u00a0».", "Médiation de nuit (2024)", False),
        ("ar", "علّقت داكار على «\u2068%s\u2069».", "Médiation de nuit (2024)", True),  # by its translation
    ],
)
def test_a_title_of_the_other_direction_keeps_its_signs_at_their_end(language, sentence, title, is_isolated):
    message = Message("Objet", (sentence % title,), closing=(sentence % title,), action=Action(sentence % title, "/x"))
    rendered, shown = render(message, language), f"\u2068{title}\u2069" if is_isolated else title
    for form in (rendered.text, rendered.html):
        assert form.count(shown) == 3
        assert form.count("\u2068") == (3 if is_isolated else 0)
    with translation.override(language):
        assert shown in gathering.as_item(message).text


def test_items_stand_apart_by_one_empty_line_in_text():
    text = render(FULL, "fr").text
    assert "Titre de la liste\n\n– Fiche A\n  Liège\n  Vous la suivez.\n  https://x.example/a\n\n– B\n\nOuvrir" in text
    assert "\n\n\n" not in text
