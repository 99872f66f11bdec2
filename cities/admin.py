"""Cities on the desk: facts are read, and what changes goes through the verbs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from accounts.forms import time_zone_choices
from cities import actions
from cities import returned_admin as returned_admin  # registers what it shows
from cities.models import City, CityRequest, Invitation, Membership, Role
from cities.viewer import Viewer
from common.readonly import Done, OptionalNoteForm, ReadOnlyAdmin, Verb


class InviteForm(forms.Form):
    """Whom to invite, with which role."""

    email = forms.EmailField(label=_("Adresse électronique"), help_text=_("L’invitation n’est valable que pour elle."))
    role = forms.ChoiceField(label=_("Rôle"), choices=Role.choices, initial=Role.COORDINATOR)
    language = forms.ChoiceField(label=_("Langue de la lettre"), choices=settings.LANGUAGES)
    can_sign = forms.BooleanField(label=_("Peut signer au nom de la ville"), required=False)
    signs_as = forms.CharField(
        label=_("En qualité de"),
        max_length=120,
        required=False,
        help_text=_("Par exemple « maire » ou « adjointe déléguée », si la personne peut signer."),
    )


class OfficeForm(forms.Form):
    """How the city calls its mayor's office."""

    office = forms.CharField(
        label=_("Titre de la fonction de maire"),
        max_length=60,
        help_text=_("Tel que la ville l’emploie : maire, bourgmestre, syndic…"),
    )


class NewCityForm(forms.Form):
    """A city to add, before its first coordinator is invited."""

    name_fr = forms.CharField(label=_("Nom français"), max_length=120)
    name_en = forms.CharField(label=_("Nom anglais"), max_length=120)
    name_ar = forms.CharField(label=_("Nom arabe"), max_length=120)
    country = forms.ChoiceField(label=_("Pays"), choices=lambda: list(countries))
    time_zone = forms.ChoiceField(label=_("Fuseau horaire"), choices=time_zone_choices)


class SignatureForm(forms.Form):
    """In which capacity somebody signs."""

    signs_as = forms.CharField(label=_("En qualité de"), max_length=120)


def _invite(viewer: Viewer, city: City, values: Mapping[str, Any]) -> None:
    actions.invite(
        by=viewer,
        city_id=city.pk,
        email=values["email"],
        role=Role(values["role"]),
        can_sign=values["can_sign"],
        signs_as=values["signs_as"],
        language=values["language"],
    )


def _is_current(_viewer: Viewer, membership: Membership) -> bool:
    return membership.ended_at is None


@admin.register(City)
class CityAdmin(ReadOnlyAdmin):
    """Cities of the network."""

    labels = {
        "slug": _("Identifiant"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "population_note": _("Précision sur la population"),
        "population_source": _("Source de la population"),
        "official_languages": _("Langues officielles"),
        "working_languages": _("Langues de travail"),
        "aimf_status": _("Ce que la source dit de l’adhésion"),
        "aimf_evidence": _("Source de cette mention"),
        "geonames_id": _("Numéro GeoNames"),
    }
    exclude = ("id", "sort_key", "sort_en", "sort_ar")
    exported = ("slug", "name_fr", "name_en", "name_ar", "country", "population", "signatory_2016", "office")
    list_display = ("name_fr", "country", "population", "signatory_2016", "office")
    list_filter = ("signatory_2016",)
    search_fields = ("name_fr", "name_en", "name_ar", "sort_key")
    verbs = (
        Verb(
            "invite",
            label=_("Inviter une personne"),
            done=_("L’invitation est partie. Elle est valable sept jours."),
            question=_("La première personne d’une ville la coordonne et invite ensuite ses collègues."),
            run=_invite,
            form=InviteForm,
        ),
        Verb(
            "office",
            label=_("Corriger le titre de la fonction"),
            done=_("Le titre de la fonction est enregistré."),
            run=lambda viewer, city, values: actions.name_office(by=viewer, city_id=city.pk, office=values["office"]),
            form=OfficeForm,
            initial=lambda city: {"office": city.office},
        ),
    )

    list_verbs = (
        Verb(
            "add",
            label=_("Ajouter une ville"),
            done=_("La ville est ajoutée. Invitez maintenant une personne à la coordonner."),
            run=lambda viewer, _row, values: actions.add_city(by=viewer, **values),
            form=NewCityForm,
        ),
    )


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Who belongs to which city, and who may sign."""

    labels = {
        "user": _("Personne"),
        "city": _("Ville"),
        "started_at": _("Depuis le"),
        "ended_at": _("Jusqu’au"),
    }
    exclude = ("id",)
    list_display = ("user", "city", "role", "can_sign", "signs_as", "started_at", "ended_at")
    list_filter = ("role", "can_sign", ("ended_at", Done))
    list_select_related = ("user", "city")
    search_fields = ("user__name", "user__email", "city__name_fr", "city__sort_key")
    verbs = (
        Verb(
            "end",
            label=_("Mettre fin à l’appartenance"),
            done=_("L’appartenance est close. Ce que cette personne a écrit et signé reste."),
            question=_("Cette personne perd ses droits dans la ville à sa prochaine page."),
            run=lambda viewer, row, _values: actions.end_membership(by=viewer, membership_id=row.pk),
            possible=_is_current,
        ),
        Verb(
            "give_signature",
            label=_("Donner le droit de signer"),
            done=_("Cette personne peut signer au nom de la ville."),
            question=_("Assurez-vous que la ville a donné ce mandat par écrit."),
            run=lambda viewer, row, values: actions.give_signature(
                by=viewer, membership_id=row.pk, signs_as=values["signs_as"]
            ),
            form=SignatureForm,
            possible=lambda viewer, row: _is_current(viewer, row) and not row.can_sign,
        ),
        Verb(
            "remove_signature",
            label=_("Retirer le droit de signer"),
            done=_("Cette personne ne peut plus signer au nom de la ville. Ses signatures restent."),
            run=lambda viewer, row, _values: actions.remove_signature(by=viewer, membership_id=row.pk),
            possible=lambda viewer, row: _is_current(viewer, row) and row.can_sign,
        ),
    )


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Invitations sent; the link is only in the letter."""

    labels = {
        "city": _("Ville"),
        "invited_by": _("Invitée par"),
        "created_at": _("Envoyée le"),
        "expires_at": _("Valable jusqu’au"),
        "accepted_at": _("Acceptée le"),
        "revoked_at": _("Retirée le"),
    }
    list_display = ("email", "city", "role", "can_sign", "created_at", "expires_at", "accepted_at", "revoked_at")
    list_filter = (("accepted_at", Done), ("revoked_at", Done))
    list_select_related = ("city",)
    search_fields = ("email", "city__name_fr", "city__sort_key")
    exclude = ("id", "token_hash")
    verbs = (
        Verb(
            "revoke",
            label=pgettext_lazy("invitation", "Retirer l’invitation"),
            done=_("L’invitation ne peut plus être utilisée."),
            run=lambda viewer, row, _values: actions.revoke_invitation(by=viewer, invitation_id=row.pk),
            possible=lambda _viewer, row: row.accepted_at is None and row.revoked_at is None,
        ),
    )


@admin.register(CityRequest)
class CityRequestAdmin(ReadOnlyAdmin):
    """Cities that asked to join; the secretariat answers by letter, then says so here."""

    labels = {"created_at": _("Reçue le"), "handled_at": _("Traitée le"), "handled_by": _("Traitée par")}
    exclude = ("id",)
    list_display = ("city_name", "country", "name", "email", "created_at", "handled_at")
    list_filter = (("handled_at", Done),)
    verbs = (
        Verb(
            "handle",
            label=_("Marquer comme traitée"),
            done=_("La demande est traitée."),
            question=_("Répondez d’abord à cette personne par courriel."),
            run=lambda viewer, row, values: actions.handle_city_request(
                by=viewer, request_id=row.pk, note=values["note"]
            ),
            form=OptionalNoteForm,
            possible=lambda _viewer, row: row.handled_at is None,
        ),
    )
