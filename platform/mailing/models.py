"""The outbox: one row for each letter, written in the transaction of what caused it."""

from django.db import models
from django.db.models.functions import Now


class State(models.TextChoices):
    QUEUED = "queued"
    SENDING = "sending"
    RETRYING = "retrying"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


WAITING = (State.QUEUED, State.RETRYING)


class Letter(models.Model):
    """One letter to one address. ``key`` is unique, so that what is queued twice is sent once."""

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    recipient_id = models.BigIntegerField(null=True)  # a User's id; null when only an address is known
    address = models.EmailField(blank=True)  # only where no recipient: an invitation
    language = models.CharField(max_length=5, default="fr")
    data = models.JSONField(default=dict)  # ids and plain values: never a text that somebody may stop reading
    subject = models.TextField(blank=True)  # the three are for letters already rendered, and emptied once sent
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(null=True)
    group = models.CharField(max_length=120, blank=True)  # letters of one conversation or event
    message_id = models.CharField(max_length=255, unique=True)
    answer = models.TextField(blank=True)  # what the mail server said last
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(
                fields=("next_try_at",), name="outbox_waiting", condition=models.Q(state__in=("queued", "retrying"))
            ),
            models.Index(fields=("lease_until",), name="outbox_sending", condition=models.Q(state="sending")),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(recipient_id__isnull=False) | ~models.Q(address=""), name="outbox_has_a_recipient"
            ),
        )

    def __str__(self) -> str:
        return self.key


class Counter(models.Model):
    """How many letters of one kind of trouble the last reconciliation found."""

    name = models.CharField(max_length=20, primary_key=True)
    number = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.number}"
