"""Announcements on the desk: written, tested on oneself, sent, stopped; each button calls one verb."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from announcements import actions, mails, queries
from announcements.forms import AnnouncementForm, EditForm, WriteForm
from announcements.models import Announcement
from announcements.workflow import MOVES, State
from cities.models import City, Role
from cities.viewer import Viewer
from common.readonly import ReadOnlyAdmin, SeenForm, Verb
from mailing.render import render


def _run(action: Any) -> Any:
    def run(viewer: Viewer, row: Announcement, values: Mapping[str, Any]) -> None:
        action(by=viewer, announcement_id=row.pk, seen_version=values["seen_version"])

    return run


def _possible(move: str) -> Any:
    return lambda _viewer, row: row.state == MOVES[move].source


def _to_whom(row: Announcement) -> list[tuple[Any, str]]:
    return [(_("Objet"), row.subject_fr), (_("Personnes"), str(queries.recipients(row).count()))]


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnlyAdmin):
    """Letters of the secretariat to all or to some."""

    change_form_template = "desk/announcement.html"
    labels = {"created_at": _("Écrite le"), "started_at": _("Envoyée le"), "stopped_at": _("Arrêtée le")}
    list_display = ("subject_fr", "state", "author", "created_at", "started_at", "stopped_at")
    list_filter = ("state",)
    list_select_related = ("author",)
    search_fields = ("subject_fr", "subject_en", "subject_ar")
    fields = (
        "state",
        "to_roles",
        "to_places",
        "at_hour",
        "first_day",
        "author",
        "created_at",
        "started_at",
        "stopped_at",
    )
    list_verbs = (
        Verb(
            "write",
            label=_("Écrire une annonce"),
            done=_("Le brouillon est enregistré. Envoyez-vous un essai avant de l’envoyer aux autres."),
            question=_("Le français est nécessaire. Une langue laissée vide reçoit le français, et la lettre le dit."),
            run=lambda viewer, _row, values: actions.write(by=viewer, values=values, form_token=values["form_token"]),
            form=WriteForm,
        ),
    )
    verbs = (
        Verb(
            "edit",
            label=_("Modifier"),
            done=_("Le brouillon est enregistré. Il faut l’essayer de nouveau."),
            run=lambda viewer, row, values: actions.edit(
                by=viewer, announcement_id=row.pk, seen_version=values["seen_version"], values=values
            ),
            form=EditForm,
            possible=_possible("edit"),
            initial=AnnouncementForm.of,
        ),
        Verb(
            "test",
            label=_("M’envoyer un essai"),
            done=_("L’essai part vers votre adresse."),
            run=_run(actions.test),
            form=SeenForm,
            possible=_possible("test"),
        ),
        Verb(
            "start",
            label=_("Envoyer"),
            done=_("L’annonce est dans la file d’envoi. Elle partira à l’heure choisie chez chaque personne."),
            question=_(
                "Chaque personne reçoit une lettre, une seule fois. Vous pourrez arrêter ce qui n’est pas parti."
            ),
            run=_run(actions.start),
            form=SeenForm,
            possible=_possible("start"),
            shown=_to_whom,
        ),
        Verb(
            "stop",
            label=_("Arrêter l’envoi"),
            done=_("L’envoi est arrêté. Les lettres qui n’étaient pas parties ne partiront pas."),
            question=_("Les lettres déjà parties ne peuvent pas être reprises. Cette annonce ne pourra pas repartir."),
            run=lambda viewer, row, _values: actions.stop(by=viewer, announcement_id=row.pk),
            possible=_possible("stop"),
        ),
    )

    @admin.display(description=_("Rôles"))
    def to_roles(self, row: Announcement) -> str:
        """The roles by their names."""
        return ", ".join(str(Role(role).label) for role in row.roles) or gettext("Tous les rôles")

    @admin.display(description=_("Pays et villes"))
    def to_places(self, row: Announcement) -> str:
        """The countries and the cities by their names."""
        named = [str(countries.name(code)) for code in row.countries]
        named += [city.name for city in City.objects.filter(slug__in=row.cities)]
        return ", ".join(named) or gettext("Toutes les villes")

    @admin.display(description=_("Heure d’envoi, chez chaque personne"))
    def at_hour(self, row: Announcement) -> str:
        """The hour as people write it."""
        return f"{row.hour:02d}:00"

    def row_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:  # noqa: ARG002  the base class gives it
        """Add the letter as each language reads it, and how far it has gone."""
        if row is None:
            return {"previews": [], "progress": None, "to_count": 0}
        is_draft = row.state == State.DRAFT
        return {
            "previews": [_preview(row, language) for language in ("fr", "en", "ar")],
            "progress": None if is_draft else queries.progress(row),
            "to_count": queries.recipients(row).count() if is_draft else 0,
        }


def _preview(row: Announcement, language: str) -> dict[str, str]:
    with translation.override(language):
        rendered = render(mails.written(row), language)
        direction = "rtl" if translation.get_language_bidi() else "ltr"
    return {"language": language, "direction": direction, "subject": rendered.subject, "text": rendered.text}
