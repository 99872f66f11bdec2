"""The letter as a page: what the next one holds, the archive of the last twelve, each read as things are now."""

from datetime import timedelta

import pytest

from accounts.models import DigestRhythm, User
from cities.viewer import viewer_of
from common.clock import now
from digests import due, kept, mails
from digests.models import Run
from mailing import delivery, people
from mailing.models import Letter
from practices import actions

HOME = "/fr/lettre-de-synthese/"


@pytest.fixture
def page_of(client_of):
    """Return the words of a page as somebody reads it."""
    return lambda user, address=HOME: client_of(user).get(address).content.decode()


def send_this_week():
    year, week, _day = now().isocalendar()
    period = f"{year}-W{week:02d}"
    due.queue(due.of_period(period))
    delivery.deliver()
    return period


def test_the_next_letter_is_a_page_before_it_leaves(published_practice, dakar_coordinator, page_of):
    published_practice(title="Médiation de rue")
    assert "Médiation de rue" in page_of(dakar_coordinator)


def test_somebody_who_refuses_the_letter_reads_it_on_the_site(published_practice, dakar_coordinator, page_of):
    User.objects.filter(pk=dakar_coordinator.pk).update(digest=DigestRhythm.OFF)
    published_practice(title="Médiation de rue")
    page = page_of(dakar_coordinator)
    assert "Vous ne la recevez pas par courrier électronique" in page
    assert "Médiation de rue" in page


def test_the_letter_leads_to_its_page_which_says_the_same(published_practice, dakar_coordinator, page_of, mailoutbox):
    published_practice(title="Médiation de rue")
    period = send_this_week()
    (sent,) = [message for message in mailoutbox if message.to == [dakar_coordinator.email]]
    address = f"http://testserver{HOME}{period}/"
    assert address in sent.body
    assert "Médiation de rue" in page_of(dakar_coordinator, address)
    assert period in page_of(dakar_coordinator)


def test_what_was_withdrawn_since_is_gone_and_a_letter_left_empty_does_not_exist(
    published_practice, dakar_coordinator, secretariat, client_of, page_of
):
    first, second = published_practice(title="Première"), published_practice(title="Seconde")
    period = send_this_week()
    office = viewer_of(secretariat.pk)
    actions.withdraw(by=office, practice_id=first.pk, note="Essai")
    page = page_of(dakar_coordinator, f"{HOME}{period}/")
    assert "Première" not in page
    assert "Seconde" in page
    actions.withdraw(by=office, practice_id=second.pk, note="Essai")
    client = client_of(dakar_coordinator)
    assert client.get(f"{HOME}{period}/").status_code == client.get(f"{HOME}2020-W01/").status_code == 404
    assert period not in page_of(dakar_coordinator)


def test_a_letter_of_which_only_a_closed_message_is_left_is_not_listed(
    draft_practice, published_practice, dakar_coordinator, liege_editor, secretariat, page_of, client_of
):
    """What a reader asked to find in the digest counts as long as it can still be written."""
    people.choose(dakar_coordinator.pk, {"comments": "digest"})
    practice = published_practice(title="Médiation de rue")
    actions.follow(by=viewer_of(dakar_coordinator.pk), practice_id=practice.pk)
    actions.comment(by=viewer_of(liege_editor.pk), practice_id=practice.pk, body="Nouvelle adresse.")
    Letter.objects.update(next_try_at=now() - timedelta(minutes=1))
    delivery.deliver()
    period = send_this_week()
    run = Run.objects.get(reader=dakar_coordinator)
    Run.objects.filter(pk=run.pk).update(told=[one for one in run.told if one.startswith("held/")])
    assert period in page_of(dakar_coordinator)
    assert "Nouvelle adresse." in page_of(dakar_coordinator, f"{HOME}{period}/")
    actions.withdraw(by=viewer_of(secretariat.pk), practice_id=practice.pk, note="Essai")
    assert period not in page_of(dakar_coordinator)
    assert client_of(dakar_coordinator).get(f"{HOME}{period}/").status_code == 404


def test_a_letter_that_is_listed_can_be_opened_when_what_it_told_is_over(
    published_practice, dakar_coordinator, page_of
):
    practice = published_practice(title="Médiation de rue")
    period = send_this_week()
    Run.objects.filter(reader=dakar_coordinator).update(told=[f"adopted/{practice.pk}"])
    assert period in page_of(dakar_coordinator)
    assert "n’est plus d’actualité" in page_of(dakar_coordinator, f"{HOME}{period}/")


def test_a_letter_is_shown_with_the_rights_of_today(published_practice, tunis_reader, client_of):
    published_practice(title="Pour les villes membres", visibility="members")
    address = f"{HOME}{send_this_week()}/"
    assert client_of(tunis_reader).get(address).status_code == 200
    tunis_reader.memberships.update(ended_at=now())
    assert client_of(tunis_reader).get(address).status_code == 404
    assert "Pour les villes membres" not in client_of(tunis_reader).get(HOME).content.decode()


def test_what_was_not_in_the_letter_does_not_slip_into_its_page(published_practice, dakar_coordinator, page_of):
    published_practice(title="Dite")
    period = send_this_week()
    Run.objects.update(ends_at=now() + timedelta(hours=1))
    published_practice(title="Venue après")
    page = page_of(dakar_coordinator, f"{HOME}{period}/")
    assert "Dite" in page
    assert "Venue après" not in page


def test_only_references_are_kept(published_practice, dakar_coordinator):
    practice = published_practice(title="Médiation de rue")
    send_this_week()
    run = Run.objects.get(reader=dakar_coordinator)
    assert run.told == [f"published/{practice.pk}"]
    assert "Médiation" not in str(Letter.objects.filter(kind="digest").values_list())


def test_nobody_reads_the_letter_of_another(published_practice, dakar_coordinator, liege_editor, client_of):
    published_practice(title="Médiation de rue")
    period = send_this_week()
    Run.objects.filter(reader=liege_editor).delete()
    assert client_of(dakar_coordinator).get(f"{HOME}{period}/").status_code == 200
    assert client_of(liege_editor).get(f"{HOME}{period}/").status_code == 404


def test_the_archive_holds_twelve_letters_and_costs_the_same_whatever_it_holds(
    published_practice, dakar_coordinator, client_of, django_assert_max_num_queries
):
    practice = published_practice(title="Médiation de rue")
    first = now() - timedelta(days=200)
    for number in range(20):
        start = first + timedelta(days=number)
        Run.objects.create(
            reader=dakar_coordinator,
            kind="daily",
            period=f"{start:%Y-%m-%d}",
            starts_at=start,
            ends_at=start + timedelta(days=1),
            told=[f"published/{practice.pk}"],
        )
    assert len(kept.letters(dakar_coordinator.pk)) == 12
    client = client_of(dakar_coordinator)
    client.get(HOME)
    with django_assert_max_num_queries(25):
        page = client.get(HOME).content.decode()
    assert page.count(f'href="{HOME}20') == 12
    assert f"{first:%Y-%m-%d}" not in page


def test_what_comes_begins_where_the_last_letter_ended(dakar_coordinator):
    told = now() - timedelta(hours=3)
    Run.objects.create(
        reader=dakar_coordinator, kind="weekly", period="2026-W01", starts_at=told - timedelta(days=7), ends_at=told
    )
    start, end = due.coming(dakar_coordinator)
    assert start == told
    assert mails.what_is_new(viewer_of(dakar_coordinator.pk), start, end) is not None
