"""What Celery calls."""

from celery import shared_task

from declarations import actions, heads


@shared_task(name="declarations.keep_dates")
def keep_dates() -> None:
    """Close what nobody may sign any more, and ask the cities whose mandate is over who takes over."""
    actions.close_overdue()
    actions.ask_successors()


@shared_task(name="declarations.sign_heads")
def sign_heads() -> None:
    """Sign where each ledger ends today."""
    heads.sign_heads()


@shared_task(name="declarations.keep_preparation")
def keep_preparation() -> None:
    """Begin and end the consultations, and record what came of the written procedures, at their hour."""
    actions.keep_consultations()
    actions.end_procedures()
