"""check_deliverability says in sentences what SPF, DKIM, DMARC and MX of the sending domain are worth."""

import base64
import io

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.core.management import CommandError, call_command
from name_server import serving

from mailing import deliverability

DOMAIN, SELECTOR = "plateforme.example", "plateforme"


def new_key(bits=2048):
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


KEY = new_key()


def published(key):
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    text = f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"
    return " ".join(f'"{text[start : start + 200]}"' for start in range(0, len(text), 200))


def zone(**changes):
    """A domain in order; a change puts other records in the place of one kind, or none."""
    found = {
        "spf": ((DOMAIN, "TXT"), ['"v=spf1 include:provider.example -all"', '"another=thing"']),
        "provider": (("provider.example", "TXT"), ['"v=spf1 ip4:192.0.2.0/24 -all"']),
        "dkim": ((f"{SELECTOR}._domainkey.{DOMAIN}", "TXT"), [published(KEY)]),
        "dmarc": ((f"_dmarc.{DOMAIN}", "TXT"), ['"v=DMARC1; p=quarantine"']),
        "mx": ((DOMAIN, "MX"), ["10 mail.plateforme.example."]),
    }
    return {place: changes.get(name, records) for name, (place, records) in found.items() if changes.get(name) != []}


def run(records, settings, *, key=None, silent=False):
    """Return what the command prints, and what it says when it fails."""
    settings.DEFAULT_FROM_EMAIL = f"Plateforme <lettres@{DOMAIN}>"
    settings.DKIM_SELECTOR = SELECTOR
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) if key else b""
    settings.DKIM_PRIVATE_KEY = base64.b64encode(der).decode()
    out = io.StringIO()
    with serving(records, silent=silent) as server:
        try:
            call_command("check_deliverability", server=server, stdout=out)
        except CommandError as error:
            return out.getvalue(), str(error)
    return out.getvalue(), ""


def test_a_domain_in_order(settings):
    said, failure = run(zone(), settings)
    assert failure == ""
    assert [line[:4] for line in said.splitlines()] == ["ok  "] * 4
    assert "mail.plateforme.example" in said


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        ({"spf": ['"another=thing"']}, "SPF", "has no SPF record"),
        ({"spf": ['"v=spf1 -all"', '"v=spf1 mx -all"']}, "SPF", "has 2 SPF records"),
        ({"spf": ['"v=spf1 mx +all"']}, "SPF", "the whole world"),
        ({"spf": ['"v=spf1 mx ?all"']}, "SPF", "forbids nobody"),
        ({"spf": ['"v=spf1 mx"']}, "SPF", "forbids nobody"),
        ({"spf": ['"v=spf1 -all"']}, "SPF", "sends no mail at all"),
        ({"spf": ['"v=spf1 ' + "a mx " * 6 + '-all"']}, "SPF", "needs 12 lookups"),
        ({"dkim": []}, "DKIM", "There is no DKIM key"),
        ({"dkim": ['"v=DKIM1; p="']}, "DKIM", "is revoked"),
        ({"dkim": ['"v=DKIM1; p=AAAA"']}, "DKIM", "cannot be read"),
        ({"dkim": ['"v=DKIM1; p=é"']}, "DKIM", "cannot be read"),
        ({"dmarc": []}, "DMARC", "There is no DMARC record"),
        ({"dmarc": ['"v=DMARC1; p=perhaps"']}, "DMARC", "no policy that is known"),
        ({"dmarc": ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"']}, "DMARC", "has 2 DMARC records"),
        ({"mx": []}, "MX", "receives no mail"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_fails(settings, changes, name, words):
    said, failure = run(zone(**changes), settings)
    (line,) = [line for line in said.splitlines() if line.startswith("FAIL")]
    assert line.startswith(f"FAIL {name}: ")
    assert words in line
    assert "docs/deliverability.md" in failure


def test_a_short_key_is_good_for_now(settings):
    said, failure = run(zone(dkim=[published(new_key(1024))]), settings)
    assert failure == ""
    assert "plan one of 2048" in said


def test_a_policy_that_only_watches_is_a_beginning(settings):
    said, failure = run(zone(dmarc=['"v=DMARC1; p=none; rua=mailto:a@b.example"']), settings)
    assert failure == ""
    assert "only watches" in said


def test_a_key_that_is_not_the_one_that_signs_is_found(settings):
    said, _failure = run(zone(), settings, key=KEY)
    assert "ok   DKIM" in said
    said, failure = run(zone(), settings, key=new_key())
    assert "is not the one that signs our letters" in said
    assert "v=DKIM1; k=rsa; p=" in said
    assert failure


def test_a_circle_of_includes_ends(settings):
    said, failure = run(zone(provider=[f'"v=spf1 include:{DOMAIN} include:provider.example -all"']), settings)
    assert failure == ""
    assert "SPF is in order" in said


def test_the_domain_on_the_envelope_is_the_one_whose_spf_and_mx_count(settings):
    settings.INBOUND_DOMAIN = "retour.plateforme.example"
    said, _failure = run(zone(), settings)
    assert [line[:10].strip() for line in said.splitlines() if line.startswith("FAIL")] == ["FAIL SPF:", "FAIL MX: r"]
    back = {("retour.plateforme.example", "TXT"): ['"v=spf1 mx -all"'], ("retour.plateforme.example", "MX"): ["5 a."]}
    assert run({**zone(spf=[], mx=[]), **back}, settings)[1] == ""


def test_dmarc_is_inherited_from_the_domain_above():
    records = {("_dmarc.ville.example", "TXT"): ['"v=DMARC1; p=none; sp=reject"']}
    with serving(records) as server:
        address, _sign, port = server.partition(":")
        found = deliverability.check("lettres.ville.example", "s", deliverability.Lookup(address, int(port)))
    assert "p=reject" in next(one.sentence for one in found if one.name == "DMARC")


def test_a_server_that_does_not_answer_proves_nothing(settings, monkeypatch):
    monkeypatch.setattr(deliverability, "SECONDS", 0.3)
    said, failure = run(zone(), settings, silent=True)
    assert said.count("FAIL") == said.count("nothing is known") == 4
    assert failure


@pytest.mark.parametrize("server", ["nowhere", "127.0.0.1:x", "127.0.0.1:99999999"])
def test_a_name_server_that_is_none_is_refused_with_a_sentence(server):
    with pytest.raises(CommandError, match="is no name server"):
        call_command("check_deliverability", server=server, stdout=io.StringIO())
