"""Invitations, memberships, lost second factors and requests of cities, from the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cities.models import City, CityRequest, Invitation, Membership
from common import clock
from journal.models import Entry


def test_inviting_the_first_coordinator_of_a_city(desk, secretariat):
    from mailing.models import Letter

    city = City.objects.get(slug="tunis")
    address = reverse("admin:cities_city_invite", args=[city.pk])
    wrong = desk.post(address, {"email": "pas une adresse", "role": "coordinator", "language": "fr"})
    assert wrong.status_code == 422
    given = {"email": "Coordination@Tunis.example", "role": "coordinator", "language": "ar"}
    assert desk.post(address, given).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.city, invitation.invited_by) == (
        "coordination@tunis.example",
        city,
        secretariat,
    )
    assert Letter.objects.filter(address="coordination@tunis.example").exists()
    again = desk.post(address, given)
    assert again.status_code == 422
    assert "Une invitation est déjà ouverte" in again.content.decode()
    assert desk.post(reverse("admin:cities_invitation_revoke", args=[invitation.pk])).status_code == 302
    assert Invitation.objects.get().revoked_at is not None


def test_ending_a_membership_and_the_right_to_sign(desk, dakar_signatory):
    membership = dakar_signatory.memberships.get()
    assert desk.post(reverse("admin:cities_membership_remove_signature", args=[membership.pk])).status_code == 302
    assert not Membership.objects.get(pk=membership.pk).can_sign
    give = reverse("admin:cities_membership_give_signature", args=[membership.pk])
    assert desk.post(give, {"signs_as": ""}).status_code == 422
    assert desk.post(give, {"signs_as": "Maire"}).status_code == 302
    assert desk.post(reverse("admin:cities_membership_end", args=[membership.pk])).status_code == 302
    assert Membership.objects.get(pk=membership.pk).ended_at is not None
    verbs = Entry.objects.filter(subject_type="membership").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["membership.signature_removed", "membership.signature_given", "membership.ended"]


def test_the_title_of_the_office_is_corrected_and_nothing_else(desk):
    city = City.objects.get(slug="liege")
    address = reverse("admin:cities_city_office", args=[city.pk])
    assert desk.post(address, {"office": "bourgmestre", "name_fr": "Autre"}).status_code == 302
    city.refresh_from_db()
    assert (city.office, city.name_fr) == ("bourgmestre", "Liège")
    assert Entry.objects.get(verb="city.office_named").data["after"] == "bourgmestre"


def test_a_request_of_a_city_is_marked_once(desk, secretariat):
    row = CityRequest.objects.create(city_name="Bizerte", country="TN", name="A", office="Maire", email="a@b.example")
    address = reverse("admin:cities_cityrequest_handle", args=[row.pk])
    assert desk.post(address, {"note": "Répondu."}).status_code == 302
    assert desk.post(address, {"note": "Répondu."}).status_code == 409
    row.refresh_from_db()
    assert row.handled_by == secretariat


@pytest.mark.parametrize(("hours", "status"), [(1, 409), (-1, 302)])
def test_a_lost_second_factor_is_removed_only_after_the_delay(desk, tunis_reader, hours, status):
    from accounts.models import RecoveryRequest

    request = RecoveryRequest.objects.create(
        user=tunis_reader, ready_at=clock.now() + timedelta(hours=hours), token_hash="0" * 64
    )
    assert desk.post(reverse("admin:accounts_recoveryrequest_grant", args=[request.pk])).status_code == status
    assert Entry.objects.filter(verb="account.recovery_granted").exists() == (status == 302)


def test_nobody_grants_it_to_themselves(desk, secretariat):
    from accounts.models import RecoveryRequest

    request = RecoveryRequest.objects.create(
        user=secretariat, ready_at=clock.now() - timedelta(hours=1), token_hash="0" * 64
    )
    assert desk.post(reverse("admin:accounts_recoveryrequest_grant", args=[request.pk])).status_code == 403


def test_hiding_a_comment_tells_its_author_why(desk, published_practice, dakar_coordinator, viewer_for):
    from mailing.models import Letter
    from practices import actions
    from practices.models import Comment

    practice = published_practice()
    comment = actions.comment(by=viewer_for(dakar_coordinator), practice_id=practice.pk, body="Mot de trop.")
    address = reverse("admin:practices_comment_hide", args=[comment.pk])
    assert desk.post(address, {"reason": ""}).status_code == 422
    assert desk.post(address, {"reason": "Nomme une personne."}).status_code == 302
    hidden = Comment.unguarded.get(pk=comment.pk)
    assert (hidden.state, hidden.hidden_reason) == ("hidden", "Nomme une personne.")
    assert Letter.objects.filter(kind="comment.hidden", recipient_id=dakar_coordinator.pk).exists()
