"""Tells a worker that there is mail. Only a hint: when it is lost, the sweep finds the letters within a minute."""

import logging
import os
from concurrent.futures import Future, ThreadPoolExecutor

from celery import current_app
from django.db import connection, transaction

log = logging.getLogger(__name__)

USEFUL = 20 * 60  # seconds: a worker whose clock is ahead by less still answers; then the sweep has found the letters


class _Caller:
    """One thread that talks to the broker, so that a request never waits for it nor fails with it."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="wake")
        self._last: Future[None] | None = None

    def call(self) -> None:
        """Ask for one call; one that has not begun yet already covers this one."""
        if self._last is None or self._last.running() or self._last.done():
            self._last = self._thread.submit(_publish)


def _publish() -> None:
    try:
        current_app.send_task("mailing.send", expires=USEFUL, retry=False)
    except Exception as error:  # noqa: BLE001  the broker may be down in many ways, and none is the request's problem
        log.warning("wake-up call not delivered: %s", type(error).__name__)


def _renew() -> None:
    global _caller
    _caller = _Caller()


_caller = _Caller()
os.register_at_fork(after_in_child=_renew)  # a thread does not survive a fork


def call() -> None:
    """Wake a worker now, without waiting."""
    _caller.call()


def after_commit() -> None:
    """Wake a worker once when the present transaction commits, however many letters it queued."""
    if all(entry[1] is not call for entry in connection.run_on_commit):
        transaction.on_commit(call, robust=True)
