"""What Celery calls: twice does nothing more."""

from celery import shared_task

from commitments import actions, queries
from common import clock


@shared_task(name="commitments.ask")
def ask() -> None:
    """Ask the cities that signed on this day of an earlier year."""
    for signature_id, year in queries.due(clock.now().date()):
        actions.ask(signature_id=signature_id, year=year)
