"""From the outbox to the mail server: claim in one transaction, send in none, mark in another.

A worker that dies leaves a lease that runs out; the sweep takes the letter back with the same Message-ID.
"""

import logging
import os
import random
import socket
import uuid
from collections.abc import Callable
from contextlib import closing, nullcontext
from datetime import timedelta
from functools import partial
from time import monotonic, sleep
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Case, Value, When
from django.db.models.functions import Now

from mailing.batch import FRESH, Batch, Lasting
from mailing.compose import Outgoing, prepare
from mailing.line import Line, Verdict
from mailing.models import WAITING, Letter, State
from mailing.receiving import bounces

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MOST = 200  # letters of one claim; a killed worker holds them until its lease ends
_FIRST = 25  # of the first claim; the next ones follow the pace of what leaves
UNTIL_RELEASED = 30.0  # seconds of a batch after which what was not begun is given back, well before the lease ends
UNTIL_MARKED = 15.0  # seconds for which a database that went away is asked again, within the lease
TRIES = 12  # 1, 2, 4… minutes apart: a day and a half
_ERASED = {"subject": "", "text": "", "html": ""}


def deliver(seconds: float = 50.0, *, call_another: Callable[[], None] = lambda: None) -> int:
    """Send what waits, for about so many seconds; return how many letters were dealt with.

    ``call_another`` is called once at most, when letters have left and more wait: never while the server is away.
    """
    owner = f"{socket.gethostname()[:30]}/{os.getpid()}/{uuid.uuid4().hex[:12]}"
    done, until, lasting, most = 0, monotonic() + seconds, Lasting(), min(_FIRST, MOST)
    with closing(Line()) as line:
        is_called = False
        while not line.is_down and monotonic() < until and (letters := claim(owner, most)):
            begun = monotonic()
            dealt_with = _deal_with(letters, line, lasting)
            done, most = done + dealt_with, _that_stay_fresh(dealt_with, monotonic() - begun)
            if not is_called and not line.is_down and has_more():
                call_another()
                is_called = True
    return done


def _that_stay_fresh(letters: int, seconds: float) -> int:
    """Return how many letters to claim next, so that they leave before what they are written from is asked again."""
    room = 0.8 * FRESH
    at_this_pace = int(letters * room / max(seconds, 0.001))
    return min(MOST, max(1, at_this_pace, letters + 1 if seconds < room else 1))


def claim(owner: str, most: int = MOST) -> list[Letter]:
    """Take the next letters for ``owner``; several workers never take the same one."""
    found = Letter.objects.raw(_CLAIM, [most, owner, LEASE])
    return sorted(found, key=lambda letter: (letter.bulk, letter.next_try_at, letter.pk))


# One statement, whose inner part runs once. What was once on its way gathers nothing more: its reader may have it
_CLAIM = """
WITH next AS MATERIALIZED (
    SELECT id FROM mailing_letter
    WHERE state IN ('queued', 'retrying') AND next_try_at <= statement_timestamp()
    ORDER BY bulk, next_try_at, id LIMIT %s FOR UPDATE SKIP LOCKED
)
UPDATE mailing_letter SET state = 'sending', gathers = false, owner = %s, lease_until = statement_timestamp() + %s
WHERE id IN (SELECT id FROM next) RETURNING *
"""

# The same as _mark for the one ending that nearly every letter has, without what Django adds to each statement
_SENT = """
UPDATE mailing_letter
SET state = 'sent', answer = %s, finished_at = statement_timestamp(), subject = '', text = '', html = '', owner = '',
    lease_until = NULL
WHERE id = %s AND owner = %s AND state = 'sending'
"""


# The state of a letter that was taken and did not leave
_BACK = Case(When(attempts=0, then=Value(State.QUEUED)), default=Value(State.RETRYING))


def has_more() -> bool:
    """Say whether a letter could leave now."""
    return Letter.objects.filter(state__in=WAITING, next_try_at__lte=Now()).exists()


def sweep() -> int:
    """Take back the letters whose worker did not come back; return how many."""
    overdue = Letter.objects.filter(state=State.SENDING, lease_until__lt=Now())
    return overdue.update(state=_BACK, owner="", lease_until=None, next_try_at=Now())


def _deal_with(letters: list[Letter], line: Line, lasting: Lasting) -> int:
    begun = monotonic()
    batch = Batch(letters, lasting)
    for number, letter in enumerate(letters):
        if line.is_down or monotonic() - begun > UNTIL_RELEASED:
            _give_back(letters[number:])
            return number
        if number and batch.is_old:
            batch = Batch(letters[number:], lasting)
        _deal_with_one(letter, batch, line)
        if batch.is_old and letter is batch.letters[0]:  # one letter took all that time: fewer are claimed next
            _give_back(letters[number + 1 :])
            return number + 1
    return len(letters)


def _deal_with_one(letter: Letter, batch: Batch, line: Line) -> None:
    try:
        going = prepare(letter, batch)
        if batch.is_old and len(batch.letters) > 1:  # reading for so many took too long: this one is read for alone
            going = prepare(letter, Batch([letter]))
    except Exception as error:  # whatever a writer raises holds up its own letter only
        log.exception("letter %s could not be written", letter.key)
        _try_again(letter, f"not written: {type(error).__name__}")
        return
    if going.message is None:
        _end(letter, State.HELD if letter.pk in going.held else State.DROPPED, going)
        return
    verdict, answer = line.send(going.message)
    match verdict:
        case Verdict.SENT:
            _insist(partial(_end, letter, State.SENT, going, answer))
        case Verdict.NEVER:
            _end(letter, State.FAILED, going, answer)
            bounces.take_refusal(letter, going.message.to[0], answer)
        case Verdict.LATER:
            _try_again(letter, answer, going)
        case Verdict.TROUBLE:
            _wait(letter, answer)
        case Verdict.DOWN:
            _give_back([letter], answer)


def _insist(mark: Callable[[], None]) -> None:
    """Mark what the server took, though the database restarts meanwhile: unmarked, it would be sent again."""
    until = monotonic() + UNTIL_MARKED
    while True:
        try:
            mark()
        except (OperationalError, InterfaceError):
            connection.close()
            if monotonic() > until:
                raise
            sleep(0.2)
        else:
            return


def _mark(letter: Letter, **values: Any) -> bool:
    """Write what became of a letter, provided that it is still ours."""
    ours = Letter.objects.filter(pk=letter.pk, owner=letter.owner, state=State.SENDING)
    if ours.update(**values, owner="", lease_until=None):
        return True
    log.warning("letter %s was taken back before it was marked", letter.key)
    return False


def _end(letter: Letter, state: State, going: Outgoing | None = None, answer: str = "") -> None:
    """Write how a letter ended, and in the same transaction what became of each event that it gathered."""
    going = going or Outgoing(None)
    if state is State.SENT and not letter.group:
        _sent(letter, answer)
        return
    held = {"held_at": Now()} if letter.pk in going.held else {}
    with transaction.atomic() if letter.group else nullcontext():
        ours = _mark(letter, state=state, answer=answer or going.reason, finished_at=Now(), **held, **_ERASED)
        if ours and letter.group:
            _end_joined(letter, state, going)
    if ours and state is State.FAILED:
        log.error("letter %s failed: %s", letter.key, answer)


def _sent(letter: Letter, answer: str) -> None:
    """Committed before the next letter is handed over: a kill repeats one letter at most."""
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [answer, letter.pk, letter.owner])
        if not cursor.rowcount:
            log.warning("letter %s was taken back before it was marked", letter.key)


def _end_joined(letter: Letter, state: State, going: Outgoing) -> None:
    joined = Letter.objects.filter(joined_to=letter.pk, held_at=None)  # what was left to the digest stays there
    told = State.DROPPED if state is State.HELD else state
    became = Case(
        When(pk__in=going.held, then=Value(State.HELD)),
        When(pk__in=going.unsaid, then=Value(State.DROPPED)),
        default=Value(told),
    )
    joined.update(state=became, finished_at=Now(), held_at=Case(When(pk__in=going.held, then=Now())))


def _try_again(letter: Letter, answer: str, going: Outgoing | None = None) -> None:
    tries = letter.attempts + 1
    if tries >= TRIES:
        _end(letter, State.FAILED, going, answer)
        return
    minutes = 2 ** (tries - 1) * random.uniform(0.75, 1.25)  # noqa: S311  jitter, not a secret
    wait = min(timedelta(minutes=minutes), timedelta(hours=24))
    _mark(letter, state=State.RETRYING, attempts=tries, answer=answer, next_try_at=Now() + wait)


def _wait(letter: Letter, answer: str) -> None:
    """The line broke before it had carried anything: the letter is not at fault, and this is not counted as a try."""
    wait = timedelta(seconds=random.uniform(60, 120))  # noqa: S311  jitter, not a secret
    _mark(letter, state=_BACK, answer=answer, next_try_at=Now() + wait)


def _give_back(letters: list[Letter], answer: str = "") -> None:
    """Let others take what was not begun, in one statement."""
    ours = Letter.objects.filter(pk__in=[one.pk for one in letters], state=State.SENDING)
    said = {"answer": answer} if answer else {}
    ours.filter(owner__in={one.owner for one in letters}).update(state=_BACK, owner="", lease_until=None, **said)
