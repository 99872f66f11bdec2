"""Two browsers, two workers, two last coordinators at the same moment: everything happens once."""

from members import PASSWORD, make_member

from accounts import erasing
from accounts.models import Erased, Erasure, User
from cities.models import Membership, Role
from common import clock
from journal.models import Entry
from tests.accounts.leaving import due
from tests.cities.helpers import letters
from tests.cities.test_at_once import at_once


def test_asked_by_two_browsers_and_done_by_two_workers_at_once(real_commits):
    user = User.objects.create_user("seule@liege.example", PASSWORD, name="Seule Essai")
    asked = at_once(*(lambda: erasing.request_erasure(user_id=user.pk, by=user) for _ in range(4)))
    assert len({erasure.pk for erasure in asked}) == 1
    assert Entry.objects.filter(verb="account.erasure_requested").count() == 1
    Erasure.objects.update(due_at=clock.now())
    at_once(*(erasing.erase_due for _ in range(4)))
    assert Entry.objects.filter(verb="account.erased").count() == 1
    assert len(letters("account.erased")) == 1
    assert Erased.objects.get().person_id == user.pk


def test_two_last_coordinators_erased_at_once_leave_one(real_commits):
    people = [make_member(f"{name}@liege.example", name, "liege", Role.COORDINATOR) for name in ("une", "autre")]
    erasures = [due(user) for user in people]
    at_once(*(lambda pk=erasure.pk: erasing.carry_out(pk) for erasure in erasures))
    assert Membership.objects.current().filter(city__slug="liege").count() == 1
