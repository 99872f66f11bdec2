"""What the secretariat may do with the outbox: read a letter again with its own rights, and send one again."""

import logging
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, NotPossible
from journal import log as journal
from mailing import people, registry, wake
from mailing.compose import Dropped, compose
from mailing.message import Message
from mailing.models import Letter, State
from mailing.render import Rendered, render

log = logging.getLogger(__name__)


_ENDED = (State.FAILED, State.SENT, State.DROPPED)


def can_reread(letter: Letter) -> bool:
    """A letter whose words are not kept but made from what they are about."""
    return letter.recipient_id is not None and letter.kind in {kind.name for kind in registry.kinds()}


def may_reread(user_id: int, letter_id: int) -> bool:
    """Say whether somebody of the desk may read what a letter says, by the rights that they have now."""
    letter, desk = Letter.objects.get(pk=letter_id), people.person(user_id)
    return desk is not None and can_reread(letter) and _as_read_by(desk, letter) is not None


def _as_read_by(desk: Any, letter: Letter) -> Message | None:
    known = registry.kind(letter.kind)
    if known.reread and letter.recipient_id is not None:
        return known.reread(desk.pk, letter.recipient_id, letter.data)
    return known.write(people.reader_of(desk), letter.data)


def can_resend(letter: Letter) -> bool:
    """A letter that ended and can be written anew; one with a secret link was erased and has to be asked for again."""
    is_whole = letter.joined_to_id is None  # what joined another letter leaves with it
    return is_whole and letter.state in _ENDED and can_reread(letter)


def seen(letter: Letter) -> int:
    """Return what tells one ending of a letter from the next, for the form that sends it again."""
    return int(letter.finished_at.timestamp() * 1000) if letter.finished_at else 0


@transaction.atomic
def resend(*, actor_id: int, letter_id: int, seen_version: int) -> None:
    """Put a letter back in the queue with the same Message-ID, if its reader may still read it and still wants it."""
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter_id)
    if not can_resend(letter):
        raise NotPossible(
            _("Cette lettre ne peut pas repartir. Si elle portait un lien personnel, demandez-en une nouvelle.")
        )
    if seen(letter) != seen_version:
        raise Conflict(_("Cette lettre est déjà repartie entre-temps. Rechargez la page."))
    _refuse_unless_wanted(letter)
    Letter.objects.filter(pk=letter.pk).update(state=State.QUEUED, attempts=0, next_try_at=Now(), finished_at=None)
    _record("letter.resent", letter, actor_id)
    wake.after_commit()


def _refuse_unless_wanted(letter: Letter) -> None:
    try:
        compose(letter)
    except Dropped as dropped:
        raise NotPossible(_("Son destinataire ne peut plus la lire, ou ne veut plus de ces lettres.")) from dropped
    except Exception as error:  # whatever a writer raises would only fail again
        raise _unwritable(letter) from error


def _unwritable(letter: Letter) -> NotPossible:
    """Say what to do, with the number by which the server's log names the letter."""
    log.exception("letter no. %d (%s) could not be written", letter.pk, letter.key)
    return NotPossible(
        _(
            "Cette lettre ne peut pas être écrite : le site a rencontré une erreur, et rien n’est parti. Prévenez la "
            "personne qui s’occupe du serveur et donnez-lui cette référence : lettre n° %(number)d."
        )
        % {"number": letter.pk}
    )


@transaction.atomic
def reread(*, actor_id: int, letter_id: int) -> Rendered | None:
    """Return what a letter says today to somebody of the desk, with that person's rights; None where they have none.

    Never with its links: they are its reader's. The journal keeps who read it.
    """
    letter, desk = Letter.objects.get(pk=letter_id), people.person(actor_id)
    if desk is None or letter.recipient_id is None or not can_reread(letter):
        return None
    _record("letter.reread", letter, actor_id)
    owner = people.person(letter.recipient_id)
    language = owner.language if owner else desk.language
    with translation.override(language):
        try:
            message = _as_read_by(desk, letter)
        except Exception as error:
            raise _unwritable(letter) from error
        return render(replace(message, action=None), language) if message else None


def _record(verb: str, letter: Letter, actor_id: int) -> None:
    journal.record(verb, subject_type="letter", subject_id=letter.pk, actor_id=actor_id, data={"kind": letter.kind})
