"""A city's line on the wall, and the document from which the secretariat recorded it when it was signed on paper."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.models import City
from declarations.models.declaration import Declaration, Event, Kind
from declarations.workflow import LineState


def place_of_scan(_signature: "Signature", _name: str) -> str:
    """A name that says nothing: neither the city nor the person."""
    return f"signatures/{secrets.token_hex(16)}"


ACTIVE_LINES = (LineState.PENDING, LineState.COUNTED, LineState.RECORDED)


class Signature(models.Model):
    """A city's line on the wall: what the ledger says of it today, written in the same transaction as the events."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="signatures")
    version = models.PositiveSmallIntegerField()  # 0: recorded from a source, the text is not known
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="signatures")
    state = models.CharField(_("état"), max_length=10, choices=LineState)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="line")  # signed or recorded
    confirmation = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField(_("date de signature"), null=True)  # the day shown, in the city's own time
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    mandate = models.ForeignKey("declarations.Mandate", on_delete=models.PROTECT, null=True, related_name="signatures")
    # A signature that the secretariat recorded from a document, and its city's own confirmation when it came afterwards
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    scan = models.FileField(_("document numérisé"), upload_to=place_of_scan, blank=True)
    scan_name = models.CharField(max_length=20, blank=True)  # what a browser saves it as
    scan_sha256 = models.CharField(max_length=64, blank=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ("city__sort_key", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("declaration", "version", "city"),
                condition=Q(state__in=[str(state) for state in ACTIVE_LINES]),
                name="one_active_signature_per_city",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=True, scan_sha256="")
                | (Q(recorded_by__isnull=False, signed_by__isnull=True) & ~Q(scan_sha256="")),
                name="signature_on_paper_has_its_document",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False, recorded_by__isnull=False),
                name="signature_acknowledged_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.city} – {self.declaration}"

    @property
    def is_from_paper(self) -> bool:
        """Recorded by the secretariat from a document, signed on paper or in a session."""
        return self.recorded_by_id is not None

    def was_made_by(self, user_id: int | None) -> bool:
        """Say whether this person signed, or recorded the signature: they never answer for it a second time."""
        return user_id is not None and user_id in {self.signed_by_id, self.recorded_by_id}

    @property
    def is_confirmed_by_city(self) -> bool:
        """Whether the city itself said yes: when it was confirmed, or later to the secretariat."""
        by_city = self.confirmation is not None and self.confirmation.said["by"] == "city"
        return by_city or self.acknowledged_at is not None

    @property
    def was_counted(self) -> bool:
        """Whether this line has ever counted: only such a line stays visible once withdrawn."""
        return self.state == LineState.RECORDED or self.event.kind == Kind.RECORDED or self.confirmation_id is not None
