"""The review of a practice by the secretariat: who reads it, what is said about it, and what may never happen."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cities.models import City
from practices.models.practice import Practice
from practices.models.revision import Revision, RevisionState, lines

LANGUAGES = ("fr", "en", "ar")


def person(*, null: bool = False) -> "models.ForeignKey[Any, Any]":
    """Return a column that names a person; who acted is kept."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=null, on_delete=models.PROTECT, related_name="+")


class Assignment(models.Model):
    """Who at the secretariat follows the review of a practice, from one version to the next."""

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, related_name="+")
    reviewer = person()
    by = person()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.reviewer_id} → {self.practice_id}"


class InternalNote(models.Model):
    """What the secretariat writes for itself. The city never reads it, and a trigger keeps it as it was written."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    revision_number = models.PositiveIntegerField()  # the version that was read
    author = person()
    body = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("note interne")
        verbose_name_plural = _("notes internes")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.pk}"


class Point(models.Model):
    """What the secretariat asks about a field or a section. It belongs to the practice: the next version still has it.

    Prepared while reading, sent with the decision; then the city says « fait », and the secretariat « accepté ».
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    revision_number = models.PositiveIntegerField()  # the version it was written about
    section = models.CharField(max_length=1)
    field = models.CharField(max_length=60, blank=True)  # empty: about the whole section
    body = models.TextField()
    author = person()
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)  # by the city
    done_by = person(null=True)
    accepted_at = models.DateTimeField(null=True)  # by the secretariat
    accepted_by = person(null=True)

    class Meta:
        verbose_name = _("point demandé")
        verbose_name_plural = _("points demandés")
        ordering = ("section", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | Q(done_at__isnull=True), name="point_is_done_once_sent"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="point_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="point_accepted_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"


class PointReply(models.Model):
    """One line of the exchange about a point; kept as it was written."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="replies")
    city = models.ForeignKey(City, null=True, on_delete=models.PROTECT, related_name="+")  # None: the secretariat
    author = person()
    body = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.pk}"


class SecondReading(models.Model):
    """A second person of the secretariat has read this very revision, before it may be published."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    reader = person()
    note = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("revision", "reader"), name="one_second_reading_each"),)

    def __str__(self) -> str:
        return f"{self.reader_id} → {self.revision_id}"


class WatchedWording(models.Model):
    """An expression that may tie a group to violence, and why to write it otherwise; both in one language."""

    expression = models.CharField(max_length=120, unique=True)
    reason = models.TextField()
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("expression à reformuler")
        verbose_name_plural = _("expressions à reformuler")
        ordering = ("expression",)
        constraints = (models.CheckConstraint(condition=~Q(expression="") & ~Q(reason=""), name="wording_says_why"),)

    def __str__(self) -> str:
        return self.expression


class DecisionReason(models.Model):
    """A reason why a version is not kept, in the words that the city reads in its own language."""

    code = models.SlugField(max_length=40, unique=True)
    fr = models.CharField(max_length=300)
    en = models.CharField(max_length=300)
    ar = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("raison d’une décision")
        verbose_name_plural = _("raisons des décisions")
        ordering = ("order", "id")
        constraints = (
            models.CheckConstraint(condition=~(Q(fr="") | Q(en="") | Q(ar="")), name="reason_in_three_languages"),
        )

    def __str__(self) -> str:
        return self.in_language(get_language())

    def in_language(self, language: str | None) -> str:
        """Return its words in a language, in French when there are none."""
        return str(getattr(self, (language or "fr")[:2] if (language or "fr")[:2] in LANGUAGES else "fr"))


class Decline(models.Model):
    """The reasons given when a revision was declined, as they read that day: the list may change, they do not."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)  # [{"fr": …, "en": …, "ar": …}]

    def __str__(self) -> str:
        return f"{self.revision_id}"

    def in_language(self, language: str | None) -> list[str]:
        """Return the reasons in the reader's language."""
        wanted = (language or "fr")[:2]
        return [str(words.get(wanted) or words["fr"]) for words in self.reasons]


class Outcome(models.TextChoices):
    UPHELD = "upheld", pgettext_lazy("appeal", "Accueilli : une autre personne lira la fiche")
    REJECTED = "rejected", pgettext_lazy("appeal", "Rejeté : la décision est confirmée")


class Appeal(models.Model):
    """A city asks that a decision be read again: once for each, and by somebody else than who decided."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    author = person()
    created_at = models.DateTimeField(db_default=Now())
    first_decider = person()
    decided_by = person(null=True)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = _("appel d’une décision")
        verbose_name_plural = _("appels des décisions")
        ordering = ("created_at",)
        constraints = (
            models.CheckConstraint(condition=~Q(decided_by=F("first_decider")), name="appeal_by_somebody_else"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, outcome="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & Q(outcome__in=Outcome.values)),
                name="appeal_decided_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_of_refusal(self) -> bool:
        """Whether the version was declined; else changes were asked for."""
        return self.revision.state == RevisionState.DECLINED


class ExpertReading(models.Model):
    """A person without an account reads some sections of one revision, through a link bound to their address.

    The link is only in the letter: the database keeps its hash.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="fr")
    sections = lines()  # letters of the sections chosen
    members_too = models.BooleanField(default=False)  # reads what is for member cities, besides what is public
    message = models.TextField(blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = person()
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lecture par une personne extérieure")
        verbose_name_plural = _("lectures par des personnes extérieures")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("revision", "email"), condition=Q(revoked_at__isnull=True), name="one_reading_per_address"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"


class ExpertComment(models.Model):
    """What that person writes, for the secretariat alone."""

    reading = models.ForeignKey(ExpertReading, on_delete=models.PROTECT, related_name="comments")
    section = models.CharField(max_length=1, blank=True)  # empty: about the whole
    body = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.pk}"
