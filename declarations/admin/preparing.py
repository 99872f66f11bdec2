"""The preparation on the desk: phases, consultations, adoption in session or in writing, answers to amendments."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.forms import time_zone_choices
from cities.models import City
from cities.viewer import Viewer
from common.errors import Sentence
from common.readonly import NoteForm, ReadOnlyAdmin, SeenForm, SeenNoteForm, Verb
from declarations import actions, comparing, rewording, wording
from declarations.actions.adopting import IN_SESSION
from declarations.models import Amendment, Declaration, Procedure, Text, TextStatus, in_language
from declarations.workflow import OPEN_TO_DECISIONS, PHASE_MOVES, possible

_DAY = {"type": "date"}


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))


def _zone() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Fuseau horaire"), choices=time_zone_choices, initial="Europe/Paris")


class ConsultationForm(SeenForm):
    """From which day to which."""

    starts_on = _day(_("Premier jour"))
    ends_on = _day(_("Dernier jour"), _("Jusqu’à la fin de ce jour, à l’heure du fuseau choisi."))
    zone = _zone()


class ChangesForm(SeenForm):
    """What a new version changes: the first has nothing to say."""

    changes = forms.CharField(
        label=_("Ce que cette version change"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Demandé dès la deuxième version. Public, et envoyé aux villes qui ont signé la précédente."),
    )


class SittingForm(ChangesForm):
    """The session in which the body adopted the text, and its vote."""

    adopting_body = forms.CharField(label=_("Instance qui a adopté"), max_length=200)
    place = forms.CharField(label=_("Lieu"), max_length=200)
    adopted_on = _day(_("Date de la session"))
    adoption_mode = forms.ChoiceField(
        label=_("Mode d’adoption"), choices=[("", ""), *((mode.value, mode.label) for mode in IN_SESSION)]
    )
    votes_for = forms.IntegerField(
        label=_("Voix pour"), required=False, min_value=0, help_text=_("Pour une majorité seulement.")
    )
    votes_against = forms.IntegerField(label=_("Voix contre"), required=False, min_value=0)
    votes_abstained = forms.IntegerField(label=_("Abstentions"), required=False, min_value=0)
    field_order = (
        "adopting_body",
        "place",
        "adopted_on",
        "adoption_mode",
        "votes_for",
        "votes_against",
        "votes_abstained",
        "changes",
    )


class AskForm(ChangesForm):
    """Which body is asked in writing, which cities, until when."""

    adopting_body = forms.CharField(label=_("Instance consultée"), max_length=200)
    cities = forms.ModelMultipleChoiceField(
        label=_("Villes qui composent l’instance"),
        queryset=City.objects.all(),
        to_field_name="slug",
        help_text=_("Chacune reçoit une lettre : il faut qu’elle ait ici une coordination ou une personne qui signe."),
    )
    ends_on = _day(
        _("Dernier jour pour s’opposer"),
        _("Jusqu’à la fin de ce jour, à l’heure du fuseau choisi. Ensuite le texte est adopté, sauf opposition."),
    )
    zone = _zone()
    field_order = ("adopting_body", "cities", "ends_on", "zone", "changes")


# --- The verbs of a declaration ---


def in_preparation(declaration: Declaration) -> Text | None:
    """Return the authentic text that would be adopted."""
    coming = declaration.texts.filter(version=declaration.version + 1, status=TextStatus.AUTHENTIC)
    return coming.first()


def _to_adopt(declaration: Declaration) -> list[tuple[Sentence, str]]:
    """Show what is about to be frozen, whole, with its fingerprint."""
    text = in_preparation(declaration)
    if text is None:
        return []
    return [
        (_("Version"), str(text.version)),
        (_("Langue"), text.get_language_display()),
        (_("Texte exact"), text.canonical),
        (_("Empreinte SHA-256"), text.sha256),
    ]


def _initial(declaration: Declaration) -> dict[str, Any]:
    sitting = actions.sitting_of(declaration)
    return {
        "adopting_body": sitting.body.get("fr", ""),
        "place": sitting.place.get("fr", ""),
        "adopted_on": sitting.held_on if declaration.version == 0 else None,
        "adoption_mode": sitting.mode if declaration.version == 0 and sitting.mode in IN_SESSION else "",
    }


def _said(before: dict[str, str], french: str) -> dict[str, str]:
    """Return words in French; what other languages said stays only while the French is the same."""
    french = french.strip()
    return before if before.get("fr") == french else {"fr": french}


def _adopt(viewer: Viewer, row: Declaration, values: Mapping[str, Any]) -> None:
    sitting = actions.Sitting(
        body=_said(row.adopting_body, values["adopting_body"]),
        place=_said(row.place, values["place"]),
        held_on=values["adopted_on"],
        mode=values["adoption_mode"],
        votes_for=values["votes_for"],
        votes_against=values["votes_against"],
        votes_abstained=values["votes_abstained"],
    )
    actions.adopt(
        by=viewer,
        declaration_id=row.pk,
        seen_edition=values["seen_version"],
        sitting=sitting,
        changes=values["changes"],
    )


def _ask(viewer: Viewer, row: Declaration, values: Mapping[str, Any]) -> None:
    question = actions.Question(
        body=_said(row.adopting_body, values["adopting_body"]),
        cities=tuple(values["cities"]),
        ends_on=values["ends_on"],
        zone=values["zone"],
        changes=values["changes"],
    )
    actions.ask_in_writing(by=viewer, declaration_id=row.pk, seen_edition=values["seen_version"], question=question)


def _consult(viewer: Viewer, row: Declaration, values: Mapping[str, Any]) -> None:
    actions.open_consultation(
        by=viewer,
        declaration_id=row.pk,
        seen_edition=values["seen_version"],
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
        zone=values["zone"],
    )


def _may(move: str, row: Declaration) -> bool:
    """Say whether a move of the preparation has its place on the page of a declaration."""
    return possible(move, row.phase) and possible("adopt", row.state) and in_preparation(row) is not None


VERBS = (
    Verb(
        "consult",
        label=PHASE_MOVES["open_consultation"].label,
        done=_("La consultation est décidée. Les villes sont prévenues le premier jour."),
        question=_("Les villes membres lisent le texte et proposent des amendements, article par article."),
        run=_consult,
        form=ConsultationForm,
        possible=lambda _viewer, row: _may("open_consultation", row),
    ),
    Verb(
        "end_consultation",
        label=PHASE_MOVES["end_consultation"].label,
        done=_("La consultation est close."),
        question=_("Les villes ne proposent plus rien. Vous répondez encore aux amendements qui attendent."),
        run=lambda viewer, row, values: actions.end_consultation(
            by=viewer, declaration_id=row.pk, seen_edition=values["seen_version"]
        ),
        form=SeenForm,
        possible=lambda _viewer, row: _may("end_consultation", row),
    ),
    Verb(
        "ready",
        label=PHASE_MOVES["make_ready"].label,
        done=_("Le texte est prêt. Les villes membres le lisent."),
        question=_("Chaque amendement a sa réponse : le texte est celui qui sera soumis à l’instance."),
        run=lambda viewer, row, values: actions.make_ready(
            by=viewer, declaration_id=row.pk, seen_edition=values["seen_version"]
        ),
        form=SeenForm,
        possible=lambda _viewer, row: _may("make_ready", row),
    ),
    Verb(
        "write_again",
        label=PHASE_MOVES["write_again"].label,
        done=_("La rédaction est reprise."),
        question=_("Les villes ne lisent plus le texte tant que vous ne le leur montrez pas de nouveau."),
        run=lambda viewer, row, values: actions.write_again(
            by=viewer, declaration_id=row.pk, seen_edition=values["seen_version"]
        ),
        form=SeenForm,
        possible=lambda _viewer, row: _may("write_again", row),
    ),
    Verb(
        "adopt",
        label=_("Enregistrer une adoption en session"),
        done=_("L’adoption est enregistrée. Le texte ne changera plus."),
        question=_("Relisez le texte mot à mot : après cette étape, rien n’y change plus, pas même une virgule."),
        run=_adopt,
        form=SittingForm,
        possible=lambda _viewer, row: _may("adopt_in_session", row),
        initial=_initial,
        shown=_to_adopt,
    ),
    Verb(
        "ask",
        label=PHASE_MOVES["ask_in_writing"].label,
        done=_("La procédure écrite est ouverte. Chaque ville de l’instance reçoit une lettre."),
        question=_("Qui se tait jusqu’à la fin du délai est d’accord. Une seule opposition empêche l’adoption."),
        run=_ask,
        form=AskForm,
        possible=lambda _viewer, row: _may("ask_in_writing", row),
        initial=lambda row: {"adopting_body": row.adopting_body.get("fr", "")},
        shown=_to_adopt,
    ),
    Verb(
        "stop_procedure",
        label=PHASE_MOVES["stop_procedure"].label,
        done=_("La procédure écrite est interrompue. Rien n’est adopté."),
        run=lambda viewer, row, values: actions.stop_procedure(
            by=viewer, declaration_id=row.pk, seen_edition=values["seen_version"], note=values["note"]
        ),
        form=SeenNoteForm,
        possible=lambda _viewer, row: possible("stop_procedure", row.phase),
    ),
)


# --- Amendments ---


def _is_open(amendment: Amendment) -> bool:
    declaration = amendment.declaration
    return declaration.phase in OPEN_TO_DECISIONS and amendment.version == declaration.version + 1


def _still_there(amendment: Amendment) -> bool:
    draft = in_preparation(amendment.declaration)
    return draft is not None and rewording.place_of(amendment, wording.of_columns(draft)) is not None


@admin.register(Amendment)
class AmendmentAdmin(ReadOnlyAdmin):
    """What cities propose, as differences, and the answer of the secretariat."""

    list_display = ("what_shown", "declaration", "city", "state", "proposed_at")
    list_filter = ("state", "declaration")
    list_select_related = ("declaration", "city")
    fields = ("declaration", "version", "city", "what_shown", "state", "proposed_at", "decided_at", "decision")
    change_form_template = "desk/amendment.html"
    verbs = (
        Verb(
            "accept",
            label=_("Retenir, et l’écrire dans le texte"),
            done=_("L’amendement est retenu et le texte changé. La ville reçoit votre motif."),
            run=lambda viewer, row, values: actions.accept(by=viewer, amendment_id=row.pk, note=values["note"]),
            form=NoteForm,
            possible=lambda _viewer, row: row.is_waiting and _is_open(row) and _still_there(row),
        ),
        Verb(
            "carried",
            label=_("Retenir : le texte en tient déjà compte"),
            done=_("L’amendement est retenu. La ville reçoit votre motif."),
            question=_("Vous avez écrit vous-même dans le texte ce que la ville demande. Dites-lui où et comment."),
            run=lambda viewer, row, values: actions.accept(
                by=viewer, amendment_id=row.pk, note=values["note"], is_carried=True
            ),
            form=NoteForm,
            possible=lambda _viewer, row: row.is_waiting and _is_open(row),
        ),
        Verb(
            "reject",
            label=_("Ne pas retenir"),
            done=_("L’amendement n’est pas retenu. La ville reçoit votre motif."),
            run=lambda viewer, row, values: actions.reject(by=viewer, amendment_id=row.pk, note=values["note"]),
            form=NoteForm,
            possible=lambda _viewer, row: row.is_waiting and _is_open(row),
        ),
    )

    def row_context(self, request: HttpRequest, row: Model | None) -> dict[str, Any]:  # noqa: ARG002  the base class gives it
        """What it changes, why, and which cities support it."""
        if not isinstance(row, Amendment):
            return {}
        return {
            "proposed": comparing.of_amendment(row),
            "language": row.declaration.language,
            "supports": list(row.supports.select_related("city")),
            "has_moved": row.is_waiting and _is_open(row) and not _still_there(row),
        }

    @admin.display(description=_("Proposition"))
    def what_shown(self, row: Amendment) -> str:
        return row.what


@admin.register(Procedure)
class ProcedureAdmin(ReadOnlyAdmin):
    """The written procedures, who was asked and who objected."""

    list_display = ("declaration", "version", "body_shown", "ends_on", "outcome")
    list_filter = ("outcome",)
    list_select_related = ("declaration",)
    fields = (
        "declaration",
        "version",
        "body_shown",
        "members_shown",
        "starts_on",
        "ends_on",
        "zone",
        "outcome",
        "objections_shown",
        "changes",
        "text_sha256",
    )

    @admin.display(description=_("Instance"))
    def body_shown(self, row: Procedure) -> str:
        return in_language(row.body)

    @admin.display(description=_("Villes consultées"))
    def members_shown(self, row: Procedure) -> str:
        return ", ".join(city.name for city in row.members.order_by("sort_key"))

    @admin.display(description=_("Oppositions"))
    def objections_shown(self, row: Procedure) -> str:
        standing = row.objections.filter(withdrawn_at__isnull=True).select_related("city")
        return "\n".join(f"{one.city.name} – {one.reason}" for one in standing) or "–"
