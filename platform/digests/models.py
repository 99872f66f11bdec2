"""One row for each reader and period: who was already told about which days; and the private addresses of feeds."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from common import clock


class Rhythm(models.TextChoices):
    DAILY = clock.DAILY
    WEEKLY = clock.WEEKLY
    MONTHLY = clock.MONTHLY


class Run(models.Model):
    """A reader's period, with its bounds in the reader's zone. The next one begins where this one ends."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.WEEKLY)
    period = models.CharField(max_length=10)  # 2026-11-23, 2026-W48 or 2026-11
    starts_at = models.DateTimeField()  # included
    ends_at = models.DateTimeField()  # excluded
    # What the letter told, by reference alone: "published/12" is a practice, "declarations/3" a declaration
    told = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("reader", "kind", "period"), name="one_digest_per_reader_and_period"),
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")), name="digest_bounds_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.period} {self.reader_id}"


class Subject(models.Model):
    """One thing that a reader wants in the digest. Without any, they are told of every subject."""

    class Kind(models.TextChoices):
        DOMAIN = "domain"
        THEME = "theme"
        TARGET_GROUP = "target_group"
        COUNTRY = "country"
        CITY = "city"
        WITHOUT = "without"  # what a reader does not want: declarations, questions

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_subjects")
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.CharField(max_length=60)  # the slug of a term or of a city, the code of a country

    class Meta:
        ordering = ("kind", "value")
        constraints = (
            models.UniqueConstraint(fields=("user", "kind", "value"), name="one_row_per_subject"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("domain", "theme", "target_group", "country", "city", "without")),
                name="subject_of_a_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}/{self.value}"


class Feed(models.Model):
    """The private address of a reader's feed. The address is this name under the site's signature: see tokens.py."""

    reader = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=43, unique=True)
    edition = models.PositiveIntegerField(default=1)  # grows each time the reader replaces the address
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.reader_id}: {self.edition}"
