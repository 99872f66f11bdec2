"""What Celery calls. A lost call costs a minute: the work is in PostgreSQL."""

import logging

from celery import shared_task

from mailing import delivery, reconciling, wake

log = logging.getLogger(__name__)


@shared_task(name="mailing.send")
def send() -> None:
    """Send what waits; call one other worker when there is more than one handful."""
    delivery.deliver(call_another=wake.call)


@shared_task(name="mailing.sweep")
def sweep() -> None:
    """Take back what a dead worker held, then send what waits."""
    delivery.sweep()
    send()


@shared_task(name="mailing.reconcile")
def reconcile() -> None:
    """Put back on its way what should have left, and leave the counts in the log when there was any."""
    found = {check.name: number for check, number in reconciling.reconcile().items() if number}
    if found:
        log.warning("letters in trouble: %s", found)
