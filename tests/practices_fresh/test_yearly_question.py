"""Each year a city is asked whether its record is still true; silence shows, then archives."""

from datetime import date

import pytest
import samples

from cities.models import Membership
from journal.models import Entry
from mailing.models import Letter
from practices import actions, freshness, tasks
from practices.models import ConfirmationRound, IndexEntry, Origin, Practice, PracticeState

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(published_practice, on):
    """A practice that the city published on 10 March 2024."""
    made = published_practice()
    Practice.unguarded.update(
        published_at="2024-03-10T12:00Z", first_published_at="2024-03-10T12:00Z", last_confirmed_on="2024-03-10"
    )
    on(2024, 3, 10)
    return made


def _asked():
    return list(ConfirmationRound.objects.order_by("year").values_list("year", flat=True))


def _state(practice):
    return Practice.unguarded.get(pk=practice.pk).state


@pytest.mark.parametrize(
    ("said", "today", "year"),
    [
        (date(2024, 3, 10), date(2024, 3, 10), None),
        (date(2024, 3, 10), date(2025, 3, 9), None),
        (date(2024, 3, 10), date(2025, 3, 10), 2025),
        (date(2024, 3, 10), date(2026, 3, 9), 2025),
        (date(2024, 3, 10), date(2027, 1, 1), 2026),
        (date(2024, 2, 29), date(2025, 2, 27), None),
        (date(2024, 2, 29), date(2025, 2, 28), 2025),
        (date(2024, 2, 29), date(2028, 2, 28), 2027),
        (date(2024, 12, 31), date(2025, 1, 1), None),
    ],
)
def test_the_anniversary_that_has_come(said, today, year):
    assert freshness.year_due(said, today) == year


def test_a_city_is_asked_once_on_the_anniversary(practice, on, liege_editor, letters):
    on(2025, 3, 9)
    tasks.ask_confirmations()
    assert _asked() == []
    on(2025, 3, 10)
    for _twice in range(2):
        tasks.ask_confirmations()
    assert _asked() == [2025]
    assert Letter.objects.filter(kind="practice.confirmation_due").count() == 1
    message = letters("practice.confirmation_due")[liege_editor.email]
    assert samples.COMPLETE["A"]["title"] not in message.subject
    assert "10 mars 2024" in message.paragraphs[0]
    assert "/fr/pratiques/toujours-exacte/" in message.action.url
    assert Entry.objects.get(verb="practice.confirmation_asked").actor_id is None


def test_a_timetable_off_for_years_makes_one_letter_and_not_three(practice, on):
    on(2027, 6, 1)
    tasks.ask_confirmations()
    assert _asked() == [2027]


def test_two_unanswered_questions_show_it_and_three_archive_it_sixty_days_later(
    practice, on, client, words, liege_editor, secretariat, letters
):
    page = f"/fr/pratiques/{practice.slug}/"
    for year in (2025, 2026):
        assert "À réviser" not in words(client.get(page).content.decode())
        on(year, 3, 10)
        tasks.ask_confirmations()
    assert "À réviser." in words(client.get(page).content.decode())
    assert "À réviser" in words(client.get("/fr/pratiques/").content.decode())
    assert any("À réviser" in line for line in letters("practice.confirmation_due")[liege_editor.email].closing)
    on(2027, 3, 10)
    tasks.ask_confirmations()
    assert any("9 mai 2027" in line for line in letters("practice.confirmation_due")[liege_editor.email].closing)
    on(2027, 5, 8)
    tasks.ask_confirmations()
    assert _state(practice) == PracticeState.PUBLISHED
    on(2027, 5, 9)
    for _twice in range(2):
        tasks.ask_confirmations()
    assert _state(practice) == PracticeState.ARCHIVED
    assert "Fiche archivée." in words(client.get(page).content.decode())  # still citable
    assert not IndexEntry.objects.exists()
    assert Entry.objects.get(verb="practice.archived_unanswered").actor_id is None
    assert set(letters("practice.archived_unanswered")) == {liege_editor.email, secretariat.email}
    on(2030, 1, 1)
    tasks.ask_confirmations()
    assert _asked() == [2025, 2026, 2027]


def test_an_answer_begins_the_count_again(practice, on, editor):
    for year in (2025, 2026):
        on(year, 3, 10)
        tasks.ask_confirmations()
    on(2026, 4, 1)
    actions.answer_confirmation(by=editor, practice_id=practice.pk, year=2026, answer="running")
    found = Practice.unguarded.get(pk=practice.pk)
    assert found.last_confirmed_on == date(2026, 4, 1)
    assert not found.is_to_review()
    assert not ConfirmationRound.objects.waiting().exists()
    on(2027, 3, 31)
    tasks.ask_confirmations()
    assert _asked() == [2025, 2026]
    on(2027, 4, 1)
    tasks.ask_confirmations()
    assert _asked() == [2025, 2026, 2027]


def test_the_button_of_the_page_and_a_new_version_answer_too(practice, on, editor, office):
    on(2025, 3, 10)
    tasks.ask_confirmations()
    actions.confirm(by=editor, practice_id=practice.pk)
    assert ConfirmationRound.objects.get().answer == "running"
    on(2026, 3, 10)
    tasks.ask_confirmations()
    samples.publish(editor, office, actions.start_revision(by=editor, practice_id=practice.pk))
    assert ConfirmationRound.objects.get(year=2026).answer == "published"


def test_a_record_drawn_from_public_sources_has_no_city_to_ask(practice, on):
    Practice.unguarded.update(origin=Origin.PUBLIC_SOURCES)
    on(2030, 1, 1)
    tasks.ask_confirmations()
    assert _asked() == []


def test_what_is_withdrawn_is_not_asked(practice, on, office):
    actions.withdraw(by=office, practice_id=practice.pk, note="Erreur")
    on(2026, 3, 10)
    tasks.ask_confirmations()
    assert _asked() == []


def test_a_record_brought_back_is_not_archived_again_at_once(practice, on, office):
    for year in (2025, 2026, 2027):
        on(year, 3, 10)
        tasks.ask_confirmations()
    on(2027, 6, 1)
    tasks.ask_confirmations()
    actions.restore(by=office, practice_id=practice.pk)
    tasks.ask_confirmations()
    assert _state(practice) == PracticeState.PUBLISHED
    assert not IndexEntry.objects.filter(to_review=True).exists()
    on(2028, 3, 10)
    tasks.ask_confirmations()
    assert _asked() == [2025, 2026, 2027, 2028]


def test_when_nobody_writes_for_the_city_the_secretariat_is_told(practice, on, liege_editor, secretariat, letters):
    Membership.objects.filter(user=liege_editor).update(ended_at="2024-06-01T00:00Z")
    on(2025, 3, 10)
    tasks.ask_confirmations()
    told = letters("practice.confirmation_due")
    assert set(told) == {secretariat.email}
    assert "toujours-exacte" not in told[secretariat.email].action.url


def test_one_practice_that_fails_does_not_hold_up_the_others(published_practice, on, monkeypatch):
    first, second = published_practice(title="Une"), published_practice(title="Deux")
    Practice.unguarded.update(published_at="2024-03-10T12:00Z", last_confirmed_on=None)
    on(2025, 3, 10)
    real = actions.ask_confirmation

    def fails(*, practice_id):
        if practice_id == first.pk:
            raise LookupError
        return real(practice_id=practice_id)

    monkeypatch.setattr(actions, "ask_confirmation", fails)
    tasks.ask_confirmations()
    assert list(ConfirmationRound.objects.values_list("practice_id", flat=True)) == [second.pk]


def test_two_timetables_at_once_ask_once(practice, on):
    on(2025, 3, 10)
    waiting = freshness.due(date(2025, 3, 10))
    assert waiting == [practice.pk]
    assert actions.ask_confirmation(practice_id=practice.pk) is not None
    assert actions.ask_confirmation(practice_id=practice.pk) is None
