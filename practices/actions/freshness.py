"""The yearly question to a city about its published practice, what the city answers, and what its silence does."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common import clock
from common.errors import NotPossible
from practices import freshness, index, mails, workflow
from practices.actions.locking import clean_note, demand_move, lock_practice
from practices.actions.telling import published_audience, tell
from practices.models import Answer, ConfirmationRound, Practice

LONGEST_WHY = 1000
CITY_SAYS = (Answer.RUNNING, Answer.CHANGED, Answer.STOPPED)
_VERBS = {
    Answer.RUNNING: "practice.confirmed",
    Answer.CHANGED: "practice.reported_changed",
    Answer.STOPPED: "practice.reported_stopped",
}


def ask_confirmation(*, practice_id: int) -> ConfirmationRound | None:
    """Ask the city about the anniversary that has come; None when it was asked already or has nothing to answer."""
    with transaction.atomic():
        practice = lock_practice(practice_id)
        now = clock.now()
        day = freshness.said_on(practice)
        year = freshness.year_due(day, now.date()) if day and freshness.is_asked(practice) else None
        if year is None:
            return None
        made, is_new = ConfirmationRound.objects.get_or_create(practice=practice, year=year, defaults={"asked_at": now})
        if not is_new:
            return None
        index.refresh(practice)
        entry = tell("practice.confirmation_asked", None, practice, year=year)
        mails.tell_confirmation_due(entry, practice, made)
    return made


def answer_confirmation(*, by: Viewer, practice_id: int, year: int, answer: str) -> ConfirmationRound:
    """The city answers: still running, changed, or stopped. A question that was answered keeps its first answer."""
    if answer not in CITY_SAYS:
        raise NotPossible(_("Choisissez l’une des trois réponses."))
    with transaction.atomic():
        practice = lock_practice(practice_id)
        demand_move(by, "confirm", practice, None, None)
        found = ConfirmationRound.objects.select_for_update().filter(practice=practice, year=year).first()
        if found is None:
            raise NotPossible
        if found.answered_at is not None:
            return found
        now = clock.now()
        close_rounds(practice, Answer(answer), by=by, now=now)
        if answer == Answer.RUNNING:
            practice.last_confirmed_on = now.date()
            practice.save(update_fields=["last_confirmed_on"])
        index.refresh(practice)
        tell(_VERBS[Answer(answer)], by, practice, audience=published_audience(practice), year=year)
        found.refresh_from_db()
    return found


def explain_stop(*, by: Viewer, practice_id: int, year: int, why: str) -> ConfirmationRound:
    """The city says in a few words why the action stopped; the member cities read it."""
    with transaction.atomic():
        practice = lock_practice(practice_id)
        demand_move(by, "confirm", practice, None, None)
        stopped = ConfirmationRound.objects.select_for_update().filter(answer=Answer.STOPPED)
        found = stopped.filter(practice=practice, year=year).first()
        if found is None:
            raise NotPossible
        written = clean_note(why, needed=False, longest=LONGEST_WHY)
        if written != found.why:
            found.why = written
            found.save(update_fields=["why"])
            tell("practice.stop_explained", by, practice, year=year)
    return found


def archive_unanswered(*, practice_id: int) -> bool:
    """Take out of the lists a record whose city has left three yearly questions unanswered; say whether it was."""
    with transaction.atomic():
        practice = lock_practice(practice_id)
        if practice.pk not in freshness.to_archive(clock.now()):
            return False
        practice.state = workflow.MOVES["archive_unanswered"].to or practice.state
        practice.save(update_fields=["state"])
        index.refresh(practice)
        entry = tell("practice.archived_unanswered", None, practice)
        mails.tell_archived_unanswered(entry, practice)
    return True


def close_rounds(practice: Practice, answer: Answer, *, by: Viewer | None, now: datetime) -> None:
    """End every question that waits: whatever ended one ended them all."""
    by_id = by.user_id if by else None
    rounds = ConfirmationRound.objects.filter(practice=practice)
    rounds.waiting().update(answered_at=now, answer=answer, answered_by=by_id)
    if answer == Answer.RUNNING:  # a city that said « stopped » and confirms now has changed its mind
        rounds.filter(answer=Answer.STOPPED).update(answer=answer, why="")
