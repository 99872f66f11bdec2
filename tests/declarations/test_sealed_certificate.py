"""Where a key is configured, a certificate bears the platform’s digital signature, and stays a light page of PDF/A."""

import base64
import io
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from config import environment

PARIS = "/fr/declarations/paris-2016-terrorisme-prevention/signatures/dakar/attestation.pdf"
PASSWORD = "un mot de passe d’essai"


@pytest.fixture(scope="module")
def identity() -> tuple[bytes, bytes]:
    """A PKCS #12 file made for the test, and its certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Plateforme d’essai")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=30))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    encryption = serialization.BestAvailableEncryption(PASSWORD.encode())
    file = pkcs12.serialize_key_and_certificates(b"essai", key, made, None, encryption)
    return file, made.public_bytes(serialization.Encoding.DER)


@pytest.fixture
def keyed(identity: tuple[bytes, bytes], settings: object) -> bytes:
    settings.CERTIFICATE_SIGNING_KEY = base64.b64encode(identity[0]).decode()  # type: ignore[attr-defined]  # the fixture
    settings.CERTIFICATE_SIGNING_PASSWORD = PASSWORD  # type: ignore[attr-defined]  # of pytest-django
    return identity[1]


def judged(pdf: bytes, certificate: bytes) -> tuple[bool, bool, bool]:
    signed = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    context = ValidationContext(trust_roots=[asn1_x509.Certificate.load(certificate)], allow_fetching=False)
    status = validate_pdf_signature(signed, context)
    return status.intact, status.valid, status.trusted


def test_its_signature_is_valid_and_covers_the_whole_file(keyed: bytes, db: None, client: Client) -> None:
    content = client.get(PARIS).content
    assert judged(content, keyed) == (True, True, True)
    signed = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
    start, length, later, rest = (int(number) for number in signed.byte_range)
    assert (start, later + rest) == (0, len(content))
    assert length < later


def test_it_stays_a_light_page_of_pdf_a(keyed: bytes, db: None, client: Client) -> None:
    content = client.get(PARIS).content
    assert len(content) < 100_000
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) == 1
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")


def test_a_changed_byte_is_found(keyed: bytes, db: None, client: Client) -> None:
    content = bytearray(client.get(PARIS).content)
    at = content.index(b"/Title") + 8
    content[at] ^= 1
    intact, _valid, _trusted = judged(bytes(content), keyed)
    assert not intact


def test_without_a_key_there_is_no_signature(db: None, client: Client) -> None:
    assert not PdfFileReader(io.BytesIO(client.get(PARIS).content)).embedded_signatures


@pytest.mark.parametrize("password", ["", "un autre"])
def test_a_wrong_key_stops_the_start_with_a_sentence(
    identity: tuple[bytes, bytes], password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CERTIFICATE_SIGNING_KEY", base64.b64encode(identity[0]).decode())
    monkeypatch.setenv("CERTIFICATE_SIGNING_PASSWORD", password)
    with pytest.raises(ImproperlyConfigured, match="CERTIFICATE_SIGNING_PASSWORD is not its password"):
        environment.certificate_key("CERTIFICATE_SIGNING_KEY", "CERTIFICATE_SIGNING_PASSWORD")
