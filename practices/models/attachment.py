"""A file on a version of a record: what readers are told of it, and the random name under which it is kept."""

from typing import NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.audience import Audience
from practices.models.revision import Revision


class AttachmentKind(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    ODT = "odt", "ODT"
    XLSX = "xlsx", "XLSX"
    IMAGE = "image", pgettext_lazy("file", "Image")


class AttachmentGate(models.Manager["Attachment"]):
    """The default manager: rows only through ``record.attached``."""

    def get_queryset(self) -> NoReturn:
        raise RuntimeError("Read attachments through record.view or record.files; actions use unguarded.")


class Attachment(models.Model):
    """A file of a revision. The next version copies the row and shares the file; a submitted one never changes."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=30)  # the field of the record that it stands beside
    kind = models.CharField(max_length=6, choices=AttachmentKind)
    title = models.CharField(max_length=200)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.PUBLIC)
    alt_text = models.CharField(max_length=300, blank=True)
    credit = models.CharField(max_length=160, blank=True)
    consent = models.BooleanField(default=False)  # of those who can be recognised, in writing
    file = models.CharField(max_length=32)
    small = models.CharField(max_length=32, blank=True)  # the smaller size of an image
    weight = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)  # of what was sent: the same file sent twice is one
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    objects = AttachmentGate()
    unguarded = models.Manager["Attachment"]()

    class Meta:
        verbose_name = _("fichier joint")
        verbose_name_plural = _("fichiers joints")
        ordering = ("revision_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("revision", "place", "digest"), name="one_attachment_per_file"),
            models.CheckConstraint(condition=~Q(title=""), name="attachment_has_a_title"),
            models.CheckConstraint(
                condition=~Q(kind=AttachmentKind.IMAGE) | (Q(consent=True) & ~Q(alt_text="") & ~Q(credit="")),
                name="image_is_described_and_agreed",
            ),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="attachment_audience_known"),
            models.CheckConstraint(condition=Q(kind__in=AttachmentKind.values), name="attachment_kind_known"),
        )
        indexes = (models.Index(fields=("file",), name="attachment_file"),)

    def __str__(self) -> str:
        return f"{self.revision_id}/{self.file}"
