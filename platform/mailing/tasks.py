"""What Celery calls. A lost call costs a minute: the work is in PostgreSQL."""

from celery import shared_task

from mailing import delivery, wake


@shared_task(name="mailing.send")
def send() -> None:
    """Send what waits; ask for another call when time ran out before the letters did."""
    if delivery.deliver() and delivery.has_more():
        wake.call()


@shared_task(name="mailing.sweep")
def sweep() -> None:
    """Take back what a dead worker held, then send what waits."""
    delivery.sweep()
    send()
