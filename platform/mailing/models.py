"""The outbox: one row for each letter, written in the transaction of what caused it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from mailing.topics import TOPICS, Way


class State(models.TextChoices):
    QUEUED = "queued", _("En attente")
    SENDING = "sending", _("En cours d’envoi")
    RETRYING = "retrying", _("À renvoyer")
    SENT = "sent", _("Partie")
    FAILED = "failed", _("Refusée par le serveur")
    DROPPED = "dropped", _("Écartée")
    JOINED = "joined", _("Dite dans une autre lettre")  # of another event on the same record
    HELD = "held", _("Laissée à la lettre de synthèse")  # its reader chose so


WAITING = (State.QUEUED, State.RETRYING)


class Letter(models.Model):
    """One letter to one address. ``key`` is unique, so that what is queued twice is sent once."""

    key = models.CharField(max_length=200)
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
    bulk = models.BooleanField(default=False, db_default=False)  # one of many alike: what one person waits for is first
    group = models.CharField(max_length=120, blank=True)  # letters of one conversation or event
    gathers = models.BooleanField(default=False, db_default=False)  # until it is claimed, its group's events join it
    joined_to = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="joined", db_index=False)
    held_at = models.DateTimeField(null=True)  # when it was left to the digest, which tells it with that period
    message_id = models.CharField(max_length=255)
    answer = models.TextField(blank=True)  # what the mail server said last
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lettre")
        verbose_name_plural = _("lettres")
        ordering = ("id",)
        indexes = (
            models.Index(
                fields=("bulk", "next_try_at"), name="outbox_next", condition=models.Q(state__in=("queued", "retrying"))
            ),
            models.Index(fields=("lease_until",), name="outbox_sending", condition=models.Q(state="sending")),
            models.Index(fields=("recipient_id", "finished_at"), name="outbox_of_a_person"),
            models.Index(fields=("joined_to",), name="outbox_joined", condition=models.Q(joined_to__isnull=False)),
        )
        constraints = (
            # Not unique=True, which adds an index for searches by beginning: each would be written three times a letter
            models.UniqueConstraint(fields=("key",), name="one_letter_of_a_key"),
            models.UniqueConstraint(fields=("message_id",), name="one_letter_of_a_message_id"),
            models.CheckConstraint(
                condition=models.Q(recipient_id__isnull=False) | ~models.Q(address=""), name="outbox_has_a_recipient"
            ),
            models.UniqueConstraint(
                fields=("recipient_id", "group"), condition=models.Q(gathers=True), name="one_letter_gathers_a_group"
            ),
            models.CheckConstraint(
                condition=models.Q(gathers=False) | (models.Q(state="queued") & ~models.Q(group="")),
                name="only_what_waits_gathers",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="joined") | models.Q(joined_to__isnull=False), name="joined_to_a_letter"
            ),
        )

    def __str__(self) -> str:
        return self.key


class Choice(models.Model):
    """How a person wants to be told about one topic, where it is not the topic's default."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letter_choices")
    topic = models.CharField(max_length=20)
    way = models.CharField(max_length=10, choices=Way)

    class Meta:
        ordering = ("topic",)
        constraints = (
            models.UniqueConstraint(fields=("user", "topic"), name="one_choice_per_topic"),
            models.CheckConstraint(condition=models.Q(way__in=Way.values), name="choice_is_a_way"),
            models.CheckConstraint(
                condition=~models.Q(way=Way.NEVER)
                | models.Q(topic__in=sorted(name for name, topic in TOPICS.items() if topic.harmless)),
                name="never_only_where_harmless",
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic}: {self.way}"


class Counter(models.Model):
    """How many letters of one kind of trouble the last reconciliation found."""

    name = models.CharField(max_length=20, primary_key=True)
    number = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.number}"


class ReturnKind(models.TextChoices):
    SOFT = "soft"  # not now: the mailbox is full, the server is away
    HARD = "hard"  # never: the address does not exist
    COMPLAINT = "complaint"  # its reader said that the letter was unwanted


class Return(models.Model):
    """A letter that came back, counted against the address that it had left for."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="returns")
    address = models.EmailField()  # in lower case, as it was when the letter left
    kind = models.CharField(max_length=10, choices=ReturnKind)
    status = models.CharField(max_length=12, blank=True)  # 5.1.1, as the other server said it
    received_at = models.DateTimeField(db_default=Now())
    healed_at = models.DateTimeField(null=True)  # the person confirmed the address, or answered from it

    class Meta:
        verbose_name = _("lettre revenue")
        verbose_name_plural = _("lettres revenues")
        ordering = ("id",)
        indexes = (models.Index(fields=("address", "received_at"), name="returns_of_an_address"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=ReturnKind.values), name="return_kind_known"),
            # The same report twice, or two reports of one letter, count once
            models.UniqueConstraint(
                fields=("letter",), condition=models.Q(kind__in=("soft", "hard")), name="one_bounce_per_letter"
            ),
            models.UniqueConstraint(
                fields=("letter",), condition=models.Q(kind="complaint"), name="one_complaint_per_letter"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"
