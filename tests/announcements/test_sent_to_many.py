"""An announcement to thousands is one click: what it asks of the database does not grow with each person."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from announcements import actions
from announcements.models import Addressee, Announcement
from cities.models import City, Membership, Role
from cities.viewer import Viewer
from mailing.models import Letter


@pytest.fixture
def readers(db: None):
    """Return a maker of members of Liège."""

    def make(count: int) -> None:
        known = User.objects.count()
        people = User.objects.bulk_create(
            User(email=f"p{known + number}@liege.example", name="Personne") for number in range(count)
        )
        liege = City.objects.get(slug="liege")
        Membership.objects.bulk_create(Membership(user=one, city=liege, role=Role.READER) for one in people)

    return make


def _statements(office: Viewer, made: Announcement) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        actions.start(by=office, announcement_id=made.pk, seen_version=1)
    return len(asked)


def test_statements_do_not_grow_with_the_readers(tested, office, readers):
    readers(3)
    few = _statements(office, tested())
    readers(200)
    many = tested()
    assert _statements(office, many) == few
    assert Addressee.objects.filter(announcement=many, letter__recipient_id__isnull=False).count() == 203


def test_a_zone_that_is_not_known_holds_up_nobody(tested, office, readers):
    readers(2)
    User.objects.filter(pk=User.objects.latest("pk").pk).update(time_zone="Mars/Olympus")
    made = actions.start(by=office, announcement_id=tested().pk, seen_version=1)
    assert Letter.objects.filter(key__startswith=f"announcement/{made.pk}/").exclude(key__contains="test").count() == 2


@pytest.mark.parametrize("changes", [{"lock_version": 2}, {"state": "stopped"}])
def test_the_database_refuses_what_was_not_tried_and_what_was_stopped_at_no_time(tested, office, readers, changes):
    readers(1)
    made = actions.start(by=office, announcement_id=tested().pk, seen_version=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.filter(pk=made.pk).update(**changes)
