"""A signature made on paper: recorded by the secretariat with its document, confirmed by another, said as it is."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import sound
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from members import make_user

from accounts.models import User
from cities.models import City
from cities.viewer import Viewer
from common import clock
from common.errors import NotAllowed, NotPossible
from declarations import actions, ledger, queries, verifier
from declarations.models import Declaration, Signature
from mailing.compose import compose
from mailing.models import Letter
from tests.declarations import second_verifier

Browser = Callable[[User], Client]
ViewerOf = Callable[[User], Viewer]
SCAN = sound.pdf()
HONEST = "enregistrée par le secrétariat à partir d’un document papier"


def record(desk: Client, declaration: Declaration, content: bytes = SCAN, **given: object) -> HttpResponse:
    declaration.refresh_from_db()
    said = {
        "seen_version": declaration.edition,
        "city": City.objects.get(slug="dakar").pk,
        "name": "Awa Maire",
        "office": "Maire",
        "signed_on": "2026-11-21",
        "mode": "paper",
        "reservation": "",
        "reservation_on": "",
        "interpretation": "",
        "document": SimpleUploadedFile("scan.pdf", content, "application/pdf"),
    }
    address = reverse("admin:declarations_declaration_paper", args=[declaration.pk])
    answer: HttpResponse = desk.post(address, {**said, **given})  # type: ignore[assignment]  # a test's answer is one
    return answer


@pytest.fixture
def desk(secretariat: User, client_of: Browser) -> Client:
    return client_of(secretariat)


@pytest.fixture
def other_office(db: None) -> User:
    return make_user("seconde@aimf.example", "Sylvie Seconde", is_staff=True)


@pytest.fixture
def recorded(opened: Declaration, desk: Client) -> Signature:
    assert record(desk, opened).status_code == 302
    return Signature.objects.get(version=1)


def wall(client: Client, declaration: Declaration) -> str:
    return client.get(f"/fr/declarations/{declaration.slug}/").content.decode()


def test_it_waits_for_somebody_else_then_says_what_it_is(
    recorded: Signature, secretariat: User, other_office: User, viewer_for: ViewerOf, client: Client
) -> None:
    assert "Awa Maire" not in wall(client, recorded.declaration)
    with pytest.raises(NotAllowed):
        actions.confirm(by=viewer_for(secretariat), signature_id=recorded.pk)
    assert not queries.waiting_for(viewer_for(secretariat)).exists()
    actions.confirm(by=viewer_for(other_office), signature_id=recorded.pk)
    page = wall(client, recorded.declaration)
    assert HONEST in page
    assert "confirmée par la ville" not in page
    listed = json.loads(client.get(f"/fr/declarations/{recorded.declaration.slug}/signatures.json").content)
    row = listed["signatures"][0]
    assert (row["from_paper"], row["confirmed_by_city"], row["signed_on"]) == (True, False, "2026-11-21")


def test_the_city_confirms_it_later(
    recorded: Signature,
    other_office: User,
    dakar_coordinator: User,
    liege_coordinator: User,
    viewer_for: ViewerOf,
    proved: Browser,
    client: Client,
) -> None:
    actions.confirm(by=viewer_for(other_office), signature_id=recorded.pk)
    with pytest.raises(NotAllowed):
        actions.acknowledge(by=viewer_for(liege_coordinator), signature_id=recorded.pk)
    # Who belongs to the city since the day after answers for nothing; this coordinator was there before
    address = f"/fr/declarations/{recorded.declaration.slug}/signatures/dakar/confirmer/"
    recorded.refresh_from_db()
    membership = dakar_coordinator.memberships.get()
    membership.started_at = clock.now() - timedelta(days=9)
    membership.save()
    for _press in range(2):
        answer = proved(dakar_coordinator).post(address, {"acting_city": membership.city_id})
        assert answer.status_code == 302
    assert f"{HONEST}, confirmée par la ville" in wall(client, recorded.declaration)
    assert len(ledger.export(recorded.declaration)["events"]) == 3


def test_the_city_confirms_it_first(
    opened: Declaration, dakar_coordinator: User, desk: Client, viewer_for: ViewerOf, client: Client
) -> None:
    assert record(desk, opened).status_code == 302
    signature = Signature.objects.get(version=1)
    letter = Letter.objects.get(kind="signature.to_confirm", recipient_id=dakar_coordinator.pk)
    assert "à partir d’un document papier" in " ".join(str(compose(letter).body).split())
    actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signature.pk)
    assert f"{HONEST}, confirmée par la ville" in wall(client, opened)


def test_the_ledger_holds_the_fingerprint_and_no_name(recorded: Signature, other_office: User) -> None:
    event = ledger.export(recorded.declaration)["events"][1]
    said = json.loads(event["canonical"])
    assert (said["by"], said["mode"], said["signed_on"]) == ("secretariat", "paper", "2026-11-21")
    assert recorded.scan_sha256 in said["source"]
    assert "Awa" not in event["canonical"]
    found = ledger.export(recorded.declaration)
    receipt = ledger.receipt(recorded.event)
    verifier.verify(found, receipt)
    assert second_verifier.is_right(found, receipt)


def test_the_document_is_clean_and_read_by_its_city_and_the_secretariat(
    recorded: Signature, desk: Client, dakar_coordinator: User, liege_coordinator: User, client_of: Browser
) -> None:
    address = f"/fr/declarations/{recorded.declaration.slug}/signatures/dakar/document/"
    for reader in (desk, client_of(dakar_coordinator)):
        answer = reader.get(address)
        assert answer["Content-Disposition"] == 'attachment; filename="signature.pdf"'
        kept = b"".join(answer)  # type: ignore[call-overload]  # a stream
        assert kept[:5] == b"%PDF-"
        assert sound.SECRET.encode() not in kept
    assert client_of(liege_coordinator).get(address).status_code == 404
    assert Client().get(address).status_code != 200


def test_the_same_document_sent_twice_is_one_signature(recorded: Signature, desk: Client) -> None:
    assert record(desk, recorded.declaration).status_code == 302
    assert Signature.objects.filter(version=1).count() == 1
    other = record(desk, recorded.declaration, sound.image())
    assert other.status_code == 409
    assert "déjà signée" in other.content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"document": ""}, "sans lui, rien ne prouve"),
        ({"document": SimpleUploadedFile("scan.pdf", b"%PDF-1.4 x", "application/pdf")}, "abîmé"),
        ({"signed_on": "2031-01-01"}, "pas encore arrivée"),
        ({"signed_on": "2001-01-01"}, "avant l’adoption"),
        ({"name": " "}, "obligatoire"),
        ({"reservation": "Nous réservons."}, "n’admet ni réserve"),
    ],
)
def test_what_is_wrong_has_its_sentence(
    opened: Declaration, desk: Client, given: dict[str, object], words: str
) -> None:
    answer = record(desk, opened, **given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Signature.objects.filter(version=1).exists()


def test_a_closed_declaration_takes_no_paper(
    opened: Declaration, secretariat: User, desk: Client, viewer_for: ViewerOf
) -> None:
    actions.close(by=viewer_for(secretariat), declaration_id=opened.pk, seen_edition=opened.edition)
    assert "n’est pas ouverte" in record(desk, opened).content.decode()


def test_erasing_the_name_erases_the_document(recorded: Signature, desk: Client, viewer_for: ViewerOf) -> None:
    recorded.refresh_from_db()
    name = recorded.scan.path
    actions.erase_signatory(by=Viewer(is_secretariat=True), signature_id=recorded.pk)
    recorded.refresh_from_db()
    assert not recorded.scan
    assert recorded.scan_sha256
    with pytest.raises(FileNotFoundError):
        open(name, "rb").close()  # noqa: PTH123  the plainest question: is the file there?
    assert second_verifier.is_right(ledger.export(recorded.declaration))


def test_the_database_refuses_one_without_its_document(recorded: Signature) -> None:
    with pytest.raises(IntegrityError, match="signature_on_paper_has_its_document"), transaction.atomic():
        Signature.objects.filter(pk=recorded.pk).update(scan_sha256="")


def test_a_second_signature_of_the_city_is_refused(
    recorded: Signature, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    outcome = actions.sign(by=viewer_for(dakar_signatory), declaration_id=recorded.declaration_id, seen_text="")
    assert not outcome.is_new
    with pytest.raises(NotPossible):
        actions.prepare_signature(
            by=viewer_for(dakar_signatory),
            declaration_id=recorded.declaration_id,
            seen_text="",
            statement=ledger.NOTHING_SAID,
        )
