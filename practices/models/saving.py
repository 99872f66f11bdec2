"""What was saved of a draft, and from which form: the same form sent twice is one saving, and texts have an author."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from practices.models.revision import Revision


class Saving(models.Model):
    """One saving of some fields of a draft. ``token`` names the page that was filled, ``digest`` what it held."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    screen = models.CharField(max_length=20)
    token = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField()  # the lock_version that it made
    changed = models.JSONField(default=dict)  # {field: its mark afterwards}
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("revision_id", "version", "id")
        constraints = (
            models.UniqueConstraint(fields=("revision", "token", "digest"), name="one_saving_per_form_and_content"),
        )

    def __str__(self) -> str:
        return f"{self.revision_id}/{self.screen}/{self.version}"
