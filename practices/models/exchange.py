"""What members say to each other about a practice, and what a city asks about a record drawn from public sources."""

from typing import NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.models import City
from cities.viewer import Viewer
from practices.models.practice import Practice, readable_by


class CommentState(models.TextChoices):
    VISIBLE = "visible", _("Visible")
    REMOVED = "removed_by_author", _("Supprimé par son auteur")
    HIDDEN = "hidden", _("Masqué par le secrétariat")


class CommentKind(models.TextChoices):
    COMMENT = "comment", _("Commentaire")
    QUESTION = "question", _("Question à la ville")


_SAID = (
    "parent_id",
    "kind",
    "answer_id",
    "body",
    "state",
    "created_at",
    "edited_at",
    "city__slug",
    "city__name_fr",
    "city__name_en",
    "city__name_ar",
    "author__name",
)


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, viewer: Viewer) -> "CommentQuerySet":
        """Comments of the practices this viewer reads; ``discussion.thread`` says what of each."""
        return self.filter(readable_by(viewer, "practice__"))

    def unanswered(self) -> "CommentQuerySet":
        """Questions that stand and have no answer yet."""
        return self.filter(kind=CommentKind.QUESTION, answer=None, state=CommentState.VISIBLE)


class CommentGate(models.Manager["Comment"]):
    """The default manager: rows only through a viewer."""

    def get_queryset(self) -> NoReturn:
        raise RuntimeError("Read comments through visible_to(viewer); actions use unguarded.")

    def on(self, practice: Practice) -> CommentQuerySet:
        """Comments of a practice that was read through its own gate, with the names of their cities and authors."""
        rows = CommentQuerySet(self.model, using=self._db).filter(practice=practice).select_related("city", "author")
        return rows.only(*_SAID)

    def visible_to(self, viewer: Viewer) -> CommentQuerySet:
        """Comments of the practices this viewer reads."""
        return CommentQuerySet(self.model, using=self._db).visible_to(viewer)


class Comment(models.Model):
    """A comment of a city on a practice, a question to its city, or a reply. The place stays when the words leave."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=10, choices=CommentKind, default=CommentKind.COMMENT, db_default=CommentKind.COMMENT
    )
    # Of a question: the reply that the practice's city marked
    answer = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(blank=True)  # emptied when its author removes it
    state = models.CharField(max_length=20, choices=CommentState, default=CommentState.VISIBLE)
    created_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True)
    hidden_reason = models.TextField(blank=True)

    objects = CommentGate()
    unguarded = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commentaire")
        verbose_name_plural = _("commentaires")
        ordering = ("created_at", "id")
        indexes = (models.Index(fields=("practice", "created_at"), name="comment_practice"),)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=CommentKind.values), name="comment_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=CommentKind.COMMENT) | Q(parent__isnull=True), name="question_begins_a_thread"
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True) | Q(kind=CommentKind.QUESTION), name="only_a_question_has_an_answer"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"


class Mention(models.Model):
    """A member city named in a comment with « @ ». Written from the comment's own words, and only from them."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("comment_id", "city_id")
        constraints = (models.UniqueConstraint(fields=("comment", "city"), name="one_mention_per_city"),)

    def __str__(self) -> str:
        return f"{self.comment_id} @{self.city_id}"


class CommentReport(models.Model):
    """Somebody asks the secretariat to look at a comment."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("signalement")
        verbose_name_plural = _("signalements")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("comment", "reporter"),
                condition=Q(handled_at__isnull=True),
                name="one_waiting_report_per_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.comment_id}"


class Follow(models.Model):
    """A person who wants letters about a practice."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("practice_id", "user_id")
        constraints = (models.UniqueConstraint(fields=("practice", "user"), name="one_follow_per_person"),)

    def __str__(self) -> str:
        return f"{self.user_id} → {self.practice_id}"


class Reading(models.Model):
    """When a person last opened a practice: their digest leaves out what they have read. Kept nine weeks."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        ordering = ("practice_id", "user_id")
        constraints = (models.UniqueConstraint(fields=("user", "practice"), name="one_reading_per_person"),)
        indexes = (models.Index(fields=("read_at",), name="readings_to_forget"),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.practice_id}"


class Mute(models.Model):
    """A person who wants no letter about a practice, not even as a member of its city."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("practice_id", "user_id")
        constraints = (models.UniqueConstraint(fields=("practice", "user"), name="one_mute_per_person"),)

    def __str__(self) -> str:
        return f"{self.user_id} ≠ {self.practice_id}"


class ClaimKind(models.TextChoices):
    CLAIM = "claim", pgettext_lazy("record", "Reprise par la ville")
    WITHDRAWAL = "withdrawal", pgettext_lazy("record", "Demande de retrait")


class Claim(models.Model):
    """A city takes up, or asks to withdraw, the record drawn about it from public sources."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=ClaimKind)
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("demande sur une notice")
        verbose_name_plural = _("demandes sur des notices")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("practice", "kind"), condition=Q(handled_at__isnull=True), name="one_waiting_claim_of_a_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.practice_id}"
