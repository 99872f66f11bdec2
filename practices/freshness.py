"""Whether what is published is still true: when its city is asked, and what silence means.

A city is asked on each anniversary of its last confirmation or publication. Two questions sent and unanswered: the
record shows « À réviser ». Three, and sixty days more: it is archived. A record drawn from public sources has no city
to ask: it says on which day its sources were read.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max

from cities.viewer import Viewer
from common.audience import Audience
from practices.models import Answer, ConfirmationRound, Origin, Practice, PracticeState
from practices.models.practice import PracticeQuerySet

TO_ARCHIVE = 3  # questions unanswered
LAST_CALL = timedelta(days=60)  # after the third one


@dataclass(frozen=True)
class Stop:
    """The city said that the action stopped, since its record was last published or confirmed."""

    on: datetime
    why: str  # empty for who may not read it
    is_explained: bool


def anniversary(day: date, years: int) -> date:
    """Return the same day some years later; of 29 February, the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def year_due(said_on: date, today: date) -> int | None:
    """Return the year of the last anniversary that has come, or None before the first."""
    years = today.year - said_on.year
    if years > 0 and anniversary(said_on, years) > today:
        years -= 1
    return said_on.year + years if years > 0 else None


def said_on(practice: Practice) -> date | None:
    """Return the day on which the city last confirmed or published the record."""
    days = [day for day in (practice.last_confirmed_on, practice.published_at) if day is not None]
    return max((day.date() if isinstance(day, datetime) else day for day in days), default=None)


def is_asked(practice: Practice) -> bool:
    """There is a city to ask about something that its readers have."""
    return practice.origin == Origin.CITY and practice.state == PracticeState.PUBLISHED


def due(today: date) -> list[int]:
    """Return the practices whose city is to be asked now: two statements."""
    year_ago = anniversary(today, -1)
    old = _asked().filter(published_at__date__lte=year_ago).exclude(last_confirmed_on__gt=year_ago)
    asked = set(ConfirmationRound.objects.filter(practice__in=old).values_list("practice_id", "year"))
    stopped = _stopped(old)
    found = []
    for practice in old.order_by("pk"):
        day = said_on(practice)
        year = year_due(day, today) if day else None
        if year is not None and (practice.pk, year) not in asked and practice.pk not in stopped:
            found.append(practice.pk)
    return found


def to_archive(now: datetime) -> list[int]:
    """Return the practices whose city has left the third question unanswered for sixty days."""
    waiting = ConfirmationRound.objects.waiting().filter(practice__in=_asked()).order_by().values("practice_id")
    silent = waiting.annotate(questions=Count("id"), last=Max("asked_at"))
    found = silent.filter(questions__gte=TO_ARCHIVE, last__lte=now - LAST_CALL)
    return list(found.order_by("practice_id").values_list("practice_id", flat=True))


def archived_on(asked: ConfirmationRound) -> date:
    """Return the day on which the record is archived when this third question stays unanswered."""
    return (asked.asked_at + LAST_CALL).date()


def waiting(practice: Practice) -> list[ConfirmationRound]:
    """Return the questions that the city has not answered, the oldest first."""
    return list(ConfirmationRound.objects.waiting().filter(practice=practice).order_by("year"))


def stop_of(practice: Practice, viewer: Viewer) -> Stop | None:
    """Return what the city said of the end of the action; why is read by the member cities, not by the public."""
    if not practice.around.stops:
        return None
    found = ConfirmationRound.objects.filter(practice=practice, answer=Answer.STOPPED).order_by("-year").first()
    if found is None or found.answered_at is None or _is_older(found.answered_at, practice):
        return None
    may_read = viewer.may_read(Audience.MEMBERS, city_id=practice.city_id)
    return Stop(found.answered_at, found.why if may_read else "", is_explained=bool(found.why))


def _is_older(answered_at: datetime, practice: Practice) -> bool:
    return practice.published_at is not None and practice.published_at > answered_at


def _asked() -> PracticeQuerySet:
    return Practice.unguarded.filter(origin=Origin.CITY, state=PracticeState.PUBLISHED)


def _stopped(practices: PracticeQuerySet) -> set[int]:
    """Return those whose city has said that the action stopped: there is nothing more to ask."""
    said = ConfirmationRound.objects.filter(practice__in=practices, answer=Answer.STOPPED)
    return set(said.filter(answered_at__gt=F("practice__published_at")).values_list("practice_id", flat=True))
