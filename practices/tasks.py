"""What Celery calls for practices. Each call finds its work in PostgreSQL: twice does nothing more."""

import logging
from collections.abc import Callable, Iterable

from celery import shared_task
from django.conf import settings
from django.core.management import call_command

from common import clock
from practices import actions, freshness, links, readings
from practices.review import lateness

log = logging.getLogger(__name__)


@shared_task(name="practices.ask_confirmations")
def ask_confirmations() -> None:
    """Ask the cities whose records had their anniversary, then archive what three questions left in silence."""
    _each(freshness.due(clock.now().date()), lambda pk: actions.ask_confirmation(practice_id=pk))
    _each(freshness.to_archive(clock.now()), lambda pk: actions.archive_unanswered(practice_id=pk))


@shared_task(name="practices.forget_readings")
def forget_readings() -> None:
    """Erase when people opened practices, once no digest can need it."""
    readings.forget()


@shared_task(name="practices.sweep_files")
def sweep_files() -> None:
    """Remove the attached files that nothing names any more."""
    call_command("sweep_files")


@shared_task(name="practices.clear_offline_files")
def clear_offline_files() -> None:
    """Delete the files brought back from offline that nobody chose from in time."""
    actions.clear_expired_offline()


@shared_task(name="practices.forget_replies")
def forget_replies() -> None:
    """Erase the answers by mail that nobody agreed to in time."""
    actions.forget_replies()


@shared_task(name="practices.check_links")
def check_links() -> None:
    """Ask whether the next links that published practices cite still answer; off unless LINK_CHECK says so."""
    if not settings.LINK_CHECK:
        return
    links.enrol()
    links.check(clock.now(), links.fetcher())
    _each(links.with_dead_links(), lambda pk: actions.tell_dead_links(practice_id=pk))


@shared_task(name="practices.keep_exchanges")
def keep_exchanges() -> None:
    """Remind the cities that have not answered a request for an exchange, then close those whose time is over."""
    _each(actions.exchanges_to_remind(), lambda pk: actions.remind_of_exchange(request_id=pk))
    _each(actions.exchanges_to_close(), lambda pk: actions.expire_exchange(request_id=pk))


def _each(ids: Iterable[int], verb: Callable[[int], object]) -> None:
    """Act on each practice or request in a transaction of its own: one that fails holds up itself only."""
    for pk in ids:
        try:
            verb(pk)
        except Exception:
            log.exception("row %s", pk)


@shared_task(name="practices.tell_the_late")
def tell_the_late() -> int:
    """Write to the authors of what the secretariat has left without an answer for ten working days."""
    return lateness.tell_the_late()
