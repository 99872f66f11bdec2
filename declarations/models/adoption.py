"""How a body adopts a version: the act, recorded once, and the written procedure that may lead to it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import City
from declarations.models.declaration import AdoptionMode, Declaration, in_language
from declarations.models.preparation import Term
from declarations.workflow import Outcome


class Procedure(Term):
    """The members of a body are asked in writing: whoever keeps silent until the end of the last day agrees."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="procedures")
    version = models.PositiveSmallIntegerField(_("version"))
    text_sha256 = models.CharField(_("empreinte du texte"), max_length=64)  # of the very words that are asked about
    body = models.JSONField(_("instance"))
    members = models.ManyToManyField(City, verbose_name=_("villes de l’instance"), related_name="+")
    changes = models.TextField(_("ce qui change"), blank=True)
    outcome = models.CharField(_("issue"), max_length=10, choices=Outcome, default=Outcome.RUNNING)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("procédure écrite")
        verbose_name_plural = _("procédures écrites")
        ordering = ("-opened_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("declaration",), condition=Q(outcome=Outcome.RUNNING), name="one_procedure_at_a_time"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="procedure_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(changes=""), name="procedure_says_what_changes"),
            models.CheckConstraint(
                condition=Q(outcome="running", ended_at__isnull=True)
                | (~Q(outcome="running") & Q(ended_at__isnull=False)),
                name="procedure_ended_has_an_end",
            ),
        )

    def __str__(self) -> str:
        return str(self.declaration)

    @property
    def is_running(self) -> bool:
        return self.outcome == Outcome.RUNNING

    @property
    def body_name(self) -> str:
        """The body in the active language."""
        return in_language(self.body)


class Objection(models.Model):
    """A city of the body does not agree, and says why. Withdrawn in time, it no longer counts; the line stays."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="objections")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("motif"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("opposition")
        verbose_name_plural = _("oppositions")
        ordering = ("made_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("procedure", "city"), condition=Q(withdrawn_at__isnull=True), name="one_objection_per_city"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="objection_says_why"),
        )

    def __str__(self) -> str:
        return str(self.city)


class AdoptionAct(models.Model):
    """A body adopted one version: the only thing that freezes its words. The database lets nothing change in it."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="acts")
    version = models.PositiveSmallIntegerField(_("version"))
    text_sha256 = models.CharField(_("empreinte du texte adopté"), max_length=64)
    mode = models.CharField(_("mode d’adoption"), max_length=20, choices=AdoptionMode)
    body = models.JSONField(_("instance"))
    place = models.JSONField(_("lieu"), default=dict)
    adopted_on = models.DateField(_("date d’adoption"))
    votes_for = models.PositiveSmallIntegerField(_("voix pour"), null=True)
    votes_against = models.PositiveSmallIntegerField(_("voix contre"), null=True)
    votes_abstained = models.PositiveSmallIntegerField(_("abstentions"), null=True)
    changes = models.TextField(_("ce qui change"), blank=True)
    procedure = models.OneToOneField(Procedure, on_delete=models.PROTECT, null=True, related_name="act")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("acte d’adoption")
        verbose_name_plural = _("actes d’adoption")
        ordering = ("declaration_id", "-version")
        constraints = (
            models.UniqueConstraint(fields=("declaration", "version"), name="one_act_per_version"),
            models.CheckConstraint(condition=Q(text_sha256__regex=r"^[0-9a-f]{64}$"), name="act_hash_is_a_hash"),
            models.CheckConstraint(condition=~Q(mode="unknown"), name="act_says_how"),
            models.CheckConstraint(
                condition=Q(
                    mode="majority",
                    votes_for__isnull=False,
                    votes_against__isnull=False,
                    votes_abstained__isnull=False,
                    votes_for__gt=F("votes_against"),
                )
                | (
                    ~Q(mode="majority")
                    & Q(votes_for__isnull=True, votes_against__isnull=True, votes_abstained__isnull=True)
                ),
                name="act_counts_a_majority",
            ),
            models.CheckConstraint(
                condition=Q(mode="written_procedure", procedure__isnull=False)
                | (~Q(mode="written_procedure") & Q(procedure__isnull=True)),
                name="act_in_writing_has_its_procedure",
            ),
            models.CheckConstraint(condition=Q(version=1) | ~Q(changes=""), name="act_says_what_changes"),
        )

    def __str__(self) -> str:
        return f"{self.declaration} (v{self.version})"

    @property
    def body_name(self) -> str:
        """The body in the active language."""
        return in_language(self.body)

    @property
    def place_name(self) -> str:
        """The place in the active language; nothing for a written procedure."""
        return in_language(self.place)
