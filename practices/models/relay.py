"""A city asks another for an exchange. No person is named to the other side before somebody there accepts."""

from collections.abc import Iterable
from typing import NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.models import City
from cities.viewer import Viewer
from practices.models.practice import Practice


class ContactKind(models.TextChoices):
    CALL = "call", _("Un appel")
    VISIT = "visit", _("Une visite")
    DOCUMENTS = "documents", _("Des documents")


class ContactState(models.TextChoices):
    WAITING = "waiting", _("En attente de réponse")
    ACCEPTED = "accepted", pgettext_lazy("request", "Acceptée")
    DECLINED = "declined", pgettext_lazy("request", "Déclinée")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Retirée par la ville qui demandait")
    EXPIRED = "expired", _("Restée sans réponse")


class ContactQuerySet(models.QuerySet["ContactRequest"]):
    def visible_to(self, viewer: Viewer) -> "ContactQuerySet":
        """Those that one's city asked; those asked of it, for who writes for it. Nobody else, not the secretariat."""
        if viewer.city_id is None:
            return self.none()
        rule = Q(from_city_id=viewer.city_id)
        if viewer.can_write:
            rule |= Q(to_city_id=viewer.city_id)
        return self.filter(rule)


class ContactGate(models.Manager["ContactRequest"]):
    """The default manager: rows only through a viewer."""

    def get_queryset(self) -> NoReturn:
        raise RuntimeError("Read requests through visible_to(viewer); actions and counts use unguarded.")

    def visible_to(self, viewer: Viewer) -> ContactQuerySet:
        """Those of the viewer's city."""
        return ContactQuerySet(self.model, using=self._db).visible_to(viewer)

    def asked_of(self, viewers: Iterable[Viewer]) -> ContactQuerySet:
        """Those asked of the cities that these viewers write for; each reads those of their own."""
        cities = {viewer.city_id for viewer in viewers if viewer.can_write} - {None}
        return ContactQuerySet(self.model, using=self._db).filter(to_city__in=cities)


class ContactRequest(models.Model):
    """What a city asks of another: the two persons learn of each other by letter, once it is accepted."""

    from_city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    to_city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    practice = models.ForeignKey(Practice, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=ContactKind)
    purpose = models.TextField()
    proposed_time = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ContactState, default=ContactState.WAITING)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)  # a word with the acceptance, or the reason of a refusal

    objects = ContactGate()
    unguarded = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande d’échange")
        verbose_name_plural = _("demandes d’échange")
        ordering = ("-created_at", "-id")
        constraints = (
            # Nobody is pestered: one waiting request of a kind from one city to another about one thing
            models.UniqueConstraint(
                fields=("from_city", "to_city", "practice", "kind"),
                condition=Q(state=ContactState.WAITING),
                nulls_distinct=False,
                name="one_waiting_contact_request",
            ),
            models.CheckConstraint(condition=~Q(from_city=F("to_city")), name="contact_between_two_cities"),
            models.CheckConstraint(condition=Q(state__in=ContactState.values), name="contact_state_known"),
            models.CheckConstraint(condition=Q(kind__in=ContactKind.values), name="contact_kind_known"),
            models.CheckConstraint(
                condition=~Q(state__in=(ContactState.ACCEPTED, ContactState.DECLINED))
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="contact_answered_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=("expires_at",), name="contact_waiting", condition=Q(state=ContactState.WAITING)),
            models.Index(fields=("to_city", "-created_at"), name="contact_received"),
            models.Index(fields=("from_city", "-created_at"), name="contact_sent"),
        )

    def __str__(self) -> str:
        return f"{self.from_city_id} → {self.to_city_id}"
