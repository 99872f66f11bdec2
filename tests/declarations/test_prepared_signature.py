"""What an editor prepares, the signatory reads again and signs; a reservation stands beside the name everywhere."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from members import make_member

from accounts.models import User
from cities.models import City, Role
from cities.viewer import Viewer
from common.errors import Conflict, Invalid, NotAllowed, NotPossible
from declarations import actions, ledger, queries, verifier
from declarations.models import Declaration, Event, Signature, Statement
from mailing.compose import Dropped, compose
from mailing.models import Letter
from tests.declarations import second_verifier
from tests.declarations.cast import SECRETARIAT, authentic

Browser = Callable[[User], Client]
ViewerOf = Callable[[User], Viewer]
SAID = Statement("La ville n’a pas cette compétence.", 2, "Nous lisons « échangent » comme une faculté.")


@pytest.fixture
def editor(db: None) -> User:
    return make_member("redige@dakar.example", "Édith", "dakar", Role.EDITOR)


@pytest.fixture
def open_to_reservations(opened: Declaration) -> Declaration:
    Declaration.unguarded.filter(pk=opened.pk).update(reservations_allowed=True)
    opened.refresh_from_db()
    return opened


def prepare(by: Viewer, declaration: Declaration, said: Statement = SAID) -> None:
    actions.prepare_signature(
        by=by, declaration_id=declaration.pk, seen_text=authentic(declaration).sha256, statement=said
    )


def sign(by: Viewer, declaration: Declaration, said: Statement = SAID) -> Signature:
    return actions.sign(
        by=by,
        declaration_id=declaration.pk,
        seen_text=authentic(declaration).sha256,
        seen_statement=ledger.fingerprint_of(said),
    ).signature


def test_from_preparation_to_the_wall(
    open_to_reservations: Declaration,
    editor: User,
    dakar_coordinator: User,
    dakar_signatory: User,
    client_of: Browser,
    proved: Browser,
    client: Client,
    viewer_for: ViewerOf,
) -> None:
    slug, city = open_to_reservations.slug, str(City.objects.get(slug="dakar").pk)
    writing = client_of(editor)
    assert "Préparer la signature de votre ville" in writing.get(f"/fr/declarations/{slug}/").content.decode()
    form = {
        "acting_city": city,
        "seen_text": authentic(open_to_reservations).sha256,
        "reservation": SAID.reservation,
        "reservation_on": "2",
        "interpretation": SAID.interpretation,
    }
    assert writing.post(f"/fr/declarations/{slug}/preparer/", form).status_code == 302
    letter = Letter.objects.get(kind="signature.prepared")
    assert letter.recipient_id == dakar_signatory.pk
    assert "Rien n’est signé" in str(compose(letter).body)

    signing = proved(dakar_signatory)
    shown = signing.get(f"/fr/declarations/{slug}/signer/")
    assert SAID.reservation in shown.content.decode()
    read = {name: shown.context["form"][name].value() for name in ("seen_text", "seen_statement")}
    signing.post(
        f"/fr/declarations/{slug}/signer/", {"acting_city": city, "mandate": "on", "typed_city": "dakar", **read}
    )
    signature = Signature.objects.get(declaration=open_to_reservations)
    with pytest.raises(Dropped):
        compose(letter)
    actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signature.pk)

    answer = client.get(f"/api/v1/declarations/{slug}/signatures/").json()["signatures"][0]
    assert (answer["reservation"], answer["reservation_on"]) == (SAID.reservation, 2)
    assert answer["interpretation"] == SAID.interpretation
    pages = (f"/fr/declarations/{slug}/", f"/fr/declarations/{slug}/signatures/dakar/recu/", "/fr/villes/dakar/")
    for page in pages:
        body = signing.get(page).content.decode()
        assert SAID.reservation in body
        assert "Réserve sur l’article 2" in body


def test_the_reservation_is_in_the_ledger_and_cannot_change_unseen(
    open_to_reservations: Declaration, editor: User, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    prepare(viewer_for(editor), open_to_reservations)
    signature = sign(viewer_for(dakar_signatory), open_to_reservations)
    assert json.loads(signature.event.canonical)["format"] == 2
    assert signature.event.statement == SAID
    found, receipt = ledger.export(open_to_reservations), ledger.receipt(signature.event)
    assert verifier.verify(found, receipt)["events"] == 2
    assert second_verifier.is_right(found, receipt)
    said = json.loads(found["events"][1]["canonical"])
    for key, value in (("reservation", None), ("reservation_on", 1), ("interpretation", "Autre"), ("format", 1)):
        event = found["events"][1] | {"canonical": verifier.written({**said, key: value})}
        for changed in (event, event | {"hash": verifier.fingerprint(event["canonical"])}):
            forged = {**found, "events": [found["events"][0], changed]}
            forged["head"] = {"sequence": 2, "hash": changed["hash"]}
            with pytest.raises(verifier.Wrong):
                verifier.verify(forged, receipt)
            assert not second_verifier.is_right(forged, receipt)


def test_without_a_reservation_the_event_is_of_format_1(
    open_to_reservations: Declaration, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    signature = sign(viewer_for(dakar_signatory), open_to_reservations, Statement())
    said = json.loads(signature.event.canonical)
    assert said["format"] == 1
    assert " ".join(sorted(said)) == verifier.SAID


def test_what_changed_since_it_was_read_is_not_signed(
    open_to_reservations: Declaration, editor: User, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    prepare(viewer_for(editor), open_to_reservations)
    with pytest.raises(Conflict, match="déclare a changé"):
        sign(viewer_for(dakar_signatory), open_to_reservations, Statement())
    assert not Event.objects.filter(kind="signed").exists()


def test_a_declaration_that_allows_none_takes_none(
    opened: Declaration, editor: User, dakar_signatory: User, viewer_for: ViewerOf, client_of: Browser
) -> None:
    with pytest.raises(Invalid):
        prepare(viewer_for(editor), opened)
    assert "n’admet ni réserve" in client_of(editor).get(f"/fr/declarations/{opened.slug}/preparer/").content.decode()
    prepare(viewer_for(editor), opened, Statement())
    sign(viewer_for(dakar_signatory), opened, Statement())


def test_a_reservation_names_an_article_of_the_text(
    open_to_reservations: Declaration, editor: User, viewer_for: ViewerOf
) -> None:
    for said in (Statement("Non.", 9), Statement("", 1)):
        with pytest.raises(Invalid):
            prepare(viewer_for(editor), open_to_reservations, said)


def test_who_prepares(
    opened: Declaration, tunis_reader: User, dakar_signatory: User, secretariat: User, viewer_for: ViewerOf
) -> None:
    for person in (tunis_reader, secretariat):
        with pytest.raises(NotAllowed):
            prepare(viewer_for(person), opened, Statement())
    prepare(viewer_for(dakar_signatory), opened, Statement())
    sign(viewer_for(dakar_signatory), opened, Statement())
    with pytest.raises(NotPossible, match="déjà signée"):
        prepare(viewer_for(dakar_signatory), opened, Statement())


def test_the_city_s_name_is_typed(opened: Declaration, dakar_signatory: User, proved: Browser) -> None:
    form = {
        "acting_city": str(City.objects.get(slug="dakar").pk),
        "seen_text": authentic(opened).sha256,
        "seen_statement": ledger.fingerprint_of(Statement()),
        "mandate": "on",
    }
    browser = proved(dakar_signatory)
    for typed in ("", "Liège"):
        answer = browser.post(f"/fr/declarations/{opened.slug}/signer/", {**form, "typed_city": typed})
        assert answer.status_code == 422
    assert not Signature.objects.filter(declaration=opened).exists()
    assert browser.post(f"/fr/declarations/{opened.slug}/signer/", {**form, "typed_city": "داكار"}).status_code == 302


def test_the_correction_s_reason_does_not_travel_in_the_letter(
    opened: Declaration, dakar_coordinator: User, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    signature = sign(viewer_for(dakar_signatory), opened, Statement())
    actions.correct(by=SECRETARIAT, signature_id=signature.pk, note="Signée par erreur un dimanche")
    letter = Letter.objects.get(kind="signature.corrected", recipient_id=dakar_coordinator.pk)
    assert "dimanche" not in str(letter.data)
    assert "dimanche" in str(compose(letter).body)


def test_a_line_of_the_wall_reads_its_statement_from_the_ledger(
    open_to_reservations: Declaration,
    dakar_coordinator: User,
    editor: User,
    dakar_signatory: User,
    viewer_for: ViewerOf,
) -> None:
    prepare(viewer_for(editor), open_to_reservations)
    signature = sign(viewer_for(dakar_signatory), open_to_reservations)
    actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signature.pk)
    (line,) = queries.signatures(open_to_reservations)
    assert line.statement == SAID
