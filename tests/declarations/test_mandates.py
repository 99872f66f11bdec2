"""By what right a person signs: stated, checked where it must be, in force today; each lack has its own sentence."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sound
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from members import make_head, make_member

from accounts.models import User
from cities.models import Membership, Role
from cities.viewer import Viewer
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from declarations import actions, documents, queries
from declarations.models import Basis, Declaration, Mandate, Signature
from mailing.compose import compose
from mailing.models import Letter
from tests.declarations.cast import adopt, authentic, open_it, prepare

Browser = Callable[[User], Client]
ViewerOf = Callable[[User], Viewer]
PAGE = "/fr/declarations/mandats/"
PDF = sound.pdf()


@pytest.fixture
def unmandated(db: None) -> User:
    return make_member("maire@dakar.example", "Mame Maire", "dakar", Role.READER, can_sign=True, mandated=False)


def membership(user: User) -> Membership:
    return Membership.objects.get(user=user)


def sign(by: Viewer, declaration: Declaration) -> Signature:
    return actions.sign(by=by, declaration_id=declaration.pk, seen_text=authentic(declaration).sha256).signature


def refusal(by: Viewer, declaration: Declaration) -> str:
    with pytest.raises(NotAllowed) as refused:
        sign(by, declaration)
    return str(refused.value.sentence)


def delegated(by: Viewer, user: User, declaration: Declaration, content: bytes = PDF) -> Mandate:
    return actions.state_mandate(
        by=by,
        membership_id=membership(user).pk,
        basis=Basis.DELEGATION,
        office="Adjointe déléguée",
        starts_on=date(2026, 1, 1),
        declaration_id=declaration.pk,
        document=documents.read(content),
    )


def today() -> date:
    return clock.now().date()


# --- Each lack, its sentence ---


def test_the_right_alone_does_not_sign(
    opened: Declaration, unmandated: User, viewer_for: ViewerOf, client_of: Browser
) -> None:
    assert "pas encore indiqué" in refusal(viewer_for(unmandated), opened)
    answer = client_of(unmandated).get(f"/fr/declarations/{opened.slug}/signer/", follow=True)
    assert answer.redirect_chain[-1][0] == PAGE
    assert "pas encore indiqué" in answer.content.decode()


def test_an_ended_mandate_sleeps(
    opened: Declaration, unmandated: User, dakar_coordinator: User, viewer_for: ViewerOf
) -> None:
    make_head(membership(unmandated), dakar_coordinator, ends_on=today() - timedelta(days=1))
    assert "a pris fin le" in refusal(viewer_for(unmandated), opened)


def test_the_last_day_still_signs(
    opened: Declaration, unmandated: User, dakar_coordinator: User, viewer_for: ViewerOf
) -> None:
    make_head(membership(unmandated), dakar_coordinator, ends_on=today())  # Dakar lives in universal time
    assert sign(viewer_for(unmandated), opened).mandate is not None


def test_a_mandate_to_come_waits(
    opened: Declaration, unmandated: User, dakar_coordinator: User, viewer_for: ViewerOf
) -> None:
    make_head(membership(unmandated), dakar_coordinator, starts_on=today() + timedelta(days=3))
    assert "commence le" in refusal(viewer_for(unmandated), opened)


def test_a_delegation_for_another_declaration_does_not_sign_this_one(
    opened: Declaration, unmandated: User, dakar_coordinator: User, viewer_for: ViewerOf
) -> None:
    other = open_it(adopt(prepare("Une autre déclaration", "## Agir\n\nAutrement.")))
    delegated(viewer_for(dakar_coordinator), unmandated, other)
    assert "nomme une autre déclaration" in refusal(viewer_for(unmandated), opened)


def test_a_refused_delegation_does_not_sign(
    opened: Declaration, unmandated: User, dakar_coordinator: User, secretariat: User, viewer_for: ViewerOf
) -> None:
    mandate = delegated(viewer_for(dakar_coordinator), unmandated, opened)
    actions.refuse_mandate(by=viewer_for(secretariat), mandate_id=mandate.pk, note="Elle n’est pas datée")
    assert "n’a pas reconnu" in refusal(viewer_for(unmandated), opened)


def test_the_mandate_of_a_person_who_left_gives_nothing(
    opened: Declaration, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    by = viewer_for(dakar_signatory)
    Membership.objects.filter(user=dakar_signatory).update(can_sign=False)
    assert "pas le droit de signer" in refusal(by, opened)


# --- A delegation counts once its file was read ---


def test_a_delegation_signs_and_counts_only_once_checked(
    opened: Declaration, unmandated: User, dakar_coordinator: User, secretariat: User, viewer_for: ViewerOf
) -> None:
    mandate = delegated(viewer_for(dakar_coordinator), unmandated, opened)
    assert list(queries.mandates_to_check()) == [mandate]
    signature = sign(viewer_for(unmandated), opened)
    for second in (dakar_coordinator, secretariat):
        with pytest.raises(NotPossible, match="vérifier le mandat"):
            actions.confirm(by=viewer_for(second), signature_id=signature.pk)
    actions.check_mandate(by=viewer_for(secretariat), mandate_id=mandate.pk)
    actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signature.pk)
    (line,) = queries.signatures(opened)
    assert (line.title, line.by_delegation) == ("Adjointe déléguée", True)


def test_what_was_signed_on_a_refused_mandate_never_counts(
    opened: Declaration, unmandated: User, dakar_coordinator: User, secretariat: User, viewer_for: ViewerOf
) -> None:
    mandate = delegated(viewer_for(dakar_coordinator), unmandated, opened)
    signature = sign(viewer_for(unmandated), opened)
    actions.refuse_mandate(by=viewer_for(secretariat), mandate_id=mandate.pk, note="Illisible")
    with pytest.raises(NotPossible, match="pas reconnu"):
        actions.confirm(by=viewer_for(secretariat), signature_id=signature.pk)
    assert queries.count(opened) == 0


def test_what_a_person_says_of_their_own_mandate_is_checked(
    opened: Declaration, unmandated: User, dakar_coordinator: User, secretariat: User, viewer_for: ViewerOf
) -> None:
    by = viewer_for(unmandated)
    mandate = actions.state_mandate(
        by=by, membership_id=membership(unmandated).pk, basis=Basis.HEAD, office="Maire", starts_on=date(2026, 1, 1)
    )
    signature = sign(by, opened)
    with pytest.raises(NotPossible):
        actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signature.pk)
    actions.check_mandate(by=viewer_for(secretariat), mandate_id=mandate.pk)
    actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signature.pk)


def test_nobody_of_the_secretariat_checks_their_own(
    unmandated: User, opened: Declaration, viewer_for: ViewerOf
) -> None:
    unmandated.is_staff = True
    unmandated.save()
    mandate = delegated(viewer_for(unmandated), unmandated, opened)
    with pytest.raises(NotAllowed):
        actions.check_mandate(by=viewer_for(unmandated), mandate_id=mandate.pk)


@pytest.mark.parametrize(
    "changes", [{"document": None}, {"declaration_id": None}, {"office": " "}, {"ends_on": date(2025, 1, 1)}]
)
def test_a_delegation_says_all_it_must(
    opened: Declaration, unmandated: User, dakar_coordinator: User, viewer_for: ViewerOf, changes: dict[str, object]
) -> None:
    given = {
        "membership_id": membership(unmandated).pk,
        "basis": Basis.DELEGATION,
        "office": "Adjointe",
        "starts_on": date(2026, 1, 1),
        "declaration_id": opened.pk,
        "document": documents.read(PDF),
        **changes,
    }
    with pytest.raises(Invalid) as refused:
        actions.state_mandate(by=viewer_for(dakar_coordinator), **given)
    assert set(refused.value.fields) <= {"document", "declaration", "office", "ends_on"}
    assert not Mandate.objects.exists()


def test_another_city_states_nothing(unmandated: User, liege_coordinator: User, viewer_for: ViewerOf) -> None:
    with pytest.raises(NotAllowed):
        actions.state_mandate(
            by=viewer_for(liege_coordinator),
            membership_id=membership(unmandated).pk,
            basis=Basis.HEAD,
            office="Maire",
            starts_on=date(2026, 1, 1),
        )


# --- The page ---


def form(city: Membership, **changes: object) -> dict[str, object]:
    return {
        "acting_city": str(city.city_id),
        "membership": str(city.pk),
        "basis": "delegation",
        "office": "Adjointe déléguée",
        "starts_on": "2026-01-01",
        **changes,
    }


def test_the_coordination_states_a_delegation_with_its_file(
    opened: Declaration, unmandated: User, dakar_coordinator: User, secretariat: User, client_of: Browser
) -> None:
    browser = client_of(dakar_coordinator)
    file = SimpleUploadedFile("scan.pdf", PDF, "application/pdf")
    answer = browser.post(PAGE, form(membership(unmandated), declaration=opened.pk, document=file))
    assert answer.status_code == 302
    mandate = Mandate.objects.get()
    assert "En attente de vérification" in browser.get(PAGE).content.decode()
    for reader in (browser, client_of(secretariat)):
        given = reader.get(f"{PAGE}{mandate.pk}/document/")
        kept = b"".join(given)  # type: ignore[call-overload]  # a stream
        assert hashlib.sha256(kept).hexdigest() == mandate.document_sha256
        assert sound.SECRET.encode() in PDF
        assert sound.SECRET.encode() not in kept
        assert given["Content-Disposition"] == 'attachment; filename="delegation.pdf"'
        assert given["X-Content-Type-Options"] == "nosniff"
    assert Letter.objects.get(kind="mandate.to_check").recipient_id == secretariat.pk


def test_a_page_that_is_no_document_is_refused(
    opened: Declaration, unmandated: User, dakar_coordinator: User, client_of: Browser
) -> None:
    file = SimpleUploadedFile("scan.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    answer = client_of(dakar_coordinator).post(PAGE, form(membership(unmandated), declaration=opened.pk, document=file))
    assert answer.status_code == 422
    assert "PDF, JPEG ou PNG" in answer.content.decode()
    assert not Mandate.objects.exists()


def test_the_file_is_for_the_city_and_the_secretariat(
    opened: Declaration,
    unmandated: User,
    dakar_coordinator: User,
    liege_coordinator: User,
    viewer_for: ViewerOf,
    client_of: Browser,
) -> None:
    mandate = delegated(viewer_for(dakar_coordinator), unmandated, opened)
    reader = make_member("lit@dakar.example", "Léa", "dakar", Role.READER)
    for stranger in (liege_coordinator, reader):
        assert client_of(stranger).get(f"{PAGE}{mandate.pk}/document/").status_code == 404
        assert client_of(stranger).get(f"{PAGE}{mandate.pk}/fin/").status_code == 404


def test_posting_twice_states_one_mandate(unmandated: User, dakar_coordinator: User, client_of: Browser) -> None:
    browser, given = client_of(dakar_coordinator), form(membership(unmandated), basis="head", office="Maire")
    browser.post(PAGE, given)
    browser.post(PAGE, given)
    assert Mandate.objects.count() == 1


def test_the_desk_refuses_with_a_reason_that_reaches_the_city(
    opened: Declaration, unmandated: User, dakar_coordinator: User, secretariat: User, viewer_for: ViewerOf
) -> None:
    mandate = delegated(viewer_for(dakar_coordinator), unmandated, opened)
    actions.refuse_mandate(by=viewer_for(secretariat), mandate_id=mandate.pk, note="La date manque")
    letter = Letter.objects.get(kind="mandate.decided", recipient_id=dakar_coordinator.pk)
    assert "La date manque" not in str(letter.data)
    assert "La date manque" in str(compose(letter).body)


# --- The end ---


def test_the_end_is_written_and_the_city_asked_once(
    opened: Declaration,
    dakar_signatory: User,
    dakar_coordinator: User,
    viewer_for: ViewerOf,
    proved: Browser,
) -> None:
    mandate = Mandate.objects.get(membership__user=dakar_signatory)
    last = today() + timedelta(days=2)
    proved(dakar_coordinator).post(
        f"{PAGE}{mandate.pk}/fin/", {"acting_city": mandate.membership.city_id, "ends_on": last.isoformat()}
    )
    assert actions.ask_successors() == 0
    Mandate.objects.filter(pk=mandate.pk).update(ends_on=today() - timedelta(days=1))
    assert [actions.ask_successors() for _twice in range(2)] == [1, 0]
    asked = Letter.objects.filter(kind="mandate.over")
    assert set(asked.values_list("recipient_id", flat=True)) == {dakar_signatory.pk, dakar_coordinator.pk}
    assert "a pris fin" in str(compose(asked[0]).body)


def test_the_departure_of_the_person_asks_too(dakar_signatory: User, dakar_coordinator: User) -> None:
    Membership.objects.filter(user=dakar_signatory).update(ended_at=timezone.now())
    assert actions.ask_successors() == 1
    assert Letter.objects.get(kind="mandate.over").recipient_id == dakar_coordinator.pk


def test_a_mandate_is_not_prolonged(dakar_signatory: User, dakar_coordinator: User, viewer_for: ViewerOf) -> None:
    mandate, by = Mandate.objects.get(membership__user=dakar_signatory), viewer_for(dakar_coordinator)
    soon = timezone.now().date() + timedelta(days=7)
    actions.end_mandate(by=by, mandate_id=mandate.pk, ends_on=soon)
    with pytest.raises(Invalid):
        actions.end_mandate(by=by, mandate_id=mandate.pk, ends_on=soon + timedelta(days=365))
    with pytest.raises(Invalid):
        actions.end_mandate(by=by, mandate_id=mandate.pk, ends_on=date(2019, 1, 1))


def test_the_day_is_the_city_s_own(dakar_signatory: User) -> None:
    mandate = Mandate.objects.select_related("membership__city").get(membership__user=dakar_signatory)
    mandate.ends_on = date(2026, 11, 23)
    mandate.membership.city.time_zone = "Asia/Phnom_Penh"
    with time_machine.travel(datetime.fromisoformat("2026-11-23T18:00:00+00:00"), tick=False):
        assert not mandate.is_in_force(timezone.now())  # already the 24th in Phnom Penh
        mandate.membership.city.time_zone = "America/Montreal"
        assert mandate.is_in_force(timezone.now())
