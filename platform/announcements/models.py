"""What the secretariat writes to all or to some, and to whom each announcement goes."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from announcements.workflow import State


def _slugs(label: Any) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=60), verbose_name=label, default=list, blank=True)


class Announcement(models.Model):
    """A letter of the secretariat. French is always there; a language without words falls back on it, and says so."""

    subject_fr = models.CharField(_("objet en français"), max_length=150)
    body_fr = models.TextField(_("texte en français"))
    subject_en = models.CharField(_("objet en anglais"), max_length=150, blank=True)
    body_en = models.TextField(_("texte en anglais"), blank=True)
    subject_ar = models.CharField(_("objet en arabe"), max_length=150, blank=True)
    body_ar = models.TextField(_("texte en arabe"), blank=True)
    roles = _slugs(_("rôles"))  # each empty list means: all
    countries = _slugs(_("pays"))
    cities = _slugs(_("villes"))  # by slug; added to the countries, not crossed with them
    hour = models.PositiveSmallIntegerField(_("heure d’envoi, chez chaque personne"), default=9)
    first_day = models.DateField(_("pas avant le"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.DRAFT)
    lock_version = models.PositiveIntegerField(default=1)
    tested_version = models.PositiveIntegerField(default=0)  # which one somebody sent to themselves
    form_token = models.CharField(max_length=40, blank=True, default="", db_default="")  # of the form that wrote it
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("annonce")
        verbose_name_plural = _("annonces")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("author", "form_token"), condition=~Q(form_token=""), name="one_announcement_per_form"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="announcement_state_known"),
            models.CheckConstraint(condition=Q(hour__lt=24), name="announcement_hour_of_a_day"),
            models.CheckConstraint(condition=~Q(subject_fr="") & ~Q(body_fr=""), name="announcement_in_french"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(started_at__isnull=False), name="announcement_started_once"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(tested_version=F("lock_version")), name="announcement_sent_as_tested"
            ),
            models.CheckConstraint(
                condition=Q(state=State.STOPPED, stopped_at__isnull=False)
                | (~Q(state=State.STOPPED) & Q(stopped_at__isnull=True)),
                name="announcement_stopped_once",
            ),
        )

    def __str__(self) -> str:
        return self.subject_fr


class Addressee(models.Model):
    """One person to whom an announcement goes, and the letter that carries it."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="addressees")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    letter = models.ForeignKey("mailing.Letter", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("announcement", "reader"), name="one_letter_per_announcement_and_reader"),
        )
