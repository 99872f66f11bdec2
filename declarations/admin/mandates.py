"""Mandates on the desk: read with their file, then recognised or refused."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.forms import DateField, DateInput, Form
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cities.viewer import Viewer
from common.readonly import NoteForm, ReadOnlyAdmin, Verb
from declarations import actions
from declarations.forms import AnyMandateForm, given_document
from declarations.models import Basis, Mandate


def _is_to_decide(viewer: Viewer, row: Mandate) -> bool:
    undecided = row.checked_at is None and row.refused_at is None
    return viewer.is_secretariat and undecided and row.membership.user_id != viewer.user_id


def _state(viewer: Viewer, _row: None, values: Mapping[str, Any]) -> None:
    actions.state_mandate(
        by=viewer,
        membership_id=values["membership"].pk,
        basis=Basis(values["basis"]),
        declaration_id=values["declaration"].pk if values["declaration"] else None,
        document=given_document(values),
        **{name: values[name] for name in ("office", "starts_on", "ends_on", "deliberation")},
    )


class EndForm(Form):
    """The last day of a mandate."""

    ends_on = DateField(label=_("Dernier jour"), widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _refuse(viewer: Viewer, row: Mandate, values: Mapping[str, Any]) -> None:
    actions.refuse_mandate(by=viewer, mandate_id=row.pk, note=values["note"])


@admin.register(Mandate)
class MandateAdmin(ReadOnlyAdmin):
    """By what right people sign."""

    labels = {
        "membership": _("Personne et ville"),
        "declaration": _("Déclaration nommée"),
        "document_sha256": _("Empreinte du fichier"),
        "stated_by": _("Indiqué par"),
        "stated_at": _("Indiqué le"),
        "checked_by": _("Vérifié par"),
        "checked_at": _("Vérifié le"),
        "refused_at": _("Non reconnu le"),
    }
    list_display = ("membership", "basis", "office", "starts_on", "ends_on", "checked_at", "refused_at")
    list_filter = ("basis",)
    list_select_related = ("membership__user", "membership__city")
    search_fields = ("membership__user__name", "membership__city__name_fr")
    fields = (
        "membership",
        "basis",
        "office",
        "declaration",
        "starts_on",
        "ends_on",
        "deliberation",
        "document_shown",
        "document_sha256",
        "stated_by",
        "stated_at",
        "checked_by",
        "checked_at",
        "refused_at",
    )
    list_verbs = (
        Verb(
            "state",
            label=_("Indiquer un mandat"),
            done=_("Le mandat est indiqué."),
            question=_("Pour une ville qui vous a transmis ses pièces. Une délégation reste à vérifier ensuite."),
            run=_state,
            form=AnyMandateForm,
        ),
    )
    verbs = (
        Verb(
            "end",
            label=_("Indiquer la fin du mandat"),
            done=_("Le dernier jour du mandat est enregistré. Ce qui est signé reste signé."),
            run=lambda viewer, row, values: actions.end_mandate(
                by=viewer, mandate_id=row.pk, ends_on=values["ends_on"]
            ),
            form=EndForm,
            possible=lambda viewer, row: viewer.is_secretariat and row.refused_at is None,
        ),
        Verb(
            "check",
            label=_("Reconnaître le mandat"),
            done=_("Le mandat est vérifié. La ville est prévenue."),
            question=_("Vérifiez que la délégation est datée, signée, qu’elle nomme la déclaration et cette personne."),
            run=lambda viewer, row, _values: actions.check_mandate(by=viewer, mandate_id=row.pk),
            possible=_is_to_decide,
        ),
        Verb(
            "refuse",
            label=_("Ne pas reconnaître le mandat"),
            done=_("Le mandat n’est pas reconnu. La ville est prévenue, avec le motif."),
            run=_refuse,
            form=NoteForm,
            possible=_is_to_decide,
        ),
    )

    @admin.display(description=_("Délégation écrite"))
    def document_shown(self, row: Mandate) -> str:
        """The file, to save: it is never opened inside the desk."""
        if not row.document:
            return "–"
        address = reverse("declarations:mandate_document", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, row.document_name)
