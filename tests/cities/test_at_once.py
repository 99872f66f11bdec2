"""What happens when two people act at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from accounts.models import User
from cities import actions
from cities.models import City, Invitation, Membership, Role
from cities.viewer import viewer_of
from common.errors import NotPossible, Refusal
from journal.models import Entry
from tests.cities.helpers import letters, link_of


def at_once(*calls):
    """Run the calls together, each on its own connection; return what each returned or refused."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def person(name, city, role):
    user = User.objects.create_user(f"{name}@{city.slug}.example", name=name)
    return user, Membership.objects.create(user=user, city=city, role=role)


def test_two_last_coordinators_who_leave_at_once(real_commits):
    city = City.objects.get(slug="liege")
    for _ in range(5):
        Membership.objects.filter(city=city).delete()
        User.objects.all().delete()
        pairs = [person(name, city, Role.COORDINATOR) for name in ("une", "autre")]

        def leave(user, membership):
            return lambda: actions.end_membership(by=viewer_of(user.pk), membership_id=membership.pk)

        answers = at_once(*(leave(*pair) for pair in pairs))
        assert [type(answer) for answer in answers].count(NotPossible) == 1
        assert Membership.objects.current().filter(city=city, role=Role.COORDINATOR).count() == 1


def test_one_coordinator_leaves_while_the_other_gives_up_the_role(real_commits):
    city = City.objects.get(slug="liege")
    (one, mine), (two, theirs) = [person(name, city, Role.COORDINATOR) for name in ("une", "autre")]
    answers = at_once(
        lambda: actions.end_membership(by=viewer_of(one.pk), membership_id=mine.pk),
        lambda: actions.change_role(
            by=viewer_of(two.pk), membership_id=theirs.pk, role=Role.READER, seen_role=Role.COORDINATOR
        ),
    )
    assert [type(answer) for answer in answers].count(NotPossible) == 1
    assert Membership.objects.current().filter(city=city, role=Role.COORDINATOR).count() == 1


def test_an_invitation_accepted_twice_at_once(real_commits):
    city = City.objects.get(slug="liege")
    coordinator, _ = person("coordination", city, Role.COORDINATOR)
    actions.invite(by=viewer_of(coordinator.pk), city_id=city.pk, email="deux@liege.example", role=Role.EDITOR)
    token = link_of(letters("city.invitation")[0]).rstrip("/").rpartition("/")[2]

    def accept():
        return actions.accept_as_new_person(token=token, name="Deux", password="une phrase longue", language="fr")

    answers = at_once(*[accept] * 4)
    assert sum(isinstance(answer, NotPossible) for answer in answers) == 3
    assert User.objects.filter(email="deux@liege.example").count() == 1
    assert Membership.objects.filter(user__email="deux@liege.example").count() == 1
    assert Entry.objects.filter(verb="membership.started").count() == 1


def test_two_cities_invite_one_address_and_both_links_are_followed_at_once(real_commits):
    tokens = []
    for slug in ("liege", "dakar"):
        city = City.objects.get(slug=slug)
        coordinator, _ = person("coordination", city, Role.COORDINATOR)
        actions.invite(by=viewer_of(coordinator.pk), city_id=city.pk, email="deux@villes.example", role=Role.EDITOR)
        tokens.append(link_of(letters("city.invitation")[-1]).rstrip("/").rpartition("/")[2])

    def accept(token):
        return lambda: actions.accept_as_new_person(
            token=token, name="Deux", password="une phrase longue", language="fr"
        )

    answers = at_once(*(accept(token) for token in tokens))
    assert sum(isinstance(answer, User) for answer in answers) == 1
    assert User.objects.filter(email="deux@villes.example").count() == 1
    assert Invitation.objects.filter(accepted_at=None).count() == 1  # the other is still good, once signed in


def test_the_same_address_invited_twice_at_once(real_commits):
    city = City.objects.get(slug="liege")
    coordinator, _ = person("coordination", city, Role.COORDINATOR)

    def invite():
        return actions.invite(by=viewer_of(coordinator.pk), city_id=city.pk, email="x@liege.example", role=Role.EDITOR)

    answers = at_once(*[invite] * 3)
    assert sum(isinstance(answer, Invitation) for answer in answers) == 1
    assert len(letters("city.invitation")) == 1
