"""Each reader has a rhythm, a day and an hour of their own; the names of the periods say which."""

import pytest
from django.core.management import call_command

from accounts.models import User, Weekday
from common import clock
from digests import due
from digests.models import Run

TUNIS = "Africa/Tunis"


def told(user: User) -> list[tuple[str, str]]:
    return list(Run.objects.filter(reader=user).order_by("id").values_list("kind", "period"))


def test_a_daily_reader_reads_yesterday_at_their_hour(db, at, reader):
    user = reader(TUNIS, digest="daily", digest_hour=6)
    at("2026-11-24 05:59", TUNIS)
    assert list(due.due_now()) == []
    at("2026-11-24 06:00", TUNIS)
    due.queue(due.due_now())
    at("2026-11-24 23:00", TUNIS)
    assert list(due.due_now()) == []
    at("2026-11-25 06:00", TUNIS)
    due.queue(due.due_now())
    assert told(user) == [("daily", "2026-11-23"), ("daily", "2026-11-24")]


def test_a_weekly_reader_chooses_the_day(db, at, reader):
    user = reader(TUNIS, digest_weekday=Weekday.SUNDAY, digest_hour=9)
    at("2026-11-23 09:00", TUNIS)  # a Monday: Sunday's letter, one day late
    due.queue(due.due_now())
    at("2026-11-29 08:59", TUNIS)
    assert list(due.due_now()) == []
    at("2026-11-29 09:00", TUNIS)
    due.queue(due.due_now())
    first, second = Run.objects.filter(reader=user).order_by("id")
    assert (first.period, second.period) == ("2026-W46", "2026-W47")
    assert first.ends_at == second.starts_at == clock.period("2026-W47", TUNIS, Weekday.SUNDAY).start
    assert second.starts_at.astimezone(user.zone).weekday() == Weekday.SUNDAY


def test_a_monthly_reader_reads_on_the_first(db, at, reader):
    user = reader(TUNIS, digest="monthly")
    at("2028-03-01 08:00", TUNIS)
    due.queue(due.due_now())
    (run,) = Run.objects.filter(reader=user)
    assert (run.kind, run.period, (run.ends_at - run.starts_at).days) == ("monthly", "2028-02", 29)


def test_changing_the_rhythm_repeats_and_loses_nothing(db, at, reader):
    user = reader(TUNIS)
    at("2026-11-23 08:00", TUNIS)
    due.queue(due.due_now())
    User.objects.filter(pk=user.pk).update(digest="daily")
    at("2026-11-23 08:10", TUNIS)
    assert list(due.due_now()) == []  # yesterday was in the weekly letter
    at("2026-11-24 08:00", TUNIS)
    due.queue(due.due_now())
    User.objects.filter(pk=user.pk).update(digest="monthly")
    at("2026-12-01 08:00", TUNIS)
    due.queue(due.due_now())
    runs = list(Run.objects.filter(reader=user).order_by("id"))
    assert [run.period for run in runs] == ["2026-W47", "2026-11-23", "2026-11"]
    assert [run.starts_at for run in runs[1:]] == [run.ends_at for run in runs[:-1]]


@pytest.mark.parametrize("name", ["2026-11-31", "2026-13", "2026-W54", "2026", "hier"])
def test_a_period_that_does_not_exist_is_refused(name):
    with pytest.raises(ValueError):
        clock.period(name, "UTC")


def test_a_named_day_goes_to_daily_readers_only(db, at, reader, capsys):
    daily, weekly = reader(TUNIS, "daily", digest="daily"), reader(TUNIS, "weekly")
    at("2026-11-25 12:00", TUNIS)
    call_command("send_digest", period="2026-11-24")
    assert (told(daily), told(weekly)) == ([("daily", "2026-11-24")], [])


def test_the_choice_is_made_on_the_page_of_letters(client_of, tunis_reader):
    client = client_of(tunis_reader)
    page = client.get("/ar/compte/lettres/")
    form = page.context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {
        "digest": "weekly",
        "digest_weekday": "6",
        "digest_hour": "17",
    }
    assert client.post("/ar/compte/lettres/", typed).status_code == 302
    tunis_reader.refresh_from_db()
    assert (tunis_reader.digest_weekday, tunis_reader.digest_hour) == (6, 17)
    refused = client.post("/ar/compte/lettres/", typed | {"digest_hour": "24"})
    assert refused.context["form"].errors["digest_hour"]
