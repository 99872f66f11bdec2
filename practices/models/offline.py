"""A file brought back from offline, waiting until a person accepts what it changes, or lets it go."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from cities.viewer import Viewer
from common import clock
from practices.models.practice import Practice


class OfflineFileQuerySet(models.QuerySet["OfflineFile"]):
    def waiting_for(self, viewer: Viewer) -> "OfflineFileQuerySet":
        """Those of the practices that the viewer writes, until they expire."""
        if not viewer.can_write or viewer.city_id is None:
            return self.none()
        return self.filter(practice__city_id=viewer.city_id, expires_at__gt=clock.now())


class OfflineFile(models.Model):
    """What a file holds, as it was read: nothing of it is in the draft until somebody accepts it."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)  # of the file: the same one sent twice waits once
    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # {field: as written}
    places: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # {value: where it is in the file}
    problems: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # what was left aside, and why
    marks: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # of the fields when the file was made
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    objects = OfflineFileQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("practice", "user", "digest"), name="one_offline_file_waits_once"),
        )

    def __str__(self) -> str:
        return f"{self.practice_id}/{self.pk}"
