"""Telling a city which links of its published practice no longer answer."""

from django.db import transaction

from common import clock
from practices import freshness, links, mails
from practices.actions.locking import lock_practice


def tell_dead_links(*, practice_id: int) -> None:
    """Write once a month, for each practice, about all the links that are dead at that moment."""
    with transaction.atomic():
        practice = lock_practice(practice_id)
        if freshness.is_asked(practice) and links.dead_by_practice([practice.pk]):
            mails.tell_links_dead(practice, f"{clock.now():%Y-%m}")
