"""What Celery calls. A lost call costs a minute: the work is in PostgreSQL."""

import logging

from celery import shared_task

from mailing import delivery, reconciling, wake

log = logging.getLogger(__name__)


@shared_task(name="mailing.send")
def send() -> None:
    """Send what waits; call another worker when there is much, and again when time ran out before the letters did."""
    if delivery.has_more(than=delivery.BATCH):
        wake.call()
    if delivery.deliver() and delivery.has_more():
        wake.call()


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
