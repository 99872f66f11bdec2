"""Two people press « Envoyer » at once: one sending, one letter each, one entry in the journal."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from announced import VALUES
from django.db import connection
from members import make_member, make_user

from announcements import actions
from announcements.models import Addressee, Announcement
from cities.models import Role
from cities.viewer import viewer_of
from common.errors import Refusal
from journal.models import Entry
from mailing.models import Letter


def at_once(*calls):
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            call()
        except Refusal as refusal:
            return refusal.status
        finally:
            connection.close()
        return 200

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def test_one_sending(real_commits):
    one, two = (viewer_of(make_user(f"{name}@aimf.example", name, is_staff=True).pk) for name in ("une", "autre"))
    for number in range(5):
        make_member(f"p{number}@liege.example", f"Personne {number}", "liege", Role.READER)
    for sending in range(3):
        made = actions.write(by=one, values=VALUES)
        actions.test(by=one, announcement_id=made.pk, seen_version=1)
        asked = {"announcement_id": made.pk, "seen_version": 1}
        press = (lambda: actions.start(by=one, **asked), lambda: actions.start(by=two, **asked))  # noqa: B023  run at once
        assert at_once(*press) == [200, 409]
        assert Addressee.objects.filter(announcement=made).count() == 5
        assert Letter.objects.filter(key__regex=rf"^announcement/{made.pk}/\d+$").count() == 5
        assert Entry.objects.filter(verb="announcement.started").count() == sending + 1


def test_the_same_form_twice_makes_one_draft(real_commits):
    office = viewer_of(make_user("une@aimf.example", "une", is_staff=True).pk)
    for number in range(3):
        press = lambda: actions.write(by=office, values=VALUES, form_token=f"form {number}")  # noqa: B023, E731  run at once
        assert at_once(press, press) == [200, 200]
        assert Announcement.objects.count() == Entry.objects.filter(verb="announcement.written").count() == number + 1


def test_stopped_while_it_is_sent(real_commits):
    """Whichever comes first, no letter is left waiting once it is stopped."""
    office = viewer_of(make_user("une@aimf.example", "une", is_staff=True).pk)
    make_member("p@liege.example", "Personne", "liege", Role.READER)
    for _ in range(3):
        made = actions.write(by=office, values=VALUES)
        actions.test(by=office, announcement_id=made.pk, seen_version=1)
        at_once(
            lambda: actions.start(by=office, announcement_id=made.pk, seen_version=1),  # noqa: B023  run at once
            lambda: actions.stop(by=office, announcement_id=made.pk),  # noqa: B023  run at once
        )
        made.refresh_from_db()
        waiting = Letter.objects.filter(key__regex=rf"^announcement/{made.pk}/\d+$", state="queued").count()
        assert (made.state, waiting) in {("stopped", 0), ("started", 1)}
