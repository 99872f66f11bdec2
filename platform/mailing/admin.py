"""The outbox on the desk: what left, what waits, what failed. Never what a letter says."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.readonly import ReadOnlyAdmin, Verb
from mailing import actions
from mailing.models import Letter


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Letters by kind and state. Subject and body are nobody's but the reader's."""

    plural = _("Lettres")
    labels = {
        "id": _("Numéro"),
        "kind": _("Sorte"),
        "recipient_id": _("Personne (numéro)"),
        "address": _("Adresse"),
        "language": _("Langue"),
        "state": _("État"),
        "attempts": _("Essais"),
        "answer": _("Dernière réponse du serveur"),
        "message_id": _("Identifiant du message"),
        "joined_to": _("Dite dans la lettre"),
        "held_at": _("Laissée à la lettre de synthèse le"),
        "created_at": _("Écrite le"),
        "not_before": _("Pas avant"),
        "next_try_at": _("Prochain essai"),
        "finished_at": _("Terminée le"),
    }
    list_display = (
        "id",
        "kind",
        "recipient_id",
        "address",
        "language",
        "state",
        "attempts",
        "created_at",
        "finished_at",
    )
    list_filter = ("state", "kind", "language")
    search_fields = ("kind", "address", "=recipient_id", "=state")
    fields = (
        "kind",
        "recipient_id",
        "address",
        "language",
        "state",
        "attempts",
        "answer",
        "message_id",
        "joined_to",
        "held_at",
        "created_at",
        "not_before",
        "next_try_at",
        "finished_at",
    )
    ordering = ("-id",)
    date_hierarchy = "created_at"
    verbs = (
        Verb(
            "retry",
            label=_("Envoyer de nouveau"),
            done=_("La lettre est de nouveau dans la file d’envoi."),
            run=lambda viewer, row, _values: actions.retry(actor_id=viewer.user_id, letter_id=row.pk),
            possible=lambda _viewer, row: actions.can_retry(row),
        ),
    )
