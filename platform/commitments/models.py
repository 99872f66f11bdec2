"""Where declarations and practices meet: which practice carries out which article, and what cities say each year."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.viewer import Viewer
from common.audience import Audience

READ_BY = (Audience.PUBLIC, Audience.MEMBERS, Audience.OWN)  # an answer names no other city
_ANCHOR = r"^article-[1-9][0-9]{0,2}$"


class ArticleLink(models.Model):
    """A practice carries out an article. Who may read the practice may know it: the link tells nothing more."""

    declaration = models.ForeignKey("declarations.Declaration", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("version"))  # of the text that has this article
    anchor = models.CharField(_("article"), max_length=12)
    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="+")
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("pratique liée à un article")
        verbose_name_plural = _("pratiques liées à des articles")
        ordering = ("declaration_id", "anchor", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("declaration", "version", "anchor", "practice"), name="one_link_per_article"
            ),
            models.CheckConstraint(condition=Q(anchor__regex=_ANCHOR), name="link_names_an_article"),
        )

    def __str__(self) -> str:
        return f"{self.anchor} – {self.practice_id}"


class YearlyQuestion(models.Model):
    """« Qu’avez-vous fait ? », asked of a signatory city once for each year since it signed."""

    declaration = models.ForeignKey("declarations.Declaration", on_delete=models.PROTECT, related_name="+")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("année"))
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("question annuelle")
        verbose_name_plural = _("questions annuelles")
        ordering = ("-year", "id")
        constraints = (
            models.UniqueConstraint(fields=("declaration", "city", "year"), name="one_question_a_year_per_city"),
        )

    def __str__(self) -> str:
        return f"{self.city} {self.year}"


class AnswerQuerySet(models.QuerySet["YearlyAnswer"]):
    def visible_to(self, viewer: Viewer) -> "AnswerQuerySet":
        """What this viewer may read of what cities answered."""
        if viewer.is_secretariat:
            return self
        rule = Q(audience=Audience.PUBLIC)
        if viewer.scope == Audience.MEMBERS:
            rule |= Q(audience=Audience.MEMBERS)
        if viewer.city_id is not None:
            rule |= Q(question__city_id=viewer.city_id)
        return self.filter(rule)


class AnswerGate:
    """The way in for readers: rows come only through the rule of who may read them."""

    def visible_to(self, viewer: Viewer) -> AnswerQuerySet:
        """Return the answers that this viewer may read."""
        return AnswerQuerySet(YearlyAnswer).visible_to(viewer)


class YearlyAnswer(models.Model):
    """What a city says that it did for one article, in a few words."""

    question = models.ForeignKey(YearlyQuestion, on_delete=models.PROTECT, related_name="answers")
    version = models.PositiveSmallIntegerField(_("version"))  # of the text that was read
    anchor = models.CharField(_("article"), max_length=12)
    text = models.TextField(_("ce que la ville a fait"))
    audience = models.CharField(_("qui le lit"), max_length=10, choices=Audience, default=Audience.MEMBERS)
    practice = models.ForeignKey("practices.Practice", on_delete=models.SET_NULL, null=True, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = AnswerGate()
    unguarded = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("réponse annuelle")
        verbose_name_plural = _("réponses annuelles")
        ordering = ("question_id", "anchor")
        constraints = (
            models.UniqueConstraint(fields=("question", "version", "anchor"), name="one_answer_per_article"),
            models.CheckConstraint(condition=Q(anchor__regex=_ANCHOR), name="answer_names_an_article"),
            models.CheckConstraint(condition=Q(audience__in=READ_BY), name="answer_audience_known"),
            models.CheckConstraint(condition=~Q(text=""), name="answer_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.question}, {self.anchor}"
