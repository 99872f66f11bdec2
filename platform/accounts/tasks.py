"""What Celery calls for accounts."""

from celery import shared_task
from django.core.management import call_command

from accounts import erasing, kept


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> None:
    """Remove the sessions that have ended, and the texts nobody came back for: nothing says any longer who came."""
    call_command("clearsessions")
    kept.clear()


@shared_task(name="accounts.erase_due")
def erase_due() -> None:
    """Erase the people whose seven days are over; what was begun by a worker that died is finished."""
    erasing.erase_due()
