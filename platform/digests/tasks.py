"""What Celery calls."""

from celery import shared_task

from digests import due


@shared_task(name="digests.queue_due")
def queue_due() -> None:
    """Queue the letters of the readers whose hour has come."""
    due.queue(due.due_now())
