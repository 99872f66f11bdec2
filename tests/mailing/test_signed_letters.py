"""A letter that we sign is verified by whoever reads our key in the DNS, headers of unsubscription included."""

import base64

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.core.exceptions import ImproperlyConfigured

from config import environment
from mailing import delivery, registry
from mailing.message import Item, Message, Part


def der(key):
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


@pytest.fixture
def key(settings):
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.DKIM_PRIVATE_KEY, settings.DKIM_SELECTOR = der(made), "plateforme"
    settings.DEFAULT_FROM_EMAIL = "Échanges d’expériences <lettres@plateforme.example>"
    return made


@pytest.fixture
def received(smtp_sink, queue, liege_editor, key, monkeypatch):
    """The bytes of a letter as the mail server got them."""
    message = Message(
        subject="Élèves, médiation et prévention : une question très longue posée à votre ville par une autre ville",
        paragraphs=("Bonjour,", "Un texte accentué. " * 30, ".", "From ligne"),
        parts=(Part("Liste", (Item("مدينة", "https://x.example/a"),)),),
    )
    kind = registry.Kind("test.note", "Essai", lambda reader, data: message, True)
    monkeypatch.setattr(registry, "_kinds", {**registry._kinds, "test.note": kind})
    got = []
    keep = smtp_sink.handle_DATA

    async def handle(server, session, envelope):
        got.append(bytes(envelope.original_content or envelope.content))
        return await keep(server, session, envelope)

    smtp_sink.handle_DATA = handle
    queue(liege_editor, "signed")
    delivery.deliver()
    (raw,) = got
    return raw


def verified(raw, key):
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    names = []

    def answer(name, timeout=5):
        names.append(name.decode().rstrip("."))
        return record

    return dkim.verify(raw, dnsfunc=answer), names


def test_a_signed_letter_verifies(received, key):
    assert verified(received, key) == (True, ["plateforme._domainkey.plateforme.example"])


@pytest.mark.parametrize("word", [b"List-Unsubscribe:", b"Subject:", b"From:", b"Bonjour"])
def test_what_is_changed_on_the_way_no_longer_verifies(received, key, word):
    assert word in received
    start = received.index(word) + len(word)
    changed = received[:start] + b"x" + received[start:]
    assert verified(changed, key)[0] is False


def test_another_key_does_not_verify(received):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert verified(received, other)[0] is False


def test_without_a_key_nothing_is_signed(smtp_sink, queue, liege_editor, settings):
    settings.DKIM_PRIVATE_KEY = ""
    queue(liege_editor, "unsigned")
    delivery.deliver()
    assert smtp_sink.messages
    assert smtp_sink.messages[0]["DKIM-Signature"] is None


@pytest.mark.parametrize("value", ["x", base64.b64encode(b"no key").decode()])
def test_a_key_that_cannot_be_read_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("DKIM_PRIVATE_KEY", value)
    with pytest.raises(ImproperlyConfigured, match="DKIM_PRIVATE_KEY"):
        environment.mail_key("DKIM_PRIVATE_KEY")


def test_a_short_key_stops_the_start(monkeypatch):
    monkeypatch.setenv("DKIM_PRIVATE_KEY", der(rsa.generate_private_key(public_exponent=65537, key_size=1024)))
    with pytest.raises(ImproperlyConfigured, match="2048"):
        environment.mail_key("DKIM_PRIVATE_KEY")
