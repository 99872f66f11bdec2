"""Answers that came by mail: published as comments, or kept until their reader says so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.models import City
from practices.models.exchange import Comment


class MailedState(models.TextChoices):
    WAITING = "waiting", _("Attend un accord")
    PUBLISHED = "published", _("Publiée")
    DISCARDED = "discarded", _("Écartée")
    REFUSED = "refused", _("Non publiée")


class MailedReply(models.Model):
    """One answer to a letter, by the reader for whom its address was written. Its words leave once it is settled."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")  # in whose name the reader answers
    answered = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")  # what the letter was about
    letter_key = models.CharField(max_length=64)  # SHA-256 of the Message-ID
    sender = models.CharField(max_length=254, blank=True)  # who says to have written it
    body = models.TextField(blank=True)
    had_files = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=MailedState, default=MailedState.WAITING)
    reason = models.TextField(blank=True)  # the sentence of a refusal, in the reader's language
    comment = models.ForeignKey(Comment, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("réponse reçue par courriel")
        verbose_name_plural = _("réponses reçues par courriel")
        ordering = ("received_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("reader", "letter_key"), name="one_reply_per_letter_received"),
            models.CheckConstraint(condition=Q(state__in=MailedState.values), name="mailed_state_known"),
            models.CheckConstraint(
                condition=Q(state=MailedState.PUBLISHED, comment__isnull=False)
                | (~Q(state=MailedState.PUBLISHED) & Q(comment__isnull=True)),
                name="mailed_published_has_its_comment",
            ),
            models.CheckConstraint(
                condition=Q(state=MailedState.WAITING, settled_at__isnull=True)
                | (~Q(state=MailedState.WAITING) & Q(settled_at__isnull=False, body="")),
                name="mailed_settled_keeps_no_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reader_id} {self.state}"
