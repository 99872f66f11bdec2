"""What keeps a published practice true: the yearly question to its city, and the state of the links it cites."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from practices.models.practice import Practice


class Answer(models.TextChoices):
    """What ended a yearly question: the first three are the city's own words."""

    RUNNING = "running", _("Toujours en cours")
    CHANGED = "changed", _("L’action a changé")
    STOPPED = "stopped", _("L’action s’est arrêtée")
    PUBLISHED = "published", _("Nouvelle version publiée")
    RESTORED = "restored", _("Remise en ligne")


class RoundQuerySet(models.QuerySet["ConfirmationRound"]):
    def waiting(self) -> "RoundQuerySet":
        """Those that nobody has answered."""
        return self.filter(answered_at__isnull=True)


class ConfirmationRound(models.Model):
    """A city is asked, once a year, whether one of its published practices is still true."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="rounds")
    year = models.PositiveSmallIntegerField()  # of the anniversary of what the city last confirmed or published
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    why = models.TextField(blank=True)  # the action stopped: read by the member cities, as obstacles are

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("vérification annuelle")
        verbose_name_plural = _("vérifications annuelles")
        ordering = ("practice_id", "year")
        constraints = (
            models.UniqueConstraint(fields=("practice", "year"), name="one_round_per_year"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False, answer__in=Answer.values),
                name="round_answered_with_an_answer",
            ),
            models.CheckConstraint(condition=Q(why="") | Q(answer=Answer.STOPPED), name="round_says_why_it_stopped"),
        )
        indexes = (models.Index(fields=("practice",), name="round_waiting", condition=Q(answered_at__isnull=True)),)

    def __str__(self) -> str:
        return f"{self.practice_id}/{self.year}"


class LinkState(models.TextChoices):
    OK = "ok", _("Le lien répond")
    FAILING = "failing", _("Le lien n’a pas répondu une fois")
    DEAD = "dead", _("Le lien ne répond plus")


class LinkCheck(models.Model):
    """What the monthly check found at an address that published practices cite."""

    url = models.CharField(max_length=600, unique=True)
    state = models.CharField(max_length=8, choices=LinkState, blank=True)  # empty: never reached nor missed yet
    checked_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    cited_by: "ArrayField[Any, Any]" = ArrayField(models.BigIntegerField(), default=list)  # published practices
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("lien cité")
        verbose_name_plural = _("liens cités")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(failing_since__isnull=False, state__in=(LinkState.FAILING, LinkState.DEAD))
                | Q(failing_since__isnull=True, state__in=("", LinkState.OK)),
                name="link_fails_since_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.url
