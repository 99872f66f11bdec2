"""What the secretariat may do with the outbox: try a failed letter again."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common.errors import NotPossible
from journal import log
from mailing import registry, wake
from mailing.models import Letter, State


def can_retry(letter: Letter) -> bool:
    """A failed letter that can be written anew; one with a secret link was erased and has to be asked for again."""
    is_whole = letter.joined_to_id is None  # what joined another letter leaves with it
    return is_whole and letter.state == State.FAILED and letter.kind in {kind.name for kind in registry.kinds()}


@transaction.atomic
def retry(*, actor_id: int, letter_id: int) -> None:
    """Put a failed letter back in the queue, with the same Message-ID; its reader is checked again when it leaves."""
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter_id)
    if not can_retry(letter):
        raise NotPossible(
            _("Cette lettre ne peut pas repartir. Si elle portait un lien personnel, demandez-en une nouvelle.")
        )
    Letter.objects.filter(pk=letter.pk).update(state=State.QUEUED, attempts=0, next_try_at=Now(), finished_at=None)
    log.record(
        "letter.retried", subject_type="letter", subject_id=letter.pk, actor_id=actor_id, data={"kind": letter.kind}
    )
    wake.after_commit()
