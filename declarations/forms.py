"""What the pages ask. A form checks the shape of what is typed; the verbs check the rest."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms import CleanCharField
from cities.forms import CityForm
from cities.models import City, Membership
from common.errors import Refusal
from common.text import fold
from declarations import documents
from declarations.models import AmendmentKind, Basis, Declaration, Statement, Text


def explain(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal's sentences on the form, each on its field where it has one."""
    if not refusal.fields:
        form.add_error(None, str(refusal.sentence))
    for name, sentences in refusal.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, str(sentence))


class SignForm(CityForm):
    """To sign: what was read, the word of the person who signs, and the city's name typed by their own hand."""

    seen_text = forms.CharField(max_length=64, widget=forms.HiddenInput)
    seen_statement = forms.CharField(max_length=64, widget=forms.HiddenInput)
    mandate = forms.BooleanField(
        label=_("J’ai lu ce texte et j’ai qualité pour engager la ville."),
        error_messages={"required": _("Cochez cette case pour signer : elle dit que vous engagez la ville.")},
    )
    typed_city = CleanCharField(
        label=_("Nom de la ville"),
        max_length=120,
        help_text=_("Écrivez le nom de la ville que vous engagez, comme vous signeriez à la main."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Écrivez le nom de la ville pour signer.")},
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.city = city

    def clean_typed_city(self) -> str:
        """Accept the name in any of the site's languages, with or without its accents."""
        typed = str(self.cleaned_data["typed_city"])
        names = {fold(self.city.name_in(language)) for language in ("fr", "en", "ar")}
        if fold(typed) not in names:
            raise ValidationError(
                _now("Ce n’est pas le nom de la ville : écrivez « %(city)s ».") % {"city": self.city.name}
            )
        return typed


class StatementForm(CityForm):
    """To prepare a signature: what the city declares beside it, when the declaration allows it."""

    optional = frozenset({"reservation", "reservation_on", "interpretation"})
    seen_text = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reservation = CleanCharField(
        label=_("Réserve"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ce que la ville n’accepte pas, ou sous quelle condition."),
    )
    reservation_on = forms.TypedChoiceField(
        label=_("La réserve porte sur"), required=False, coerce=int, empty_value=None
    )
    interpretation = CleanCharField(
        label=_("Déclaration interprétative"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Comment la ville comprend le texte, sans rien en retrancher."),
    )

    def __init__(self, *args: Any, text: Text, allowed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _now("tout le texte")), *((a["number"], _article(a)) for a in text.articles)]
        self.fields["reservation_on"].choices = choices  # type: ignore[attr-defined]  # of a choice field
        if not allowed:
            for name in ("reservation", "reservation_on", "interpretation"):
                del self.fields[name]

    def statement(self) -> Statement:
        """Return what the city declares; nothing when the declaration does not allow it."""
        given = self.cleaned_data
        return Statement(given.get("reservation", ""), given.get("reservation_on"), given.get("interpretation", ""))


def _article(article: dict[str, Any]) -> str:
    name = _now("article %(number)s") % {"number": article["number"]}
    return f"{name} – {article['heading']}" if article["heading"] else name


_DAY = {"type": "date"}


class MandateFields(forms.Form):
    """By what right a person signs, from when, until when."""

    optional = frozenset({"ends_on", "deliberation"})  # what a delegation needs, the help says
    membership = forms.ModelChoiceField(label=_("Personne qui signe"), queryset=Membership.objects.none())
    basis = forms.ChoiceField(label=_("Mandat"), choices=Basis.choices, widget=forms.RadioSelect)
    office = CleanCharField(
        label=_("En qualité de"),
        max_length=120,
        help_text=_("Le titre employé dans votre ville : maire, bourgmestre, syndique, adjoint délégué…"),
    )
    starts_on = forms.DateField(label=_("Début du mandat"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label=_("Fin du mandat"),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text=_("Le dernier jour, s’il est connu. Après lui, cette personne ne peut plus signer."),
    )
    deliberation = CleanCharField(
        label=_("Délibération"),
        required=False,
        max_length=200,
        help_text=_("Numéro et date de la décision du conseil, par exemple « 2026-12 du 3 juin 2026 »."),
    )
    declaration = forms.ModelChoiceField(
        label=_("Déclaration nommée par la délégation"),
        required=False,
        queryset=Declaration.unguarded.none(),
        help_text=_("Seulement pour une délégation : elle nomme la déclaration à signer."),
    )
    document = forms.FileField(
        label=_("Délégation écrite"),
        required=False,
        help_text=_(
            "Datée et signée : un fichier PDF, JPEG ou PNG de 10 Mo au plus. Lue par votre ville et le secrétariat."
        ),
    )


def given_document(values: Mapping[str, Any]) -> documents.Document | None:
    """Return the file given, cleaned; Invalid when it is of another kind or cannot be made harmless."""
    file = values.get("document")
    return documents.read(file.read(documents.LARGEST + 1)) if file else None


class MandateForm(MandateFields, CityForm):
    """The same, for the people of the city acted for."""

    def __init__(self, *args: Any, people: Any, declarations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"] = _Person(label=self.fields["membership"].label, queryset=people)
        self.fields["declaration"].queryset = declarations  # type: ignore[attr-defined]  # of a model's choice field


if TYPE_CHECKING:
    _ChoiceOfMember = forms.ModelChoiceField[Membership]
else:
    _ChoiceOfMember = forms.ModelChoiceField  # Django's own class takes no parameter when it runs


class _Person(_ChoiceOfMember):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.user.name)


class _PersonOfCity(_ChoiceOfMember):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.city.name} – {obj.user.name}"


class AnyMandateForm(MandateFields):
    """The same, for the secretariat: any person who may sign for any city."""

    membership = _PersonOfCity(
        label=_("Personne qui signe"),
        queryset=Membership.objects.filter(can_sign=True, ended_at__isnull=True, user__is_active=True)
        .select_related("user", "city")
        .order_by("city__sort_key", "user__name"),
        help_text=_("Seules les personnes à qui leur coordination a donné le droit de signer sont dans cette liste."),
    )
    declaration = forms.ModelChoiceField(
        label=MandateFields.base_fields["declaration"].label,
        required=False,
        queryset=Declaration.unguarded.filter(version__gt=0).order_by("-adopted_on"),
        help_text=MandateFields.base_fields["declaration"].help_text,
    )


class PaperForm(forms.Form):
    """A signature made on paper or in a session, as its document shows it."""

    city = forms.ModelChoiceField(label=_("Ville"), queryset=City.objects.all())
    name = CleanCharField(label=_("Nom de la personne qui a signé"), max_length=120)
    office = CleanCharField(label=_("En qualité de"), max_length=120)
    signed_on = forms.DateField(label=_("Date de la signature"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    mode = forms.ChoiceField(
        label=_("Comment la ville a signé"),
        choices=[("paper", _("Sur papier")), ("in_session", _("En séance"))],
        widget=forms.RadioSelect,
    )
    reservation = CleanCharField(
        label=_("Réserve"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reservation_on = forms.IntegerField(
        label=_("Numéro de l’article que vise la réserve"), required=False, min_value=1, max_value=999
    )
    interpretation = CleanCharField(
        label=_("Déclaration interprétative"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = forms.FileField(
        label=_("Document signé, numérisé"),
        help_text=_("Un fichier PDF, JPEG ou PNG de 10 Mo au plus. Lu par cette ville et le secrétariat seulement."),
        error_messages={"required": _("Ajoutez le document signé : sans lui, rien ne prouve la signature.")},
    )


class EndForm(CityForm):
    """The last day of a mandate."""

    ends_on = forms.DateField(label=_("Dernier jour"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))


class WithdrawForm(CityForm):
    """To withdraw: the reason is for the city and the secretariat, and may stay empty."""

    optional = frozenset({"note"})
    note = forms.CharField(
        label=_("Motif"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lu par votre ville et le secrétariat. La date du retrait est publique, le motif ne l’est pas."),
    )


class AmendmentForm(CityForm):
    """What a city proposes on the article that it reads, and why."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Votre ville propose de"), widget=forms.RadioSelect)
    heading = CleanCharField(label=_("Intitulé de l’article"), required=False, max_length=200)
    text = CleanCharField(
        label=_("Texte de l’article"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Le texte entier, tel qu’il serait dans la déclaration. Laissez-le tel quel pour une suppression."),
    )
    reasons = CleanCharField(
        label=_("Exposé des motifs"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Pourquoi votre ville le propose. Lu par les villes membres."),
        error_messages={"required": _("Dites pourquoi votre ville le propose.")},
    )

    def __init__(self, *args: Any, article: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = [(AmendmentKind.ADD.value, _now("Ajouter un article avant le premier"))]
        choices = AmendmentKind.choices if article else first
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # of a choice field


class ObjectionForm(CityForm):
    """Why a city of the body does not agree."""

    reason = CleanCharField(
        label=_("Motif de l’opposition"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Lu par les villes membres et le secrétariat"),
        error_messages={"required": _("Dites pourquoi votre ville s’oppose.")},
    )


_LONGEST_RECEIPT = 20_000


class ReceiptForm(forms.Form):
    """A receipt, a letter that holds one, or an empreinte, pasted."""

    receipt = forms.CharField(
        label=_("Reçu ou empreinte"),
        required=False,
        max_length=_LONGEST_RECEIPT,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Collez le reçu entier, la lettre de reçu, ou une seule empreinte de 64 signes."),
    )
    file = forms.FileField(
        label=_("Ou le fichier du reçu"),
        required=False,
        help_text=_("Le fichier que votre ville a gardé : choisissez-le, ou déposez-le ici."),
    )

    def clean(self) -> dict[str, Any]:
        """Read the file when there is one, else what was pasted; one of the two is needed."""
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file:
            cleaned["receipt"] = file.read(_LONGEST_RECEIPT).decode("utf-8", errors="replace")
        if not cleaned.get("receipt") and "receipt" not in self.errors:
            self.add_error("receipt", _now("Collez un reçu ou une empreinte, ou choisissez un fichier."))
        return cleaned
