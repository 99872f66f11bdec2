"""A decision that the city has waited for too long: ten working days, Monday to Friday."""

from datetime import date, datetime, timedelta

from django.db import transaction

from common import clock
from practices import mails
from practices.models import Revision, RevisionState

PATIENCE = 10  # working days


def working_days(start: date, end: date) -> int:
    """Return how many working days have passed from a day to another, the first not counted."""
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum((start + timedelta(days=day)).weekday() < 5 for day in range(1, rest + 1))


def is_late(submitted_at: datetime, now: datetime) -> bool:
    """Whether the secretariat should have answered."""
    return working_days(submitted_at.date(), now.date()) >= PATIENCE


def tell_the_late() -> int:
    """Write once to the authors of each revision that waits too long; return how many letters are new."""
    now, made = clock.now(), 0
    waiting = Revision.unguarded.filter(state=RevisionState.SUBMITTED, submitted_at__lt=now - timedelta(days=PATIENCE))
    for revision in waiting.select_related("practice__city").order_by("pk"):
        if revision.submitted_at and is_late(revision.submitted_at, now):
            with transaction.atomic():
                made += mails.tell_late(revision.practice, revision)
    return made
