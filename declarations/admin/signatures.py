"""Signatures and the ledger on the desk: confirmed, withdrawn or declared an error through the verbs."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.readonly import NoteForm, OptionalNoteForm, ReadOnlyAdmin, Verb
from declarations import actions
from declarations.models import Event, Signature
from declarations.permissions import can_confirm, can_prepare, can_withdraw
from declarations.workflow import possible


@admin.register(Signature)
class SignatureAdmin(ReadOnlyAdmin):
    """A city's line; the ledger says the rest."""

    labels = {
        "city": _("Ville"),
        "declaration": _("Déclaration"),
        "version": _("Version"),
        "signed_by": _("Signée par"),
        "confirmed_by": _("Confirmée par"),
        "mandate": _("Mandat"),
        "recorded_by": _("Enregistrée par"),
        "scan_sha256": _("Empreinte du document"),
        "acknowledged_by": _("Confirmée ensuite, pour la ville, par"),
        "acknowledged_at": _("Confirmée ensuite le"),
        "event": _("Ligne du registre"),
    }
    list_display = ("city", "declaration", "version", "state", "signed_on")
    list_filter = ("state", "declaration")
    list_select_related = ("city", "declaration")
    search_fields = ("city__name_fr", "city__sort_key")
    fields = (
        "city",
        "declaration",
        "version",
        "state",
        "signed_on",
        "signed_by",
        "recorded_by",
        "document_shown",
        "scan_sha256",
        "confirmed_by",
        "acknowledged_by",
        "acknowledged_at",
        "mandate",
        "event",
    )
    verbs = (
        Verb(
            "confirm",
            label=_("Confirmer la signature"),
            done=_("La signature est confirmée et compte désormais. La ville reçoit son reçu."),
            question=_(
                "Assurez-vous que la personne qui a signé en avait le mandat. Lisez le document s’il y en a un."
            ),
            run=lambda viewer, row, _values: actions.confirm(by=viewer, signature_id=row.pk),
            possible=can_confirm,
        ),
        Verb(
            "withdraw",
            label=_("Retirer la signature"),
            done=_("La signature est retirée. Sa ligne reste visible."),
            question=_("Seulement sur demande écrite de la ville."),
            run=lambda viewer, row, values: actions.withdraw(by=viewer, signature_id=row.pk, note=values["note"]),
            form=OptionalNoteForm,
            possible=can_withdraw,
        ),
        Verb(
            "correct",
            label=_("Annuler la ligne, inscrite par erreur"),
            done=_("La ligne ne compte plus ; le registre garde les deux événements."),
            run=lambda viewer, row, values: actions.correct(by=viewer, signature_id=row.pk, note=values["note"]),
            form=NoteForm,
            possible=lambda viewer, row: can_prepare(viewer) and possible("correct", row.state),
        ),
        Verb(
            "erase",
            label=_("Effacer le nom de la personne qui a signé"),
            done=_("Le nom est effacé. La signature de la ville reste, et le registre se vérifie toujours."),
            question=_("À la demande de cette personne. Le nom ne pourra pas être retrouvé."),
            run=lambda viewer, row, _values: actions.erase_signatory(by=viewer, signature_id=row.pk),
            possible=lambda viewer, row: can_prepare(viewer) and (row.signed_by_id is not None or row.is_from_paper),
        ),
    )

    @admin.display(description=_("Document numérisé"))
    def document_shown(self, row: Signature) -> str:
        """The file, to save: it is never opened inside the desk."""
        if not row.scan:
            return "–"
        address = reverse("declarations:scan", args=[row.declaration.slug, row.city.slug])
        return format_html('<a href="{}">{}</a>', address, row.scan_name)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The ledger, as it is: nobody changes it, the database itself refuses."""

    labels = {
        "declaration": _("Déclaration"),
        "sequence": _("Rang"),
        "kind": _("Acte"),
        "city": _("Ville"),
        "at": _("Quand"),
        "text_hash": _("Empreinte du texte"),
        "previous_hash": _("Empreinte précédente"),
        "hash": _("Empreinte"),
        "canonical": _("Forme exacte"),
    }
    list_display = ("declaration", "sequence", "kind", "city", "at", "hash")
    list_filter = ("declaration", "kind")
    list_select_related = ("declaration", "city")
    fields = ("declaration", "sequence", "kind", "city", "at", "text_hash", "previous_hash", "hash", "canonical")
