"""What member cities bring to a text being prepared: consultations with a term, amendments, and who supports them."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import City
from common import clock
from declarations.models.declaration import Declaration
from declarations.workflow import AmendmentState


class Term(models.Model):
    """Whole days of a named time zone: from the beginning of the first to the end of the last."""

    starts_on = models.DateField(_("premier jour"))
    ends_on = models.DateField(_("dernier jour"))
    zone = models.CharField(_("fuseau horaire"), max_length=60)

    class Meta:
        abstract = True

    @property
    def starts_at(self) -> datetime:
        """The moment from which it runs."""
        return clock.period(self.starts_on.isoformat(), self.zone).start

    @property
    def ends_at(self) -> datetime:
        """The first moment that is too late."""
        return clock.period(self.ends_on.isoformat(), self.zone).end

    @property
    def place(self) -> str:
        """The city whose hour counts."""
        return clock.place_of(self.zone)


class Consultation(Term):
    """A period during which member cities propose amendments to one version."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="consultations")
    version = models.PositiveSmallIntegerField(_("version"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)  # when cities were told that it runs
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ("-opened_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("declaration",), condition=Q(ended_at__isnull=True), name="one_consultation_at_a_time"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="consultation_ends_after_it_starts"),
        )

    def __str__(self) -> str:
        return str(self.declaration)

    def is_running(self, moment: datetime) -> bool:
        """Say whether cities may propose at a moment."""
        return self.ended_at is None and self.starts_at <= moment < self.ends_at


class AmendmentKind(models.TextChoices):
    REPLACE = "replace", _("Remplacer l’article")
    ADD = "add", _("Ajouter un article après celui-ci")
    DELETE = "delete", _("Supprimer l’article")


class Amendment(models.Model):
    """What a city proposes on one article, beside the words of that article as they stood then."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="amendments")
    version = models.PositiveSmallIntegerField(_("version"))
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("proposition"), max_length=8, choices=AmendmentKind)
    article = models.PositiveSmallIntegerField(_("article"))  # 0: before the first
    base_heading = models.TextField(blank=True)
    base_text = models.TextField(blank=True)
    heading = models.TextField(_("intitulé"), blank=True)
    text = models.TextField(_("texte proposé"), blank=True)
    reasons = models.TextField(_("exposé des motifs"))
    fingerprint = models.CharField(max_length=64)  # of all of the above: the same one, sent twice, is one
    state = models.CharField(_("état"), max_length=10, choices=AmendmentState, default=AmendmentState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposé le"), default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("décidé le"), null=True)
    decision = models.TextField(_("motif de la décision"), blank=True)
    is_carried = models.BooleanField(default=False)  # accepted, and the secretariat had written it in the text itself

    class Meta:
        verbose_name = _("amendement")
        verbose_name_plural = _("amendements")
        ordering = ("article", "proposed_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("declaration", "version", "city", "fingerprint"),
                condition=Q(state=AmendmentState.PROPOSED),
                name="one_amendment_sent_twice",
            ),
            models.CheckConstraint(
                condition=Q(kind="delete", heading="", text="") | (Q(kind__in=("replace", "add")) & ~Q(text="")),
                name="amendment_has_words_unless_it_deletes",
            ),
            models.CheckConstraint(
                condition=Q(kind="add") | (Q(article__gte=1) & ~Q(base_text="")), name="amendment_is_on_an_article"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "withdrawn"), decision="")
                | (Q(state__in=("accepted", "rejected"), decided_at__isnull=False) & ~Q(decision="")),
                name="amendment_is_decided_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="amendment_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.declaration}, {self.what}, {self.city}"

    @property
    def what(self) -> str:
        """What is proposed, on which article, in a few words."""
        names: dict[str, Any] = {
            AmendmentKind.REPLACE: _("remplacer l’article %(number)s"),
            AmendmentKind.ADD: _("ajouter après l’article %(number)s"),
            AmendmentKind.DELETE: _("supprimer l’article %(number)s"),
        }
        if self.kind == AmendmentKind.ADD and self.article == 0:
            return str(_("ajouter avant le premier article"))
        return str(names[self.kind]) % {"number": self.article}

    @property
    def is_waiting(self) -> bool:
        return self.state == AmendmentState.PROPOSED

    @property
    def stop(self) -> str:
        """The drawing of its stop on the line."""
        stops: dict[str, str] = {"proposed": "considering", "accepted": "running"}
        return stops.get(self.state, "stopped")


class AmendmentSupport(models.Model):
    """A city that supports the amendment of another. Taken back, the row goes: the journal keeps both."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="supports")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("soutien à un amendement")
        verbose_name_plural = _("soutiens à des amendements")
        ordering = ("city__sort_key", "id")
        constraints = (
            models.UniqueConstraint(fields=("amendment", "city"), name="one_support_of_an_amendment_per_city"),
        )

    def __str__(self) -> str:
        return str(self.city)
