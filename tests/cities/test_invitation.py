"""An invitation: sent by a coordinator or the secretariat, bound to one address, used once, seven days, revocable."""

from datetime import timedelta

import pytest
from django.test import Client
from members import PASSWORD

from accounts.models import User
from cities import actions
from cities.models import City, Invitation, Membership, Role
from common import clock
from journal.models import Entry
from mailing.models import Letter
from tests.cities.helpers import acting, letters, link_of, membership_of

pytestmark = pytest.mark.django_db

TEAM = "/fr/villes/liege/equipe/"
NEW = {"email": "nouvelle@liege.example", "role": "editor", "language": "fr", "signs_as": ""}
PERSON = {"name": "Nadia Nouvelle", "password": "une phrase bien longue", "language": "fr", "charter": "on"}


@pytest.fixture
def coordinator(client_of, liege_coordinator):
    return client_of(liege_coordinator)


@pytest.fixture
def invite(coordinator, liege_coordinator):
    """Invite through the page and return the link of the letter."""

    def invite(**fields):
        data = NEW | acting(coordinator, membership_of(liege_coordinator, "liege")) | fields
        response = coordinator.post(TEAM, data)
        assert response.status_code == 302, response.content.decode()
        return link_of(letters("city.invitation")[-1])

    return invite


def test_a_new_person_joins_by_the_link(invite, client):
    link = invite()
    page = client.get(link)
    assert "Rejoindre Liège" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]  # the link is a secret
    response = client.post(link, PERSON)
    assert response.headers["Location"] == "/fr/ma-ville/"
    user = User.objects.get(email="nouvelle@liege.example")
    assert membership_of(user, "liege").role == Role.EDITOR
    assert user.charter_accepted_at is not None
    assert user.emailaddress_set.get().verified
    assert client.session["_auth_user_id"] == str(user.pk)


def test_looking_at_the_link_does_nothing(invite, client):
    link = invite()
    client.get(link)
    client.head(link)
    assert Invitation.objects.get().accepted_at is None


def test_the_charter_must_be_accepted(invite, client):
    response = client.post(invite(), {key: value for key, value in PERSON.items() if key != "charter"})
    assert "Acceptez la charte d’utilisation" in response.content.decode()
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_a_weak_password_is_refused_and_nothing_is_lost(invite, client):
    page = client.post(invite(), PERSON | {"password": "nadianouvelle"}).content.decode()
    assert 'value="Nadia Nouvelle"' in page
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_the_token_is_only_in_the_letter(invite):
    token = invite().rstrip("/").rpartition("/")[2]
    invitation = Invitation.objects.get()
    assert token not in str(invitation.__dict__)
    assert not Entry.objects.filter(data__icontains=token).exists()
    assert "nouvelle@liege.example" not in str(list(Entry.objects.values()))


def test_the_letter_speaks_the_language_chosen(invite):
    assert invite(language="en").startswith("/en/invitation/")


def closed_page(client, link):
    response = client.get(link)
    assert response.status_code == 404
    return response.content.decode().replace(link.removeprefix("/fr/"), "…")  # the links to the other languages


def test_used_revoked_expired_and_unknown_links_get_one_same_page(invite, coordinator, liege_coordinator):
    links = [invite(email=f"{name}@liege.example") for name in ("used", "revoked", "expired")]
    assert Client().post(links[0], PERSON).status_code == 302
    revoked = Invitation.objects.get(email="revoked@liege.example")
    coordinator.post(
        f"/fr/villes/liege/invitations/{revoked.pk}/retirer/",
        acting(coordinator, membership_of(liege_coordinator, "liege")),
    )
    Invitation.objects.filter(email="expired@liege.example").update(expires_at=clock.now() - timedelta(seconds=1))
    pages = {closed_page(Client(), link) for link in [*links, "/fr/invitation/inconnue/"]}
    assert len(pages) == 1
    assert "Demandez-en une nouvelle" in pages.pop()


def test_a_closed_link_cannot_be_posted(invite, client):
    link = invite()
    Invitation.objects.update(revoked_at=clock.now())
    assert client.post(link, PERSON).status_code == 404
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_it_lasts_seven_days(invite):
    invite()
    invitation = Invitation.objects.get()
    assert invitation.expires_at - invitation.created_at == pytest.approx(timedelta(days=7), abs=timedelta(minutes=1))


def test_somebody_with_an_account_signs_in_first(invite, tunis_reader, client, client_of):
    link = invite(email=tunis_reader.email, role="reader")
    page = client.get(link).content.decode()
    assert f"/fr/compte/login/?next={link}" in page
    assert client.post(link, PERSON).status_code == 200
    assert not Membership.objects.filter(user=tunis_reader, city__slug="liege").exists()

    signed_in = client_of(tunis_reader)
    assert signed_in.post(link, {"charter": "on"}).status_code == 302
    assert membership_of(tunis_reader, "liege").role == Role.READER
    assert signed_in.session["acting_city"] == City.objects.get(slug="liege").pk


def test_signing_in_leads_back_to_the_invitation_in_ones_own_language(invite, tunis_reader, client):
    link = invite(email=tunis_reader.email, role="reader")
    login = {"login": tunis_reader.email, "password": PASSWORD, "next": link}
    assert client.post("/fr/compte/login/", login).headers["Location"] == link.replace("/fr/", "/ar/", 1)


def test_an_invitation_to_another_address_is_not_for_me(invite, client_of, dakar_coordinator):
    link, other = invite(), client_of(dakar_coordinator)
    assert "une autre adresse que la vôtre" in other.get(link).content.decode()
    other.post(link, PERSON | {"charter": "on"})
    assert not Membership.objects.filter(user=dakar_coordinator, city__slug="liege").exists()
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_the_secretariat_invites_the_first_coordinator_of_any_city(client_of, secretariat):
    response = client_of(secretariat).post("/fr/villes/bamako/equipe/", NEW | {"role": "coordinator"})
    assert response.status_code == 302
    assert Client().post(link_of(letters("city.invitation")[0]), PERSON).status_code == 302
    assert Membership.objects.get(city__slug="bamako").role == Role.COORDINATOR


@pytest.mark.parametrize("person", ["liege_editor", "dakar_coordinator", "dakar_signatory", "tunis_reader"])
def test_nobody_else_sees_the_team_or_invites(person, request, client_of):
    browser = client_of(request.getfixturevalue(person))
    assert browser.get(TEAM).status_code == 404
    assert browser.post(TEAM, NEW).status_code == 404
    assert not Invitation.objects.exists()


def test_one_open_invitation_for_each_address(invite, coordinator, liege_coordinator):
    invite()
    data = NEW | {"email": "Nouvelle@Liege.example"} | acting(coordinator, membership_of(liege_coordinator, "liege"))
    assert "Une invitation est déjà ouverte" in coordinator.post(TEAM, data).content.decode()
    Invitation.objects.update(expires_at=clock.now() - timedelta(days=1))
    assert coordinator.post(TEAM, data).status_code == 302
    assert Invitation.objects.filter(accepted_at=None, revoked_at=None).count() == 1


def test_the_right_to_sign_needs_a_capacity(coordinator, liege_coordinator):
    data = NEW | {"can_sign": "on"} | acting(coordinator, membership_of(liege_coordinator, "liege"))
    page = coordinator.post(TEAM, data).content.decode()
    assert "en quelle qualité cette personne signe" in page
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "email", ["nadia@liegе.example", "nadiа@liege.example", "nadia@ville_de_liège", "nadia\u202e@x.fr"]
)
def test_an_address_that_looks_like_another_is_refused(email, coordinator, liege_coordinator):
    data = NEW | {"email": email} | acting(coordinator, membership_of(liege_coordinator, "liege"))
    assert coordinator.post(TEAM, data).status_code == 200
    assert not Invitation.objects.exists()


def test_a_stolen_account_does_not_write_to_the_whole_world(coordinator, liege_coordinator):
    field = acting(coordinator, membership_of(liege_coordinator, "liege"))
    for number in range(31):
        coordinator.post(TEAM, NEW | field | {"email": f"personne{number}@liege.example"})
    assert Invitation.objects.count() == 30


def test_a_member_is_not_invited_again(coordinator, liege_coordinator, liege_editor):
    data = NEW | {"email": liege_editor.email} | acting(coordinator, membership_of(liege_coordinator, "liege"))
    assert "fait déjà partie de la ville" in coordinator.post(TEAM, data).content.decode()


def test_every_step_is_in_the_journal_by_ids(invite, client):
    client.post(invite(), PERSON)
    entries = Entry.objects.filter(subject_type__in=("invitation", "user", "membership")).order_by("id")
    verbs = list(entries.values_list("verb", flat=True))
    assert verbs == ["invitation.sent", "account.opened", "membership.started"]


def test_a_coordinator_who_leaves_leaves_no_open_invitation(invite, viewer_for, liege_coordinator, secretariat):
    link = invite()
    actions.end_membership(by=viewer_for(secretariat), membership_id=membership_of(liege_coordinator, "liege").pk)
    assert Client().get(link).status_code == 404
