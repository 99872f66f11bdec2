"""A revision: the content of a practice at one moment. Once submitted it never changes (a trigger holds it)."""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.viewer import Viewer
from common.audience import Audience
from practices.models.practice import READABLE, Practice, admitted, readable_by

PARTIAL_DATE = r"^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$"


class RevisionState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    SUBMITTED = "submitted", pgettext_lazy("record", "Soumise")
    CHANGES_REQUESTED = "changes_requested", _("À compléter")
    ACCEPTED = "accepted", pgettext_lazy("record", "Acceptée")
    DECLINED = "declined", pgettext_lazy("record", "Non retenue")


OPEN = (RevisionState.DRAFT, RevisionState.SUBMITTED)


def terms() -> "ArrayField[Any, Any]":
    """Return a column of slugs, in order."""
    return ArrayField(models.CharField(max_length=40), default=list, blank=True)


def lines() -> "ArrayField[Any, Any]":
    """Return a column of short texts."""
    return ArrayField(models.TextField(), default=list, blank=True)


def cities() -> "ArrayField[Any, Any]":
    """Return a column of cities' ids; cities are never deleted."""
    return ArrayField(models.BigIntegerField(), default=list, blank=True)


def rows() -> "models.JSONField[Any, Any]":
    """Return a column of rows; their shape is declared in ``record``."""
    return models.JSONField(default=list, blank=True)


def group() -> "models.JSONField[Any, Any]":
    """Return a column of one group; its shape is declared in ``record``."""
    return models.JSONField(default=dict, blank=True)


def slug() -> "models.CharField[Any, Any]":
    """Return a column of one term or choice."""
    return models.CharField(max_length=40, blank=True)


def partial_date() -> "models.CharField[Any, Any]":
    """Return a column that holds YYYY, YYYY-MM or YYYY-MM-DD."""
    return models.CharField(max_length=10, blank=True)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, viewer: Viewer) -> "RevisionQuerySet":
        """The published ones that the viewer reads; all of them for the city and the secretariat."""
        if viewer.is_secretariat:
            return self
        rule = Q(practice__published_id=models.F("id")) & readable_by(viewer, "practice__")
        if viewer.city_id is not None:
            rule |= Q(practice__city_id=viewer.city_id)
        return self.filter(rule)

    def past_visible_to(self, viewer: Viewer) -> "RevisionQuerySet":
        """The versions published one day, while the practice is: their audience and the present one both admit."""
        rows = self.filter(state=RevisionState.ACCEPTED, practice__state__in=READABLE)
        if viewer.is_secretariat:
            return rows
        rule = admitted(viewer) & admitted(viewer, "practice__published__")
        if viewer.city_id is not None:
            rule |= Q(practice__city_id=viewer.city_id)
        return rows.filter(rule)

    def editable_by(self, viewer: Viewer) -> "RevisionQuerySet":
        """The drafts of the city the viewer writes for."""
        if not viewer.can_write or viewer.city_id is None:
            return self.none()
        return self.filter(practice__city_id=viewer.city_id, state=RevisionState.DRAFT)


class RevisionGate(models.Manager["Revision"]):
    """The default manager: rows only through a viewer; their content only through ``record.view``."""

    def get_queryset(self) -> NoReturn:
        raise RuntimeError("Read revisions through visible_to(viewer) or editable_by(viewer); actions use unguarded.")

    def visible_to(self, viewer: Viewer) -> RevisionQuerySet:
        """Those this viewer may read."""
        return RevisionQuerySet(self.model, using=self._db).visible_to(viewer)

    def of_the_cities_of(self, viewers: Iterable[Viewer]) -> RevisionQuerySet:
        """All that the cities these viewers act for wrote; each reads those of their own."""
        cities = {viewer.city_id for viewer in viewers} - {None}
        return RevisionQuerySet(self.model, using=self._db).filter(practice__city__in=cities)

    def past_visible_to(self, viewer: Viewer) -> RevisionQuerySet:
        """The versions published one day that this viewer may still read."""
        return RevisionQuerySet(self.model, using=self._db).past_visible_to(viewer)

    def editable_by(self, viewer: Viewer) -> RevisionQuerySet:
        """The drafts of the city the viewer writes for."""
        return RevisionQuerySet(self.model, using=self._db).editable_by(viewer)


class Revision(models.Model):
    """The content of a practice, title and audience included, with the state of its review."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=RevisionState, default=RevisionState.DRAFT)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="fr")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.PUBLIC)
    audiences = models.JSONField(default=dict, blank=True)  # {field: audience}, only where it differs from the default
    named_cities = cities()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    contributors = ArrayField(models.BigIntegerField(), default=list, blank=True)  # people who wrote in it, by id
    lock_version = models.PositiveIntegerField(default=1)  # grows at each change: what was read is what is decided
    created_at = models.DateTimeField(db_default=Now())
    saved_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decision_note = models.TextField(blank=True)

    # A. Identification
    title = models.CharField(max_length=120)
    associated_cities = cities()
    lead_organisation = models.CharField(max_length=160, blank=True)
    lead_type = slug()
    city_role = slug()
    programme_status = slug()
    start_date = partial_date()
    end_date = partial_date()
    geographic_scope = slug()
    # B. Summary
    summary = models.TextField(blank=True)
    context = models.TextField(blank=True)
    objectives = lines()
    description = models.TextField(blank=True)
    # C. Classification
    practice_domains = terms()
    prevention_levels = terms()
    themes = terms()
    target_groups = terms()
    age_min = models.PositiveSmallIntegerField(null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(null=True, blank=True)
    settings = terms()
    methods = terms()
    violence_forms = terms()
    sdg_targets = terms()
    # D. Governance and safeguards
    partners = rows()
    governance = models.TextField(blank=True)
    police_link = slug()
    information_sharing = models.TextField(blank=True)
    referral_pathway = models.TextField(blank=True)
    safeguards = models.TextField(blank=True)
    participation = models.TextField(blank=True)
    location_sensitive = models.BooleanField(default=False)
    # E. Resources
    budget_amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    budget_currency = models.CharField(max_length=3, blank=True)
    budget_year = models.PositiveSmallIntegerField(null=True, blank=True)
    budget_scope = slug()
    budget_duration_months = models.PositiveSmallIntegerField(null=True, blank=True)
    budget_note = models.TextField(blank=True)
    cost_band = slug()
    funding_sources = rows()
    staff_fte = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    staff_note = models.TextField(blank=True)
    staff_profiles = lines()
    volunteers = models.PositiveIntegerField(null=True, blank=True)
    reach = rows()
    set_up_months = models.PositiveSmallIntegerField(null=True, blank=True)
    deliverables = rows()
    # F. Evidence
    evidence_level = slug()
    evaluation_types = terms()
    effect = models.TextField(blank=True)
    indicators = rows()
    mechanism = models.TextField(blank=True)
    moderators = models.TextField(blank=True)
    implementation = models.TextField(blank=True)
    economic_note = models.TextField(blank=True)
    obstacles = models.TextField(blank=True)
    adverse_effects = models.TextField(blank=True)
    evaluation_documents = rows()
    # G. Transfer
    sustainability = models.TextField(blank=True)
    transferability = models.TextField(blank=True)
    transfers = rows()
    offer_to_peers = terms()
    request_to_peers = models.TextField(blank=True)
    linked_initiatives = rows()
    presented_at = rows()
    # H. Contact, sources, rights
    public_contact = group()
    contact_person = group()
    sources = rows()
    licence = models.CharField(max_length=40, blank=True, default="CC BY 4.0")
    mayor_approval = group()
    # I. System
    confidence_note = models.TextField(blank=True)
    moderation_flags = terms()
    moderation_note = models.TextField(blank=True)

    objects = RevisionGate()
    unguarded = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("practice_id", "-number")
        constraints = (
            models.UniqueConstraint(fields=("practice", "number"), name="revision_number_once"),
            models.UniqueConstraint(fields=("practice",), condition=Q(state__in=OPEN), name="one_open_revision"),
            models.CheckConstraint(condition=Q(state__in=RevisionState.values), name="revision_state_known"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="revision_audience_known"),
            models.CheckConstraint(condition=~Q(title=""), name="revision_has_a_title"),
            models.CheckConstraint(
                condition=Q(start_date__regex=PARTIAL_DATE) & Q(end_date__regex=PARTIAL_DATE),
                name="revision_partial_dates",
            ),
            models.CheckConstraint(
                condition=Q(budget_amount__isnull=True) | Q(budget_amount__gte=0), name="revision_budget_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_min__lte=models.F("age_max")),
                name="revision_ages_in_order",
            ),
        )
        indexes = (
            models.Index(fields=("submitted_at",), name="revision_waiting", condition=Q(state=RevisionState.SUBMITTED)),
        )

    def __str__(self) -> str:
        return f"{self.practice_id}/{self.number}"


class TranslationQuerySet(models.QuerySet["Translation"]):
    def finished(self) -> "TranslationQuerySet":
        """Those that the city shows to whoever reads the revision."""
        return self.filter(finished_at__isnull=False)


class Translation(models.Model):
    """The texts of a revision in another language; numbers and terms are shared. Readers meet it through ``view``."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    texts = models.JSONField(default=dict)  # {field: text or list of texts}
    sources = models.JSONField(default=dict)  # {field: the mark of the text translated, the number of its version}
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)  # shown from then on

    objects = TranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("traduction")
        verbose_name_plural = _("traductions")
        ordering = ("revision_id", "language")
        constraints = (models.UniqueConstraint(fields=("revision", "language"), name="one_translation_per_language"),)

    def __str__(self) -> str:
        return f"{self.revision_id}/{self.language}"
