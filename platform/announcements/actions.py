"""What the secretariat does with an announcement: write, test on oneself, send, stop."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from announcements.models import Addressee, Announcement
from announcements.queries import STOPPED, recipients
from announcements.workflow import MOVES
from cities.viewer import Viewer
from common import clock
from common.errors import Conflict, NotAllowed, NotPossible
from journal import log
from mailing import outbox
from mailing.models import WAITING, Letter
from mailing.models import State as LetterState
from mailing.outbox import Due

TEXTS = ("subject_fr", "body_fr", "subject_en", "body_en", "subject_ar", "body_ar")
FIELDS = (*TEXTS, "roles", "countries", "cities", "hour", "first_day")


@transaction.atomic
def write(*, by: Viewer, values: Mapping[str, Any], form_token: str = "") -> Announcement:
    """Keep a draft; the same form sent twice, even at once, makes one. Conflict when it comes back with other words."""
    fields = {name: values[name] for name in FIELDS}
    if not form_token:
        made, is_new = Announcement.objects.create(author_id=_office(by), **fields), True
    else:
        made, is_new = Announcement.objects.get_or_create(fields, author_id=_office(by), form_token=form_token)
    if is_new:
        _record("written", made, by)
    elif any(getattr(made, name) != fields[name] for name in FIELDS):
        raise Conflict
    return made


@transaction.atomic
def edit(*, by: Viewer, announcement_id: int, seen_version: int, values: Mapping[str, Any]) -> Announcement:
    """Change a draft; it has to be tested again."""
    found = _locked(by, announcement_id, "edit", seen_version)
    for name in FIELDS:
        setattr(found, name, values[name])
    found.lock_version += 1
    found.save()
    _record("edited", found, by)
    return found


@transaction.atomic
def test(*, by: Viewer, announcement_id: int, seen_version: int) -> None:
    """Send what was read to oneself, in one's own language; asked twice for one version, one letter leaves."""
    found = _locked(by, announcement_id, "test", seen_version)
    user_id = _office(by)
    letter = outbox.queue(
        key=f"announcement/{found.pk}/test/{found.lock_version}/{user_id}",
        kind="announcement",
        recipient_id=user_id,
        data={"announcement": found.pk, "test": True},
    )
    if letter is not None:
        found.tested_version = found.lock_version
        found.save(update_fields=["tested_version"])
        _record("tested", found, by)


@transaction.atomic
def start(*, by: Viewer, announcement_id: int, seen_version: int) -> Announcement:
    """Queue one letter for each person, for the hour in their zone; once, however many press the button."""
    found = _locked(by, announcement_id, "start", seen_version)
    if found.tested_version != found.lock_version:
        raise NotPossible(_("Envoyez-vous d’abord l’essai de ce texte, et relisez-le."))
    people = list(recipients(found).only("pk", "time_zone"))
    if not people:
        raise NotPossible(_("Personne ne correspond à ce choix. Modifiez les rôles, les pays ou les villes."))
    found.state, found.started_at = MOVES["start"].target, clock.now()
    found.save(update_fields=["state", "started_at"])
    entry = _record("started", found, by, letters=len(people))
    letters = [_letter(found, person, entry) for person in people]
    ids = outbox.queue_each("announcement", letters)
    rows = [Addressee(announcement=found, reader_id=one.recipient_id, letter_id=ids[one.key]) for one in letters]
    Addressee.objects.bulk_create(rows, batch_size=500)
    return found


def _letter(found: Announcement, person: User, entry: int) -> Due:
    return Due(
        key=f"announcement/{found.pk}/{person.pk}",
        recipient_id=person.pk,
        data={"announcement": found.pk, "entry": entry},
        not_before=local_time(found.started_at or clock.now(), person.time_zone, found.hour, found.first_day),
    )


@transaction.atomic
def stop(*, by: Viewer, announcement_id: int) -> Announcement:
    """Drop the letters that have not left; those in a worker's hands ask again before they are written."""
    found = _locked(by, announcement_id, "stop", None)
    found.state, found.stopped_at = MOVES["stop"].target, clock.now()
    found.save(update_fields=["state", "stopped_at"])
    waiting = Letter.objects.filter(
        state__in=WAITING, pk__in=Addressee.objects.filter(announcement=found).values("letter_id")
    )
    dropped = waiting.update(state=LetterState.DROPPED, answer=STOPPED, finished_at=Now())
    _record("stopped", found, by, letters=dropped)
    return found


def local_time(now: datetime, zone: str, hour: int, first_day: date | None) -> datetime:
    """Return the next time that it is this hour in a zone, on the first day wanted or after it."""
    there = _zone(zone)
    today = now.astimezone(there).date()
    at = datetime.combine(max(today, first_day or today), time(hour), there)
    return at if at >= now else datetime.combine(at.date() + timedelta(days=1), time(hour), there)


def _zone(name: str) -> ZoneInfo:
    """A zone that this machine does not know holds up nobody else's letter."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError):
        return ZoneInfo("UTC")


def _office(by: Viewer) -> int:
    if not by.is_secretariat or by.user_id is None:
        raise NotAllowed
    return by.user_id


def _locked(by: Viewer, announcement_id: int, move: str, seen_version: int | None) -> Announcement:
    """Lock the announcement; refuse a move that does not exist from its state, or about another text than was read."""
    _office(by)
    found = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement_id)
    if found.state != MOVES[move].source:
        raise NotPossible
    if seen_version is not None and found.lock_version != seen_version:
        raise Conflict
    return found


def _record(what: str, about: Announcement, by: Viewer, **data: int) -> int:
    entry = log.record(
        f"announcement.{what}",
        subject_type="announcement",
        subject_id=about.pk,
        actor_id=by.user_id,
        data={"version": about.lock_version, **data},
    )
    return entry.pk
