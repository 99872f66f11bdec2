"""A practice: the identity that its revisions share. Who may read and write its row is decided here."""

from typing import NamedTuple, NoReturn

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.models import City
from cities.viewer import Viewer
from common.audience import Audience


class Origin(models.TextChoices):
    CITY = "city", _("Fiche de la ville")
    PUBLIC_SOURCES = "public_sources", _("Notice établie d’après des sources publiques, non confirmée par la ville")


class PracticeState(models.TextChoices):
    UNPUBLISHED = "unpublished", pgettext_lazy("record", "Non publiée")
    PUBLISHED = "published", pgettext_lazy("record", "Publiée")
    WITHDRAWN = "withdrawn", pgettext_lazy("record", "Retirée")
    ARCHIVED = "archived", pgettext_lazy("record", "Archivée")


QUESTIONS_TO_REVIEW = 2  # unanswered
READABLE = (PracticeState.PUBLISHED, PracticeState.ARCHIVED)  # an archived record can still be cited


def readable_by(viewer: Viewer, prefix: str = "") -> Q:
    """Return the condition under which a viewer reads a practice; ``prefix`` leads to it from another model."""
    if viewer.is_secretariat:
        return Q()
    rule = Q(**{f"{prefix}state__in": READABLE}) & admitted(viewer, f"{prefix}published__")
    if viewer.city_id is not None:
        rule |= Q(**{f"{prefix}city_id": viewer.city_id})
    return rule


def admitted(viewer: Viewer, prefix: str = "") -> Q:
    """Return the condition under which the audience of a revision admits a viewer who is not of its city."""
    audience = f"{prefix}audience"
    wide = Q(**{audience: Audience.PUBLIC})
    if viewer.scope == Audience.MEMBERS:
        wide |= Q(**{audience: Audience.MEMBERS})
    if viewer.city_id is not None:
        wide |= Q(**{audience: Audience.NAMED, f"{prefix}named_cities__contains": [viewer.city_id]})
    return wide


class Around(NamedTuple):
    """Which of the things beside a record there are at all: what there is not need not be asked for."""

    comments: bool = True
    adoptions: bool = True
    started: bool = True  # practices that began from this one
    stops: bool = True  # words of the city on the end of the action
    attachments: bool = True
    articles: bool = True  # of declarations, that it carries out


_LOOK_AROUND = """SELECT
  EXISTS (SELECT FROM practices_comment WHERE practice_id = %(practice)s),
  EXISTS (SELECT FROM practices_adoption WHERE practice_id = %(practice)s),
  EXISTS (SELECT FROM practices_practice WHERE inspired_by_id = %(practice)s),
  EXISTS (SELECT FROM practices_confirmationround WHERE practice_id = %(practice)s AND answer = 'stopped'),
  EXISTS (SELECT FROM practices_attachment WHERE revision_id = %(revision)s),
  EXISTS (SELECT FROM commitments_articlelink WHERE practice_id = %(practice)s)"""


class PracticeQuerySet(models.QuerySet["Practice"]):
    def visible_to(self, viewer: Viewer) -> "PracticeQuerySet":
        """Those this viewer may read: what is published for them, all of their city, everything for the secretariat."""
        return self.filter(readable_by(viewer))

    def editable_by(self, viewer: Viewer) -> "PracticeQuerySet":
        """Those of the city the viewer writes for."""
        if not viewer.can_write or viewer.city_id is None:
            return self.none()
        return self.filter(city_id=viewer.city_id)


class PracticeGate(models.Manager["Practice"]):
    """The default manager: rows only through a viewer."""

    def get_queryset(self) -> NoReturn:
        raise RuntimeError("Read practices through visible_to(viewer) or editable_by(viewer); actions use unguarded.")

    def visible_to(self, viewer: Viewer) -> PracticeQuerySet:
        """Those this viewer may read."""
        return PracticeQuerySet(self.model, using=self._db).visible_to(viewer)

    def editable_by(self, viewer: Viewer) -> PracticeQuerySet:
        """Those of the city the viewer writes for."""
        return PracticeQuerySet(self.model, using=self._db).editable_by(viewer)


class Practice(models.Model):
    """The identity of a practice. At most one published and one open revision."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=100, unique=True)
    origin = models.CharField(max_length=16, choices=Origin, default=Origin.CITY)
    state = models.CharField(max_length=12, choices=PracticeState, default=PracticeState.UNPUBLISHED)
    published = models.ForeignKey("practices.Revision", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    first_published_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)  # of the published revision
    last_confirmed_on = models.DateField(null=True)  # by the city: empty for a record drawn from public sources
    confidence = models.CharField(max_length=6, blank=True)  # of a record drawn from public sources
    verified_note = models.CharField(max_length=300, blank=True)  # when the public sources were read
    external = models.BooleanField(default=False)  # a reference from outside the French-speaking network
    illustrative = models.BooleanField(default=False)  # fictitious: says so on its page and is not indexed
    # Numbers of old versions whose address is closed to others: what should not have been written can be taken back
    closed_versions = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    inspired_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    around = Around()  # until look_around is called, anything may be there

    objects = PracticeGate()
    unguarded = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("fiche de pratique")
        verbose_name_plural = _("fiches de pratiques")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(published__isnull=False) | Q(state=PracticeState.UNPUBLISHED),
                name="practice_published_has_a_revision",
            ),
        )

    def __str__(self) -> str:
        return self.slug

    def look_around(self) -> None:
        """Ask once, in one small statement, which of the things beside the published record there are."""
        with connection.cursor() as cursor:
            cursor.execute(_LOOK_AROUND, {"practice": self.pk, "revision": self.published_id})
            self.around = Around(*cursor.fetchone())

    @property
    def is_readable(self) -> bool:
        """Its published revision is offered to readers."""
        return self.state in READABLE and self.published_id is not None

    @property
    def is_confirmed_as_published(self) -> bool:
        """Its city has said nothing of it since it published the version that is read."""
        confirmed, published = self.last_confirmed_on, self.published_at
        return confirmed is not None and published is not None and confirmed <= published.date()

    def is_to_review(self) -> bool:
        """« À réviser » : two yearly questions to the city are sent and unanswered. Derived, never a state."""
        return self.origin == Origin.CITY and self.rounds.waiting().count() >= QUESTIONS_TO_REVIEW

    @property
    def from_public_sources(self) -> bool:
        """Drawn from public sources and not confirmed by the city: every surface says so."""
        return self.origin == Origin.PUBLIC_SOURCES
