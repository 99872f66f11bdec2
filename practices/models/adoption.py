"""A city takes up the practice of another: what it declares itself, and what the city of the practice answers."""

from typing import NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.models import City
from cities.viewer import Viewer
from common.audience import Audience
from practices.models.practice import Practice, readable_by
from practices.models.revision import PARTIAL_DATE, partial_date

READ_BY = (Audience.PUBLIC, Audience.MEMBERS)  # who may read the words; that the city takes it up is not hidden


class AdoptionState(models.TextChoices):
    CONSIDERING = "considering", pgettext_lazy("adoption", "Envisagée")
    PILOTING = "piloting", pgettext_lazy("adoption", "À l’essai")
    RUNNING = "running", pgettext_lazy("adoption", "En place")
    STOPPED = "stopped", pgettext_lazy("adoption", "Arrêtée")


ACTIVE = (AdoptionState.PILOTING, AdoptionState.RUNNING)  # what is counted as taken up
# The order of the line: what runs first, what stopped is shown and counted apart
ORDER = (AdoptionState.RUNNING, AdoptionState.PILOTING, AdoptionState.STOPPED, AdoptionState.CONSIDERING)


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def visible_to(self, viewer: Viewer) -> "AdoptionQuerySet":
        """Those that stand, of the practices this viewer reads; ``lineage`` says which words of each."""
        return self.filter(readable_by(viewer, "practice__"), cancelled_at__isnull=True)


class AdoptionGate(models.Manager["Adoption"]):
    """The default manager: rows only through a viewer."""

    def get_queryset(self) -> NoReturn:
        raise RuntimeError("Read adoptions through visible_to(viewer); actions use unguarded.")

    def visible_to(self, viewer: Viewer) -> AdoptionQuerySet:
        """Those of the practices this viewer reads."""
        return AdoptionQuerySet(self.model, using=self._db).visible_to(viewer)


class Adoption(models.Model):
    """What one city says of its taking up a practice of another: one for a city and a practice."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=AdoptionState)
    since = partial_date()  # of the present state
    changed = models.TextField(blank=True)  # what the city did otherwise
    why = models.TextField(blank=True)
    result = models.TextField(blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.MEMBERS)  # of these three texts
    # A practice of its own that came out of it
    grown_into = models.ForeignKey(Practice, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lock_version = models.PositiveIntegerField(default=1)  # grows at each change
    created_at = models.DateTimeField(db_default=Now())
    saved_at = models.DateTimeField(db_default=Now())
    cancelled_at = models.DateTimeField(null=True)  # declared by mistake

    objects = AdoptionGate()
    unguarded = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("adoption", "reprise")
        verbose_name_plural = pgettext_lazy("adoption", "reprises")
        ordering = ("created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("practice", "city"), condition=Q(cancelled_at__isnull=True), name="one_open_adoption"
            ),
            models.CheckConstraint(condition=Q(state__in=AdoptionState.values), name="adoption_state_known"),
            models.CheckConstraint(condition=Q(audience__in=READ_BY), name="adoption_audience_known"),
            models.CheckConstraint(condition=Q(since__regex=PARTIAL_DATE), name="adoption_partial_date"),
            models.CheckConstraint(
                condition=Q(grown_into__isnull=True) | ~Q(grown_into=F("practice")), name="adoption_grows_elsewhere"
            ),
        )

    def __str__(self) -> str:
        return f"{self.city_id} → {self.practice_id}"


class AdoptionStep(models.Model):
    """A state that a city declared, and since when. Never changed (a trigger holds it)."""

    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=AdoptionState)
    since = partial_date()
    declared_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("adoption_id", "declared_at", "id")

    def __str__(self) -> str:
        return f"{self.adoption_id} {self.state}"


class AnswerKind(models.TextChoices):
    THANKS = "thanks", _("Remercier")
    CORRECTION = "correction", pgettext_lazy("adoption", "Corriger")


class AdoptionAnswer(models.Model):
    """What the city of the practice answers; a correction waits for the secretariat too."""

    adoption = models.OneToOneField(Adoption, on_delete=models.PROTECT, related_name="answer")
    kind = models.CharField(max_length=12, choices=AnswerKind)
    body = models.TextField(blank=True)  # read by the member cities
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("réponse à une reprise")
        verbose_name_plural = _("réponses à des reprises")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.kind} {self.adoption_id}"
