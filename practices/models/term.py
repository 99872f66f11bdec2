"""Vocabularies: closed lists of terms in three languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Term(models.Model):
    """A term. Its slug never changes; a term leaves by being deprecated, perhaps with a replacement."""

    vocabulary = models.CharField(max_length=40)
    slug = models.CharField(max_length=40)
    fr = models.CharField(max_length=160)
    en = models.CharField(max_length=160)
    ar = models.CharField(max_length=160)
    definition_fr = models.TextField(blank=True)
    origin = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    extra = models.JSONField(default=dict, blank=True)  # what one vocabulary has more: rank, bounds in euros…
    deprecated = models.BooleanField(default=False)
    replaced_by = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("terme")
        verbose_name_plural = _("termes")
        ordering = ("vocabulary", "order", "id")
        constraints = (models.UniqueConstraint(fields=("vocabulary", "slug"), name="one_term_per_slug"),)

    def __str__(self) -> str:
        return f"{self.vocabulary}/{self.slug}"

    def label(self, language: str) -> str:
        """The term's words in French, English or Arabic."""
        return {"en": self.en, "ar": self.ar}.get(language[:2]) or self.fr
