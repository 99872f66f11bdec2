"""Declarations, their frozen texts, the ledger of what cities did, and the wall drawn from it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.viewer import Viewer
from common import clock
from declarations.workflow import Phase, State

Said = dict[str, str]  # a short text by language: {"fr": "…", "en": "…", "ar": "…"}


def in_language(said: Said, language: str | None = None) -> str:
    """Return a short text in a language, or in the active one, or in French, or in whatever there is."""
    wanted = (language or get_language() or "fr")[:2]
    return said.get(wanted) or said.get("fr") or next(iter(said.values()), "")


class AdoptionMode(models.TextChoices):
    UNANIMITY = "unanimity", _("à l’unanimité")
    CONSENSUS = "consensus", _("par consensus")
    MAJORITY = "majority", _("à la majorité")
    WRITTEN = "written_procedure", _("par procédure écrite")
    UNKNOWN = "unknown", _("mode inconnu")


class Verification(models.TextChoices):
    ORIGINAL = "verified_original", _("d’après l’original")
    PRESS_RELEASE = "from_press_release", _("d’après un communiqué de presse")
    UNVERIFIED = "unverified", _("non vérifiée")


class TextStatus(models.TextChoices):
    AUTHENTIC = "authentic", _("texte faisant foi")
    OFFICIAL = "official_translation", _("traduction officielle")
    WORKING = "working_translation", _("traduction de travail")


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def visible_to(self, viewer: Viewer) -> "DeclarationQuerySet":
        """A declaration is public once adopted; the secretariat sees its drafts."""
        return self if viewer.is_secretariat else self.exclude(state=State.DRAFT)

    def prepared_for(self, viewer: Viewer) -> "DeclarationQuerySet":
        """The people of member cities read a preparation once it is shown to them; nobody else but the secretariat."""
        if viewer.is_secretariat:
            return self
        was_shown = Q(consultations__isnull=False) | Q(procedures__isnull=False) | ~Q(phase=Phase.WRITING)
        return self.filter(was_shown).distinct() if viewer.is_member else self.none()


class Gate:
    """The way in for readers: rows come only through the rule of who may read them."""

    def visible_to(self, viewer: Viewer) -> DeclarationQuerySet:
        """Return the declarations that this viewer may read."""
        return DeclarationQuerySet(Declaration).visible_to(viewer)

    def prepared_for(self, viewer: Viewer) -> DeclarationQuerySet:
        """Return the declarations whose preparation this viewer may read."""
        return DeclarationQuerySet(Declaration).prepared_for(viewer)


class Declaration(models.Model):
    """What a body declares, and what is known of it. Its words are in Text; who signed, in the ledger."""

    slug = models.SlugField(_("identifiant"), max_length=60, unique=True)
    state = models.CharField(_("étape"), max_length=10, choices=State, default=State.DRAFT)
    phase = models.CharField(
        _("préparation"), max_length=12, choices=Phase, default=Phase.WRITING
    )  # of the next version
    version = models.PositiveSmallIntegerField(default=0)  # of the text in force; 0: no text is known
    edition = models.PositiveIntegerField(default=1)  # grows at each change: what was read is what is changed
    short_title = models.JSONField(_("titre court"))
    summary = models.JSONField(_("en bref"), default=dict)
    points = models.JSONField(_("ce qu’elle dit, en nos mots"), default=dict)  # {"fr": ["…"], …}
    adopting_body = models.JSONField(_("instance d’adoption"), default=dict)
    place = models.JSONField(_("lieu"), default=dict)
    chair = models.JSONField(_("présidence de séance"), default=dict)
    adopted_on = models.DateField(_("date d’adoption"), null=True)
    adoption_mode = models.CharField(
        _("mode d’adoption"), max_length=20, choices=AdoptionMode, default=AdoptionMode.UNKNOWN
    )
    language = models.CharField(_("langue faisant foi"), max_length=5, choices=settings.LANGUAGES, default="fr")
    fact_status = models.JSONField(default=dict)  # {field: {"status": "secondary", "note": {"fr": "…"}}}
    source_note = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("adresse de la source"), blank=True)
    verification = models.CharField(
        _("vérification"), max_length=20, choices=Verification, default=Verification.ORIGINAL
    )
    reservations_allowed = models.BooleanField(_("réserves admises"), default=False)
    closes_on = models.DateField(_("dernier jour pour signer"), null=True)  # until its end, in the zone named beside
    closes_zone = models.CharField(_("fuseau horaire de la clôture"), max_length=60, default="Europe/Paris")
    is_fictitious = models.BooleanField(_("fictive, pour la démonstration"), default=False)
    created_at = models.DateTimeField(default=timezone.now)

    unguarded: ClassVar[models.Manager["Declaration"]] = DeclarationQuerySet.as_manager()
    objects = Gate()

    class Meta:
        verbose_name = _("déclaration")
        verbose_name_plural = _("déclarations")
        ordering = ("-adopted_on", "-id")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The short title in the active language."""
        return in_language(self.short_title)

    @property
    def own_words(self) -> list[str]:
        """What it says, point by point, in the platform's words and the active language."""
        points: dict[str, list[str]] = self.points
        return points.get((get_language() or "fr")[:2]) or points.get("fr") or []

    @property
    def closes_at(self) -> datetime | None:
        """The moment after which nobody signs: the end of the last day, in the time zone that was announced."""
        if self.closes_on is None:
            return None
        return clock.period(self.closes_on.isoformat(), self.closes_zone).end

    @property
    def closes_place(self) -> str:
        """The city whose hour ends the last day, as the name of its time zone gives it."""
        return clock.place_of(self.closes_zone)

    @property
    def is_open(self) -> bool:
        """Open, and its last day is not over: the closing is written in the ledger a little later."""
        return self.state == State.OPEN and (self.closes_at is None or clock.now() < self.closes_at)

    @property
    def is_closed(self) -> bool:
        """Was open to signature, and is no longer."""
        return self.state == State.CLOSED or (self.state == State.OPEN and not self.is_open)

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_without_text(self) -> bool:
        """Adopted, and its authentic words are not known: never open to signature."""
        return self.version == 0 and not self.is_draft


class Text(models.Model):
    """One language of one version of the words. The database lets nothing change in it once it is adopted."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES)
    status = models.CharField(_("statut"), max_length=20, choices=TextStatus, default=TextStatus.AUTHENTIC)
    title = models.CharField(_("titre"), max_length=300)
    considerations = models.JSONField(default=list)  # ["…"]
    articles = models.JSONField(default=list)  # [{"number": 1, "anchor": "article-1", "heading": "…", "text": "…"}]
    canonical = models.TextField()  # the exact words that are hashed: see docs/ledger-format.md
    sha256 = models.CharField(max_length=64)
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("texte")
        verbose_name_plural = _("textes")
        ordering = ("declaration_id", "-version", "language")
        constraints = (
            models.UniqueConstraint(fields=("declaration", "version", "language"), name="one_text_per_language"),
            models.UniqueConstraint(
                fields=("declaration", "version"), condition=Q(status="authentic"), name="one_authentic_text"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="text_hash_is_a_hash"),
            models.CheckConstraint(condition=Q(version__gte=1), name="text_version_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.title} (v{self.version}, {self.language})"

    @property
    def is_authentic(self) -> bool:
        return self.status == TextStatus.AUTHENTIC


class Kind(models.TextChoices):
    OPENED = "opened", _("ouverture à la signature")
    RECORDED = "recorded", _("signature relevée dans une source")
    SIGNED = "signed", _("signature")
    CONFIRMED = "confirmed", _("confirmation de la signature")
    WITHDRAWN = "withdrawn", _("retrait de la signature")
    CLOSED = "closed", _("clôture de la signature")
    CORRECTED = "corrected", _("annulation d’une ligne inscrite par erreur")


_IS_HASH = r"^[0-9a-f]{64}$"


@dataclass(frozen=True)
class Statement:
    """A city's reservation, on one article or on the whole, and its way of reading the text. Empty: it said nothing."""

    reservation: str = ""
    reservation_on: int | None = None
    interpretation: str = ""

    def __bool__(self) -> bool:
        return bool(self.reservation or self.interpretation)


class Event(models.Model):
    """One link of the ledger, format 1 (docs/ledger-format.md). Rows are added by ledger.append and never change."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()  # the database's time, checked there
    text_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001  null says: the text is not known
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="+")
    commitment = models.CharField(max_length=64, null=True)  # noqa: DJ001  null says: nobody is named
    refers_to = models.PositiveIntegerField(null=True)
    canonical = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "declarations_event"
        verbose_name = _("événement du registre")
        verbose_name_plural = _("registre")
        ordering = ("declaration_id", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("declaration", "sequence"), name="ledger_one_event_per_sequence"),
            models.UniqueConstraint(fields=("declaration", "previous_hash"), name="ledger_never_forks"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="ledger_sequence_from_one"),
            models.CheckConstraint(condition=Q(kind__in=[str(value) for value in Kind.values]), name="ledger_kind"),
            models.CheckConstraint(
                condition=Q(hash__regex=_IS_HASH)
                & Q(previous_hash__regex=_IS_HASH)
                & (Q(text_hash__isnull=True) | Q(text_hash__regex=_IS_HASH))
                & (Q(commitment__isnull=True) | Q(commitment__regex=_IS_HASH)),
                name="ledger_hashes_are_hashes",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("opened", "closed"), city__isnull=True)
                | Q(kind__in=("recorded", "signed", "confirmed", "withdrawn", "corrected"), city__isnull=False),
                name="ledger_acts_of_cities_name_them",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("opened", "signed", "closed")) | Q(text_hash__isnull=False),
                name="ledger_signs_a_known_text",
            ),
            models.CheckConstraint(
                condition=~Q(kind="signed") | Q(commitment__isnull=False), name="ledger_signed_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("confirmed", "withdrawn", "corrected"), refers_to__isnull=False)
                | Q(kind__in=("opened", "recorded", "signed", "closed"), refers_to__isnull=True),
                name="ledger_refers_where_it_must",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"

    @property
    def said(self) -> dict[str, Any]:
        """What the event says, read from the very words that are hashed."""
        said: dict[str, Any] = json.loads(self.canonical)
        return said

    @property
    def statement(self) -> Statement:
        """What the city declared beside its signature."""
        said = self.said
        return Statement(said.get("reservation") or "", said.get("reservation_on"), said.get("interpretation") or "")


class Signatory(models.Model):
    """Who signed, kept outside the ledger, which holds only a commitment: erased here, the chain still verifies."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="signatory")
    name = models.CharField(_("nom"), max_length=120, blank=True)
    title = models.CharField(_("en qualité de"), max_length=120, blank=True)
    salt = models.CharField(max_length=64, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("personne qui a signé")
        verbose_name_plural = _("personnes qui ont signé")

    def __str__(self) -> str:
        return self.name or str(_("Nom effacé"))
