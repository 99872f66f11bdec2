"""A city signs: the right person, the text that was read, once, and nothing counts before a second person."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone
from members import make_member

from accounts.models import User
from cities.models import City, Membership, Role
from cities.viewer import Viewer
from common.errors import NotAllowed, NotPossible
from declarations import actions, ledger, queries, verifier
from declarations.models import Declaration, Event, Kind, Signatory, Signature
from declarations.workflow import LineState
from mailing.models import Letter
from tests.declarations.cast import SECRETARIAT, authentic, close_it

Browser = Callable[[User], Client]
ViewerOf = Callable[[User], Viewer]


def page(declaration: Declaration, verb: str) -> str:
    return f"/fr/declarations/{declaration.slug}/{verb}/"


def line_page(declaration: Declaration, verb: str, city: str = "dakar") -> str:
    return f"/fr/declarations/{declaration.slug}/signatures/{city}/{verb}/"


def filled(declaration: Declaration, city: str = "dakar", **changes: str) -> dict[str, str]:
    acting = str(City.objects.get(slug=city).pk)
    return {
        "acting_city": acting,
        "seen_text": authentic(declaration).sha256,
        "seen_statement": actions.signing.NOTHING_READ,
        "mandate": "on",
        "typed_city": "Dakar",
        **changes,
    }


def said(response: object) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))  # type: ignore[attr-defined]  # the test client adds it


def test_from_reading_to_counting(
    opened: Declaration, dakar_signatory: User, dakar_coordinator: User, proved: Browser, client: Client
) -> None:
    signatory, second = proved(dakar_signatory), proved(dakar_coordinator)
    shown = signatory.get(page(opened, "signer")).content.decode()
    text = authentic(opened)
    for repeated in (text.title, text.sha256, "Version", "Français", "Maire", "Simone Signe", "Dakar"):
        assert repeated in shown

    answer = signatory.post(page(opened, "signer"), filled(opened))
    assert answer.url == line_page(opened, "recu")  # type: ignore[attr-defined]  # a redirect
    receipt = signatory.get(answer.url).content.decode()  # type: ignore[attr-defined]  # a redirect
    event = Event.objects.get(declaration=opened, kind=Kind.SIGNED)
    assert "En attente de confirmation" in receipt
    assert event.hash in receipt
    assert "Aucune ville signataire" in client.get(page(opened, "")[:-1]).content.decode()
    assert "Dakar" not in client.get(page(opened, "")[:-1]).content.decode()

    assert "Simone Signe" in second.get(line_page(opened, "confirmer")).content.decode()
    second.post(line_page(opened, "confirmer"), {"acting_city": filled(opened)["acting_city"]})
    assert Signature.objects.get(declaration=opened).state == LineState.COUNTED
    wall = client.get(page(opened, "")[:-1]).content.decode()
    assert "1 ville signataire" in wall
    assert 'data-stop="running"><a' in wall
    assert verifier.verify(ledger.export(opened), ledger.receipt(event))["cities"] == 1


def test_posting_twice_shows_the_same_receipt(opened: Declaration, dakar_signatory: User, proved: Browser) -> None:
    browser = proved(dakar_signatory)
    first = browser.post(page(opened, "signer"), filled(opened))
    again = browser.post(page(opened, "signer"), filled(opened))
    assert first.url == again.url  # type: ignore[attr-defined]  # a redirect
    assert "déjà signée" in said(again)
    assert Event.objects.filter(declaration=opened, kind=Kind.SIGNED).count() == 1
    assert browser.get(page(opened, "signer")).url == first.url  # type: ignore[attr-defined]  # a redirect


def test_signing_asks_for_a_recent_proof_of_identity(
    opened: Declaration, dakar_signatory: User, client_of: Browser
) -> None:
    browser = client_of(dakar_signatory)
    for answer in (browser.get(page(opened, "signer")), browser.post(page(opened, "signer"), filled(opened))):
        assert answer.status_code == 302
        assert "reauthenticate" in answer.url  # type: ignore[attr-defined]  # a redirect
    assert not Signature.objects.filter(declaration=opened).exists()


def test_what_was_posted_is_sent_again_after_the_proof(
    opened: Declaration, dakar_signatory: User, client_of: Browser
) -> None:
    from members import PASSWORD

    browser = client_of(dakar_signatory)
    asked = browser.post(page(opened, "signer"), filled(opened))
    answer = browser.post(asked.url, {"password": PASSWORD})  # type: ignore[attr-defined]  # a redirect
    assert answer.url == line_page(opened, "recu")  # type: ignore[attr-defined]  # a redirect
    assert Signature.objects.get(declaration=opened).city.slug == "dakar"


def test_the_box_must_be_ticked(opened: Declaration, dakar_signatory: User, proved: Browser) -> None:
    answer = proved(dakar_signatory).post(page(opened, "signer"), filled(opened, mandate=""))
    assert answer.status_code == 422
    assert "Cochez cette case" in answer.content.decode()
    assert not Signature.objects.filter(declaration=opened).exists()


def test_a_text_that_was_not_the_one_read_is_not_signed(
    opened: Declaration, dakar_signatory: User, proved: Browser
) -> None:
    answer = proved(dakar_signatory).post(page(opened, "signer"), filled(opened, seen_text="0" * 64))
    assert answer.status_code == 422
    assert "Le texte a changé" in answer.content.decode()
    assert not Signature.objects.filter(declaration=opened).exists()


def test_two_tabs_never_sign_for_the_wrong_city(opened: Declaration, dakar_signatory: User, proved: Browser) -> None:
    answer = proved(dakar_signatory).post(page(opened, "signer"), filled(opened, city="liege"))
    assert answer.status_code == 422
    assert "au nom de" in answer.content.decode()
    assert not Signature.objects.filter(declaration=opened).exists()


def test_without_the_right_to_sign_nothing_is_signed(
    opened: Declaration,
    dakar_coordinator: User,
    secretariat: User,
    proved: Browser,
    viewer_for: ViewerOf,
) -> None:
    for person in (dakar_coordinator, secretariat):
        assert proved(person).get(page(opened, "signer")).status_code == 403
        with pytest.raises(NotAllowed):
            actions.sign(by=viewer_for(person), declaration_id=opened.pk, seen_text=authentic(opened).sha256)


def test_a_right_taken_away_a_moment_ago_is_gone(
    opened: Declaration, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    by = viewer_for(dakar_signatory)
    Membership.objects.filter(user=dakar_signatory).update(ended_at=timezone.now())
    with pytest.raises(NotAllowed):
        actions.sign(by=by, declaration_id=opened.pk, seen_text=authentic(opened).sha256)


def test_only_while_it_is_open(
    adopted: Declaration, dakar_signatory: User, viewer_for: ViewerOf, proved: Browser
) -> None:
    with pytest.raises(NotPossible):
        actions.sign(by=viewer_for(dakar_signatory), declaration_id=adopted.pk, seen_text=authentic(adopted).sha256)
    assert proved(dakar_signatory).get(page(adopted, "signer")).status_code == 409


# --- The second person ---


@pytest.fixture
def pending(opened: Declaration, dakar_coordinator: User, dakar_signatory: User, viewer_for: ViewerOf) -> Signature:
    return actions.sign(
        by=viewer_for(dakar_signatory), declaration_id=opened.pk, seen_text=authentic(opened).sha256
    ).signature


def test_the_person_who_signed_never_confirms(
    pending: Signature, dakar_signatory: User, viewer_for: ViewerOf, proved: Browser
) -> None:
    with pytest.raises(NotAllowed):
        actions.confirm(by=viewer_for(dakar_signatory), signature_id=pending.pk)
    dakar_signatory.is_staff = True  # not even as the secretariat
    dakar_signatory.save()
    with pytest.raises(NotAllowed):
        actions.confirm(by=viewer_for(dakar_signatory), signature_id=pending.pk)
    assert proved(dakar_signatory).get(line_page(pending.declaration, "confirmer")).status_code == 403
    assert queries.count(pending.declaration) == 0


def test_who_is_asked_to_confirm(
    pending: Signature,
    dakar_signatory: User,
    dakar_coordinator: User,
    liege_coordinator: User,
    secretariat: User,
    viewer_for: ViewerOf,
) -> None:
    reader = make_member("lit@dakar.example", "Léa", "dakar", Role.READER)
    asked = {
        person.email: [line.pk for line in queries.waiting_for(viewer_for(person))]
        for person in (dakar_signatory, dakar_coordinator, liege_coordinator, secretariat, reader)
    }
    assert {email for email, lines in asked.items() if lines} == {dakar_coordinator.email, secretariat.email}
    assert [line.pk for line in queries.pending_lines(pending.declaration, viewer_for(reader))] == [pending.pk]
    assert queries.pending_lines(pending.declaration, viewer_for(liege_coordinator)) == []


def test_who_confirms(pending: Signature, liege_coordinator: User, secretariat: User, viewer_for: ViewerOf) -> None:
    editor = make_member("edit@dakar.example", "Édith", "dakar", Role.EDITOR)
    for person in (liege_coordinator, editor):
        with pytest.raises(NotAllowed):
            actions.confirm(by=viewer_for(person), signature_id=pending.pk)
    actions.confirm(by=viewer_for(secretariat), signature_id=pending.pk)
    assert queries.count(pending.declaration) == 1


def test_another_signatory_of_the_city_confirms(
    opened: Declaration, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    other = make_member("autre@dakar.example", "Awa", "dakar", Role.READER, can_sign=True)
    pending = actions.sign(
        by=viewer_for(dakar_signatory), declaration_id=opened.pk, seen_text=authentic(opened).sha256
    ).signature
    actions.confirm(by=viewer_for(other), signature_id=pending.pk)
    event = Event.objects.filter(declaration=pending.declaration).latest("sequence")
    assert (event.kind, event.refers_to) == (Kind.CONFIRMED, pending.event.sequence)


def test_confirming_twice_is_one_event(
    pending: Signature, dakar_coordinator: User, viewer_for: ViewerOf, proved: Browser
) -> None:
    actions.confirm(by=viewer_for(dakar_coordinator), signature_id=pending.pk)
    with pytest.raises(NotPossible):
        actions.confirm(by=viewer_for(dakar_coordinator), signature_id=pending.pk)
    again = proved(dakar_coordinator).post(line_page(pending.declaration, "confirmer"), {})
    assert again.url == line_page(pending.declaration, "recu")  # type: ignore[attr-defined]  # a redirect
    assert Event.objects.filter(kind=Kind.CONFIRMED).count() == 1


def test_what_waits_may_be_confirmed_after_closing(
    pending: Signature, dakar_coordinator: User, viewer_for: ViewerOf
) -> None:
    closed = close_it(Declaration.unguarded.get(pk=pending.declaration_id))
    actions.confirm(by=viewer_for(dakar_coordinator), signature_id=pending.pk)
    assert verifier.verify(ledger.export(closed))["cities"] == 1


def test_the_receipt_is_for_the_city_and_the_secretariat(
    pending: Signature,
    dakar_coordinator: User,
    liege_coordinator: User,
    secretariat: User,
    client_of: Browser,
    client: Client,
) -> None:
    for person in (dakar_coordinator, secretariat):
        assert client_of(person).get(line_page(pending.declaration, "recu")).status_code == 200
        file = client_of(person).get(line_page(pending.declaration, "recu")[:-1] + ".json")
        assert verifier.verify(ledger.export(pending.declaration), file.json())["events"] == 2
    assert client_of(liege_coordinator).get(line_page(pending.declaration, "recu")).status_code == 404
    assert client.get(line_page(pending.declaration, "recu")).status_code == 302


# --- Withdrawal, error, erasure ---


@pytest.fixture
def counted(pending: Signature, dakar_coordinator: User, viewer_for: ViewerOf) -> Signature:
    return actions.confirm(by=viewer_for(dakar_coordinator), signature_id=pending.pk)


def test_a_withdrawal_is_an_act_that_stays_visible(
    counted: Signature, dakar_signatory: User, dakar_coordinator: User, proved: Browser, client: Client
) -> None:
    declaration = counted.declaration
    assert proved(dakar_coordinator).get(line_page(declaration, "retirer")).status_code == 403
    form = {"acting_city": str(counted.city_id), "note": "Nouveau conseil"}
    proved(dakar_signatory).post(line_page(declaration, "retirer"), form)
    wall = client.get(page(declaration, "")[:-1]).content.decode()
    assert "Aucune ville signataire" in wall
    assert 'data-stop="stopped"><a' in wall
    assert "retirée le" in wall
    assert "Nouveau conseil" not in wall
    assert verifier.verify(ledger.export(declaration)) == {
        "events": 4,
        "cities": 0,
        "head": ledger.head(declaration)["hash"],
    }


def test_what_never_counted_leaves_no_line_on_the_wall(
    pending: Signature, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    actions.withdraw(by=viewer_for(dakar_signatory), signature_id=pending.pk)
    assert queries.signatures(pending.declaration) == []


def test_a_city_that_withdrew_may_sign_again(
    counted: Signature, dakar_signatory: User, dakar_coordinator: User, viewer_for: ViewerOf
) -> None:
    declaration = counted.declaration
    actions.withdraw(by=viewer_for(dakar_signatory), signature_id=counted.pk)
    again = actions.sign(
        by=viewer_for(dakar_signatory), declaration_id=declaration.pk, seen_text=authentic(declaration).sha256
    )
    actions.confirm(by=viewer_for(dakar_coordinator), signature_id=again.signature.pk)
    assert [line.stop for line in queries.signatures(declaration)] == ["stopped", "running"]
    assert verifier.verify(ledger.export(declaration))["cities"] == 1


def test_an_error_is_said_and_kept(counted: Signature, dakar_coordinator: User, viewer_for: ViewerOf) -> None:
    with pytest.raises(NotAllowed):
        actions.correct(by=viewer_for(dakar_coordinator), signature_id=counted.pk, note="x")
    actions.correct(by=SECRETARIAT, signature_id=counted.pk, note="Mauvaise ville")
    assert queries.signatures(counted.declaration) == []
    kinds = list(Event.objects.filter(declaration=counted.declaration).values_list("kind", flat=True))
    assert kinds == ["opened", "signed", "confirmed", "corrected"]


def test_a_person_is_erased_and_the_chain_still_verifies(counted: Signature, client: Client) -> None:
    declaration = counted.declaration
    before = ledger.export(declaration)
    actions.erase_signatory(by=SECRETARIAT, signature_id=counted.pk)
    person = Signatory.objects.get(event=counted.event)
    assert (person.name, person.title, person.salt) == ("", "", "")
    assert ledger.export(declaration) == before
    assert "Simone" not in str(before)
    assert verifier.verify(before, ledger.receipt(counted.event))["cities"] == 1


# --- Letters ---


def letters(kind: str) -> set[str]:
    people = Letter.objects.filter(kind=kind).values_list("recipient_id", flat=True)
    return set(User.objects.filter(pk__in=people).values_list("email", flat=True))


def test_who_is_told(
    dakar_coordinator: User,
    secretariat: User,
    liege_coordinator: User,
    opened: Declaration,
    dakar_signatory: User,
    viewer_for: ViewerOf,
) -> None:
    by = viewer_for(dakar_signatory)
    signature = actions.sign(by=by, declaration_id=opened.pk, seen_text=authentic(opened).sha256).signature
    assert letters("signature.to_confirm") == {dakar_coordinator.email, secretariat.email}
    actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signature.pk)
    assert letters("signature.receipt") == {dakar_signatory.email, dakar_coordinator.email}
    actions.withdraw(by=by, signature_id=signature.pk)
    assert letters("signature.withdrawn") == {dakar_coordinator.email, secretariat.email}


# --- From elsewhere ---


def test_a_form_of_another_site_signs_nothing(opened: Declaration, dakar_signatory: User, proved: Browser) -> None:
    known = proved(dakar_signatory)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = known.cookies
    assert strict.post(page(opened, "signer"), filled(opened)).status_code == 403
    assert not Signature.objects.filter(declaration=opened).exists()


def test_the_page_cannot_be_framed(opened: Declaration, dakar_signatory: User, proved: Browser) -> None:
    answer = proved(dakar_signatory).get(page(opened, "signer"))
    assert answer["X-Frame-Options"] == "DENY"
    assert "no-store" in answer["Cache-Control"]
