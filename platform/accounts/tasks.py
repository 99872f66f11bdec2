"""What Celery calls for accounts."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> None:
    """Remove the sessions that have ended: nothing says any longer who came, and when."""
    call_command("clearsessions")
