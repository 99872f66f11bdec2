"""The journal: who did what to what, when, with which note. Append-only in the database itself."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common.audience import Audience


class Entry(models.Model):
    """One thing that happened. People and cities by id only: a person can be erased, the journal cannot change."""

    at = models.DateTimeField(db_default=Now())
    verb = models.CharField(max_length=60)  # "practice.published": subject, then past participle
    subject_type = models.CharField(max_length=40)  # "practice", "comment", "declaration", "membership"…
    subject_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)  # the city in whose name it was done
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.OWN)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("ligne du journal")
        verbose_name_plural = _("lignes du journal")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("subject_type", "subject_id", "-id"), name="journal_subject"),
            models.Index(fields=("at",), name="journal_at"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"
