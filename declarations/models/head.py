"""The heads that the platform signs, and the public keys that check them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from declarations.models.declaration import Declaration


class SigningKey(models.Model):
    """A public key and the days in which it signed; the private one is never in the database."""

    name = models.CharField(max_length=16, unique=True)
    public_key = models.CharField(max_length=64, unique=True)
    starts_on = models.DateField(_("début"))
    ends_on = models.DateField(_("fin"), null=True)

    class Meta:
        verbose_name = _("clé de signature")
        verbose_name_plural = _("clés de signature")
        ordering = ("starts_on", "id")

    def __str__(self) -> str:
        return self.name


class SignedHead(models.Model):
    """Where a ledger ended on a day, in the exact words that are signed. The site's role may only add one."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="signed_heads")
    day = models.DateField(_("jour"))
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="heads")
    canonical = models.TextField()
    signature = models.CharField(max_length=128)

    class Meta:
        verbose_name = _("tête signée")
        verbose_name_plural = _("têtes signées")
        ordering = ("-day", "declaration_id")
        constraints = (
            models.UniqueConstraint(fields=("declaration", "day"), name="one_signed_head_a_day"),
            models.CheckConstraint(condition=Q(signature__regex=r"^[0-9a-f]{128}$"), name="head_signature_is_one"),
        )

    def __str__(self) -> str:
        return f"{self.declaration} {self.day}"
