"""Roles and the right to sign: given by the coordination or the secretariat, never against the last coordinator."""

import pytest

from cities.models import Membership, Role
from journal.models import Entry
from tests.cities.helpers import acting, join, letters, membership_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(liege_coordinator, liege_editor, client_of):
    """Liège's coordinator in a browser, and how to post about somebody of the team."""
    browser = client_of(liege_coordinator)
    field = acting(browser, membership_of(liege_coordinator, "liege"))

    def post(user, verb, **data):
        membership = Membership.objects.get(user=user, city__slug="liege")
        response = browser.post(f"/fr/villes/liege/equipe/{membership.pk}/{verb}/", field | data, follow=True)
        return [str(message) for message in response.context["messages"]]

    return post


def test_a_role_is_changed_and_the_person_told(team, liege_editor):
    assert team(liege_editor, "role", role="coordinator", seen_role="editor") == ["Le rôle est enregistré."]
    assert membership_of(liege_editor, "liege").role == Role.COORDINATOR
    assert [letter.recipient_id for letter in letters("membership.changed")] == [liege_editor.pk]
    assert Entry.objects.get(subject_type="membership").verb == "membership.role_changed"


def test_a_change_read_too_long_ago_is_refused(team, liege_editor):
    Membership.objects.filter(user=liege_editor).update(role=Role.READER)
    assert "a changé depuis" in team(liege_editor, "role", role="coordinator", seen_role="editor")[0]
    assert membership_of(liege_editor, "liege").role == Role.READER


def test_the_last_coordinator_keeps_the_role(team, liege_coordinator):
    (sentence,) = team(liege_coordinator, "role", role="editor", seen_role="coordinator")
    assert "dernière personne à la coordination" in sentence
    assert membership_of(liege_coordinator, "liege").role == Role.COORDINATOR


def test_with_a_successor_the_role_may_be_given_up(team, liege_coordinator, liege_editor):
    team(liege_editor, "role", role="coordinator", seen_role="editor")
    team(liege_coordinator, "role", role="editor", seen_role="coordinator")
    assert membership_of(liege_coordinator, "liege").role == Role.EDITOR


def test_the_right_to_sign_is_given_with_a_capacity_and_taken_back(team, liege_editor):
    assert "en quelle qualité" in team(liege_editor, "signature", can_sign="on", signs_as="")[0]
    team(liege_editor, "signature", can_sign="on", signs_as="Échevine déléguée")
    membership = membership_of(liege_editor, "liege")
    assert (membership.can_sign, membership.signs_as) == (True, "Échevine déléguée")
    team(liege_editor, "signature")
    assert not membership_of(liege_editor, "liege").can_sign
    assert len(letters("membership.changed")) == 2


def test_nobody_gives_themselves_the_right_to_sign(team, liege_coordinator):
    assert "à soi-même" in team(liege_coordinator, "signature", can_sign="on", signs_as="Bourgmestre")[0]
    assert not membership_of(liege_coordinator, "liege").can_sign


def test_a_coordinator_touches_no_other_city(client_of, dakar_coordinator, liege_editor):
    browser = client_of(dakar_coordinator)
    membership = membership_of(liege_editor, "liege")
    field = acting(browser, membership_of(dakar_coordinator, "dakar"))
    for slug in ("liege", "dakar"):
        for verb in ("role", "signature", "fin"):
            response = browser.post(
                f"/fr/villes/{slug}/equipe/{membership.pk}/{verb}/", field | {"role": "reader", "seen_role": "editor"}
            )
            assert response.status_code == 404
    membership.refresh_from_db()
    assert (membership.role, membership.ended_at) == (Role.EDITOR, None)


def test_coordinating_one_city_gives_nothing_in_another(client_of, liege_coordinator, dakar_coordinator):
    join(liege_coordinator, "dakar", Role.READER)
    assert client_of(liege_coordinator).get("/fr/villes/dakar/equipe/").status_code == 404


def test_an_editor_changes_nothing(client_of, liege_editor):
    own = membership_of(liege_editor, "liege")
    response = client_of(liege_editor).post(
        f"/fr/villes/liege/equipe/{own.pk}/role/",
        {"acting_city": own.city_id, "role": "coordinator", "seen_role": "editor"},
    )
    assert response.status_code == 404
    assert membership_of(liege_editor, "liege").role == Role.EDITOR
