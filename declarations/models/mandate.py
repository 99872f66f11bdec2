"""By what right a person signs for a city, what its editors prepare, and the support of cities that came too late."""

import secrets
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import City, Membership
from declarations.models.declaration import Declaration


class Basis(models.TextChoices):
    HEAD = "head", _("À la tête de la municipalité")
    DELEGATION = "delegation", _("Par délégation écrite, pour une déclaration")


def place_of_document(_mandate: "Mandate", _name: str) -> str:
    """A name that says nothing: neither the city nor the person."""
    return f"mandats/{secrets.token_hex(16)}"


class Mandate(models.Model):
    """What lets a person who has the right to sign use it: from when, until when, by which decision."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="mandates")
    basis = models.CharField(_("mandat"), max_length=10, choices=Basis)
    office = models.CharField(_("en qualité de"), max_length=120)
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, null=True, related_name="mandates")
    starts_on = models.DateField(_("début"))
    ends_on = models.DateField(_("fin"), null=True)  # the last day, included
    deliberation = models.CharField(_("délibération"), max_length=200, blank=True)
    document = models.FileField(_("délégation écrite"), upload_to=place_of_document, blank=True)
    document_name = models.CharField(max_length=20, blank=True)  # what a browser saves it as
    document_sha256 = models.CharField(max_length=64, blank=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    successor_asked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mandat")
        verbose_name_plural = _("mandats")
        ordering = ("-stated_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(basis="head", declaration__isnull=True)
                # Its document, or the fingerprint of one that was erased with its person
                | (Q(basis="delegation", declaration__isnull=False) & (~Q(document="") | ~Q(document_sha256=""))),
                name="mandate_delegation_names_its_declaration",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="mandate_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True) | Q(refused_at__isnull=True), name="mandate_checked_or_refused"
            ),
        )

    def __str__(self) -> str:
        return f"{self.membership.user}, {self.office}"

    @property
    def needs_check(self) -> bool:
        """A delegation, and what a person says of their own mandate, wait for the secretariat before they count."""
        is_own = self.stated_by_id == self.membership.user_id
        return (self.basis == Basis.DELEGATION or is_own) and self.checked_at is None and self.refused_at is None

    def is_in_force(self, moment: datetime) -> bool:
        """Say whether it runs at a moment, in the city's own days."""
        day = self.day_of(moment)
        return self.refused_at is None and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def day_of(self, moment: datetime) -> date:
        """Return the day it is in the city."""
        return moment.astimezone(ZoneInfo(self.membership.city.time_zone)).date()


class Preparation(models.Model):
    """What an editor of the city made ready for the person who signs: said once, read again before signing."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="preparations")
    version = models.PositiveSmallIntegerField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    reservation = models.TextField(_("réserve"), blank=True)
    reservation_on = models.PositiveSmallIntegerField(_("article"), null=True)
    interpretation = models.TextField(_("déclaration interprétative"), blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("signature préparée")
        verbose_name_plural = _("signatures préparées")
        ordering = ("-prepared_at",)
        constraints = (
            models.UniqueConstraint(fields=("declaration", "version", "city"), name="one_preparation_per_city"),
        )

    def __str__(self) -> str:
        return f"{self.city} – {self.declaration}"


class Support(models.Model):
    """A city that supports a declaration closed to signature: listed apart, never counted, not in the ledger."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="supports")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=120)
    title = models.CharField(_("en qualité de"), max_length=120)
    supported_on = models.DateField(_("date"))
    supported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("soutien")
        verbose_name_plural = _("soutiens")
        ordering = ("city__sort_key", "id")
        constraints = (models.UniqueConstraint(fields=("declaration", "city"), name="one_support_per_city"),)

    def __str__(self) -> str:
        return f"{self.city} – {self.declaration}"
