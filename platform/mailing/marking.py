"""The mark of the letter that has just left, on its way to the database while the next one is written and said.

The end of a letter is handed to the server only once the mark of the one before is committed (see line.py): whatever is
killed, and whenever, one letter at most is repeated.
"""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Self

from django.db import connection
from psycopg import generators
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from mailing.models import Letter

log = logging.getLogger(__name__)

# For the one ending that nearly every letter has
_SENT = b"""
UPDATE mailing_letter
SET state = 'sent', answer = '', finished_at = statement_timestamp(), subject = '', text = '', html = '', owner = '',
    lease_until = NULL
WHERE id = $1 AND owner = $2 AND state = 'sending'
"""


class Marking:
    """At most one mark is under way. Any other statement of this connection waits for it first."""

    def __init__(self) -> None:
        self._under_way: Letter | None = None
        self._guard = ExitStack()

    def __enter__(self) -> Self:
        self._guard.enter_context(connection.execute_wrapper(self._after))
        return self

    def __exit__(self, *_error: object) -> None:
        with self._guard:
            self.settle()

    def begin(self, letter: Letter) -> None:
        """Send the mark of a letter that the server took, and do not wait for its commit."""
        self.settle()
        connection.ensure_connection()
        with connection.wrap_database_errors:
            wire = connection.connection.pgconn
            wire.send_query_params(_SENT, [str(letter.pk).encode(), letter.owner.encode()])
            wire.flush()
        self._under_way = letter

    def settle(self) -> None:
        """Wait until the last mark is committed; a database that failed says so here."""
        letter, self._under_way = self._under_way, None
        if letter is None:
            return
        with connection.wrap_database_errors:
            link = connection.connection
            (result,) = link.wait(generators.execute(link.pgconn))
            if result.status != ExecStatus.COMMAND_OK:
                raise error_from_result(result)
        if not result.command_tuples:
            log.warning("letter %s was taken back before it was marked", letter.key)

    def _after(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.settle()
        return execute(*given)
