"""What lists, search, statistics, the API's list, the sitemap and the digest read: already gated, one row per scope."""

from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import get_language

from cities.models import City
from cities.viewer import Viewer
from common.audience import Audience
from practices.models.practice import Practice


def slugs() -> "ArrayField[Any, Any]":
    """Return a column of slugs."""
    return ArrayField(models.CharField(max_length=60), default=list)


SHOWN_ON_CARDS = (
    "slug",
    "title",
    "summary",
    "language",
    "translations",
    "origin",
    "illustrative",
    "to_review",
    "audience",
    "prevention_levels",
    "programme_status",
    "evidence_level",
    "transfers",
    "adopters",
    "adoptions",
    "city__name_fr",
    "city__name_en",
    "city__name_ar",
    "city__signatory_2016",
)


class Said(NamedTuple):
    """What a list says of a practice, and in which language."""

    title: str
    summary: str
    language: str


class IndexQuerySet(models.QuerySet["IndexEntry"]):
    def visible_to(self, viewer: Viewer) -> "IndexQuerySet":
        """The rows of the viewer's scope."""
        return self.in_scope(viewer.scope)

    def in_scope(self, scope: Audience) -> "IndexQuerySet":
        """The rows of a scope: public, or members."""
        return self.filter(scope=scope)

    def for_cards(self) -> "IndexQuerySet":
        """With their cities, and only what a list shows: the rows hold long texts."""
        return self.select_related("city").only(*SHOWN_ON_CARDS)


class IndexEntry(models.Model):
    """A published practice as one scope reads it. Written only by ``practices.index`` from ``record.view``."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=10, choices=((Audience.PUBLIC, "public"), (Audience.MEMBERS, "members")))
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=100)
    country = models.CharField(max_length=2)
    city_slug = models.CharField(max_length=60)
    origin = models.CharField(max_length=16)
    illustrative = models.BooleanField(default=False)
    to_review = models.BooleanField(default=False, db_default=False)  # Practice.is_to_review, when last written
    audience = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    translations = models.JSONField(default=dict)  # {language: {"title": …, "summary": …}}, as this scope reads them
    lead_organisation = models.CharField(max_length=160, blank=True)
    start_date = models.CharField(max_length=10, blank=True)
    programme_status = models.CharField(max_length=40, blank=True)
    geographic_scope = models.CharField(max_length=40, blank=True)
    evidence_level = models.CharField(max_length=40, blank=True)
    evidence_rank = models.SmallIntegerField(default=-1)  # -1: unknown
    police_link = models.CharField(max_length=40, blank=True)
    cost_band = models.CharField(max_length=40, blank=True)
    confidence = models.CharField(max_length=6, blank=True)
    practice_domains = slugs()
    prevention_levels = slugs()
    themes = slugs()
    target_groups = slugs()
    methods = slugs()
    settings = slugs()
    violence_forms = slugs()
    transfers = slugs()  # cities that the record says took it up
    adopters = ArrayField(models.CharField(max_length=80), default=list)  # "running:dakar", as those cities declare
    adoptions = models.PositiveSmallIntegerField(default=0)  # how many of them run it or try it now
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    last_confirmed_on = models.DateField(null=True)
    fresh_at = models.DateTimeField()  # the last confirmation, or the publication where there was none
    # "" once, then "filter:value" for each value of each filter: one pass over them counts everything
    keys = ArrayField(models.TextField(), default=list)
    vector = SearchVectorField()

    objects = IndexQuerySet.as_manager()

    class Meta:
        ordering = ("-fresh_at", "-id")
        constraints = (models.UniqueConstraint(fields=("practice", "scope"), name="one_entry_per_scope"),)
        indexes = (
            GinIndex(fields=("vector",), name="index_vector"),
            GinIndex(fields=("keys",), name="index_keys"),
            models.Index(fields=("scope", "-fresh_at", "-id"), name="index_fresh"),
            models.Index(fields=("scope", "-evidence_rank", "-fresh_at", "-id"), name="index_evidence"),
            models.Index(fields=("scope", "-adoptions", "-fresh_at", "-id"), name="index_adoptions"),
        )

    def __str__(self) -> str:
        return f"{self.slug} ({self.scope})"

    def said_in(self, language: str) -> Said:
        """Return the title and the summary in this language where they exist, else in the record's."""
        found = self.translations.get(language[:2])
        return Said(**found, language=language[:2]) if found else Said(self.title, self.summary, self.language)

    @property
    def said(self) -> Said:
        """The title and the summary for a reader of the page."""
        return self.said_in(get_language() or "fr")


class FacetCount(models.Model):
    """How many rows of a scope hold a key: what the list shows while nobody narrows it. Only a trigger writes it."""

    scope = models.CharField(max_length=10)
    key = models.TextField()
    number = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("scope", "key"), name="one_count_per_key"),)

    def __str__(self) -> str:
        return f"{self.scope} {self.key}: {self.number}"
