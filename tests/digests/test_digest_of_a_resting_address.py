"""While an address rests its digest waits on the site, and the next letter tells all of it."""

from datetime import timedelta

from accounts.models import User
from digests import due
from digests.models import Run

TUNIS = "Africa/Tunis"


def test_what_waited_comes_with_the_first_letter_after_the_rest(db, at, reader):
    user = reader(TUNIS)
    at("2026-11-02 08:00", TUNIS)
    due.queue(due.due_now())
    told = Run.objects.get(reader=user).ends_at
    now = at("2026-11-23 08:00", TUNIS)
    User.objects.filter(pk=user.pk).update(address_rests_until=now + timedelta(days=3))
    assert list(due.due_now()) == []
    user.refresh_from_db()
    assert due.coming(user)[0] == told  # the page of the letter shows it all meanwhile
    at("2026-11-30 08:00", TUNIS)
    (plan,) = due.due_now()
    assert (plan.period, plan.starts_at) == ("2026-W48", told)
