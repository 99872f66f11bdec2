"""Letters about answers that came by mail: to the reader for whom the address was written, and to nobody else."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock
from common.links import page
from mailing import outbox
from mailing.message import Action, Message
from mailing.registry import Reader, letter
from practices.mails.reading import open_practice
from practices.models import MailedReply, MailedState

MOST_A_DAY = 5  # letters that say what became of an answer: whatever comes in, few go out


def tell_of_mailed(row: MailedReply) -> None:
    """The reader: an answer waits, could not be published, or was published without its files; inside a transaction."""
    if row.state == MailedState.PUBLISHED and not row.had_files:
        return
    day = MailedReply.objects.filter(reader=row.reader_id, received_at__gt=clock.now() - timedelta(days=1))
    if day.exclude(state=MailedState.PUBLISHED, had_files=False).count() > MOST_A_DAY:
        return
    outbox.queue(
        key=f"comment.mailed/{row.pk}",
        kind="comment.mailed",
        recipient_id=row.reader_id,
        data={"reply": row.pk, "practice": row.answered.practice_id, "city": row.city_id},
        group=f"practice/{row.answered.practice_id}",
    )


@letter("comment.mailed", gettext_lazy("Suite d’une réponse envoyée par courriel"), optional=False)
def comment_mailed(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """What became of an answer; nothing of the record is named when its reader may no longer open it."""
    row = MailedReply.objects.filter(pk=data["reply"], reader=reader.user_id or 0).first()
    if row is None or row.state == MailedState.DISCARDED:
        return None
    if row.state == MailedState.WAITING:
        return _waiting(row)
    opened = open_practice(reader, data, as_city=data["city"])
    action = Action(_("Ouvrir la fiche"), page("practices:detail", opened[1].slug)) if opened else None
    if row.state == MailedState.REFUSED:
        return Message(
            subject=_("Votre réponse par courriel n’est pas publiée"),
            paragraphs=(_("Nous avons reçu votre réponse à une lettre, et elle n’a pas pu être publiée."), row.reason),
            action=action,
            closing=(_("Votre texte n’est pas gardé ici : vous le retrouvez dans vos messages envoyés."),),
        )
    return Message(
        subject=_("Votre réponse est publiée, sans ses fichiers"),
        paragraphs=(
            _("Votre réponse est publiée sous la fiche. Les fichiers joints à un courriel ne sont pas repris."),
        ),
        action=action,
    )


def _waiting(row: MailedReply) -> Message:
    return Message(
        subject=_("Une réponse reçue par courriel attend votre accord"),
        paragraphs=(
            _("Une réponse à l’une de vos lettres est arrivée de l’adresse %(address)s.")
            % {"address": row.sender or _("inconnue")},
            _("Rien ne prouve que vous l’avez écrite. Relisez-la sur la plateforme, puis publiez-la ou écartez-la."),
        ),
        action=Action(_("Relire la réponse"), page("practices:mailed_replies")),
        closing=(_("Sans décision de votre part, elle sera effacée au bout de trente jours."),),
    )
