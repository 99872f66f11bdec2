"""Declarations on the desk: prepared, adopted, opened and closed through the verbs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.forms import time_zone_choices
from cities.models import City
from cities.viewer import Viewer
from common.readonly import ReadOnlyAdmin, SeenForm, SeenOptionalNoteForm, Verb
from declarations import actions, exchange, wording
from declarations.admin import paper, preparing
from declarations.facts import Facts, facts_of
from declarations.models import AdoptionMode, Declaration, Signature, TextStatus, Verification, in_language
from declarations.workflow import possible

_SAID = ("short_title", "summary", "adopting_body", "place", "chair")
_PLAIN = (
    "adopted_on",
    "adoption_mode",
    "language",
    "source_note",
    "source_url",
    "verification",
    "reservations_allowed",
    "closes_on",
    "closes_zone",
)


class FactsForm(forms.Form):
    """The facts, in French; other languages already given stay."""

    short_title = forms.CharField(label=_("Titre court"), max_length=60)
    summary = forms.CharField(label=_("En bref"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    adopting_body = forms.CharField(label=_("Instance d’adoption"), max_length=200, required=False)
    place = forms.CharField(label=_("Lieu"), max_length=200, required=False)
    chair = forms.CharField(label=_("Présidence de séance"), max_length=200, required=False)
    adopted_on = forms.DateField(
        label=_("Date d’adoption"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    adoption_mode = forms.ChoiceField(label=_("Mode d’adoption"), choices=AdoptionMode.choices)
    language = forms.ChoiceField(label=_("Langue qui fait foi"), choices=settings.LANGUAGES)
    source_note = forms.CharField(label=_("Source"), max_length=300, required=False)
    source_url = forms.URLField(label=_("Adresse de la source"), required=False, assume_scheme="https")
    verification = forms.ChoiceField(label=_("Vérification"), choices=Verification.choices)
    reservations_allowed = forms.BooleanField(
        label=_("Réserves et déclarations interprétatives admises"), required=False
    )
    closes_on = forms.DateField(
        label=_("Dernier jour pour signer"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Jusqu’à la fin de ce jour, à l’heure du fuseau choisi. Vide : sans terme."),
    )
    closes_zone = forms.ChoiceField(
        label=_("Fuseau horaire de la clôture"), choices=time_zone_choices, initial="Europe/Paris", required=False
    )


class RecordForm(FactsForm):
    """A declaration adopted elsewhere, and the cities that a source names."""

    slug = forms.SlugField(
        label=_("Identifiant"), max_length=60, help_text=_("Dans l’adresse de la page ; il ne change pas.")
    )
    cities = forms.ModelMultipleChoiceField(
        label=_("Villes que la source dit signataires"), queryset=City.objects.all(), to_field_name="slug"
    )
    signed_on = forms.DateField(
        label=_("Date des signatures"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Seulement si la source la donne."),
    )
    source = forms.CharField(label=_("Source des signatures"), max_length=300)


class SeenFactsForm(FactsForm, SeenForm):
    """The facts of the edition that was read."""


class TextForm(SeenForm):
    """The words of the version in preparation, or a translation."""

    language = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)
    status = forms.ChoiceField(
        label=_("Statut"),
        choices=TextStatus.choices,
        help_text=_("Un seul texte fait foi ; les autres langues sont des traductions."),
    )
    title = forms.CharField(label=_("Titre"), max_length=300)
    body = forms.CharField(
        label=_("Texte"),
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_(
            "Les considérants d’abord, un par paragraphe. Chaque article commence par une ligne « ## Intitulé »."
        ),
    )


class ImportForm(SeenForm):
    """A text from elsewhere, in Markdown or JSON."""

    language = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)
    status = forms.ChoiceField(label=_("Statut"), choices=TextStatus.choices)
    content = forms.CharField(
        label=_("Contenu du fichier"),
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_("Markdown : « # Titre », les considérants, puis « ## Intitulé » pour chaque article. Ou JSON."),
    )


def _facts(values: Mapping[str, Any], before: Facts | None = None) -> Facts:
    """Return the facts that a form gives, over those there were: what the form does not ask is kept."""
    kept = before or Facts(short_title={})
    given: dict[str, Any] = {name: _said(getattr(kept, name), values[name]) for name in _SAID}
    given |= {name: values[name] for name in _PLAIN}
    given["closes_zone"] = given["closes_zone"] or kept.closes_zone
    return replace(kept, **given)


def _record(viewer: Viewer, _row: None, values: Mapping[str, Any]) -> None:
    actions.record_from_source(
        by=viewer,
        slug=values["slug"],
        facts=_facts(values),
        cities=[city.slug for city in values["cities"]],
        signed_on=values["signed_on"],
        source=values["source"],
    )


def _said(before: dict[str, str], french: str) -> dict[str, str]:
    others = {language: text for language, text in before.items() if language != "fr"}
    return {"fr": french.strip(), **others} if french.strip() else others


def _initial(declaration: Declaration) -> dict[str, Any]:
    facts = facts_of(declaration)
    said = {name: getattr(facts, name).get("fr", "") for name in _SAID}
    return {**said, **{name: getattr(facts, name) for name in _PLAIN}}


def _text_initial(declaration: Declaration) -> dict[str, Any]:
    text = preparing.in_preparation(declaration)
    if text is None:
        return {"language": declaration.language}
    body = wording.typed(text.considerations, text.articles)
    return {"language": text.language, "status": text.status, "title": text.title, "body": body}


def _write_text(viewer: Viewer, row: Declaration, values: Mapping[str, Any]) -> None:
    actions.write_text(
        by=viewer,
        declaration_id=row.pk,
        seen_edition=values["seen_version"],
        title=values["title"],
        body=values["body"],
        language=values["language"],
        status=TextStatus(values["status"]),
    )


def _import_text(viewer: Viewer, row: Declaration, values: Mapping[str, Any]) -> None:
    title, body = exchange.read(values["content"])
    _write_text(viewer, row, {**values, "title": title, "body": body})


def _revise(viewer: Viewer, row: Declaration, values: Mapping[str, Any]) -> None:
    facts = _facts(values, facts_of(row))
    actions.revise(by=viewer, declaration_id=row.pk, seen_edition=values["seen_version"], facts=facts)


@admin.register(Declaration)
class DeclarationAdmin(ReadOnlyAdmin):
    """Declarations, from preparation to closing."""

    labels = {"version": _("Version du texte en vigueur"), "edition": _("Édition"), "is_fictitious": _("Fictive")}
    list_display = ("name_shown", "state", "version", "adopted_on", "is_fictitious")
    list_filter = ("state", "is_fictitious")
    fields = (
        "name_shown",
        "slug",
        "state",
        "phase",
        "version",
        "edition",
        "summary_shown",
        "body_shown",
        "place_shown",
        "adopted_on",
        "adoption_mode",
        "language",
        "source_note",
        "source_url",
        "verification",
        "reservations_allowed",
        "closes_on",
        "closes_zone",
        "is_fictitious",
    )
    readonly_fields = ("name", "summary_shown", "body_shown", "place_shown")
    change_form_template = "desk/declaration.html"
    list_verbs = (
        Verb(
            "prepare",
            label=_("Préparer une déclaration"),
            done=_("La déclaration est en préparation. Écrivez maintenant son texte."),
            run=lambda viewer, _row, values: actions.prepare(by=viewer, facts=_facts(values)),
            form=FactsForm,
        ),
        Verb(
            "record",
            label=_("Relever une déclaration d’une source"),
            done=_("La déclaration et ses signatures sont relevées de la source."),
            question=_("Sans texte ni nom de personne : seulement ce que la source dit. Elle ne sera pas signée ici."),
            run=_record,
            form=RecordForm,
        ),
    )
    verbs = (
        Verb(
            "revise",
            label=_("Corriger les faits"),
            done=_("Les faits sont enregistrés."),
            run=_revise,
            form=SeenFactsForm,
            initial=_initial,
        ),
        Verb(
            "write",
            label=_("Écrire le texte"),
            done=_("Le texte est enregistré."),
            question=_("Un texte adopté ne change plus : une nouvelle version demande de nouvelles signatures."),
            run=_write_text,
            form=TextForm,
            initial=_text_initial,
        ),
        Verb(
            "import",
            label=_("Importer un texte"),
            done=_("Le texte est enregistré."),
            question=_("Le même texte donne la même empreinte, d’où qu’il vienne."),
            run=_import_text,
            form=ImportForm,
            initial=lambda declaration: {"language": declaration.language},
        ),
        *preparing.VERBS,
        Verb(
            "open",
            label=_("Ouvrir à la signature"),
            done=_("La déclaration est ouverte à la signature."),
            question=_("Les personnes qui peuvent signer au nom de leur ville recevront une lettre."),
            run=lambda viewer, row, values: actions.open_for_signature(
                by=viewer, declaration_id=row.pk, seen_edition=values["seen_version"]
            ),
            form=SeenForm,
            possible=lambda _viewer, row: possible("open_for_signature", row.state) and row.version > 0,
        ),
        paper.VERB,
        Verb(
            "close",
            label=_("Clore la signature"),
            done=_("La signature est close. Ce qui est signé reste signé."),
            run=lambda viewer, row, values: actions.close(
                by=viewer, declaration_id=row.pk, seen_edition=values["seen_version"], note=values["note"]
            ),
            form=SeenOptionalNoteForm,
            possible=lambda _viewer, row: possible("close", row.state),
        ),
        Verb(
            "archive",
            label=_("Archiver"),
            done=_("La déclaration est archivée. Elle reste publique."),
            run=lambda viewer, row, values: actions.archive(
                by=viewer, declaration_id=row.pk, seen_edition=values["seen_version"], note=values["note"]
            ),
            form=SeenOptionalNoteForm,
            possible=lambda _viewer, row: possible("archive", row.state),
        ),
    )

    def seen_version(self, row: Any) -> int | None:
        """A declaration counts its editions."""
        return int(row.edition)

    def row_context(self, request: HttpRequest, row: Model | None) -> dict[str, Any]:  # noqa: ARG002  the base class gives it
        """The texts and the signatures, under the facts."""
        if not isinstance(row, Declaration):
            return {}
        lines = Signature.objects.filter(declaration=row).select_related("city", "event")
        shown = {"texts": list(row.texts.all()), "lines": list(lines), "events": row.events.count()}
        return {**shown, "amendments": row.amendments.count(), "procedures": row.procedures.count()}

    @admin.display(description=_("Titre court"))
    def name_shown(self, row: Declaration) -> str:
        return row.name

    @admin.display(description=_("En bref"))
    def summary_shown(self, row: Declaration) -> str:
        return in_language(row.summary)

    @admin.display(description=_("Instance d’adoption"))
    def body_shown(self, row: Declaration) -> str:
        return in_language(row.adopting_body)

    @admin.display(description=_("Lieu"))
    def place_shown(self, row: Declaration) -> str:
        return in_language(row.place)
