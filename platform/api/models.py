"""Partners' keys, stored as hashes, and their use by day."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    PUBLIC = "public", _("Ce que tout le monde peut lire")
    MEMBERS = "members", _("Ce que lisent les villes membres (pour le système d’une ville membre)")


class ApiKey(models.Model):
    """A partner's key. Only its SHA-256 is kept: the key itself is random, shown once and never stored."""

    owner = models.CharField(_("organisme"), max_length=160)
    contact = models.EmailField(_("adresse électronique de contact"))
    purpose = models.TextField(_("usage prévu"), max_length=1000)
    scope = models.CharField(_("étendue"), max_length=10, choices=Scope, default=Scope.PUBLIC)
    city = models.ForeignKey(
        "cities.City", verbose_name=_("ville membre"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    prefix = models.CharField(_("début de la clé"), max_length=12, unique=True)
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("créée le"), db_default=Now())
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    revoked_at = models.DateTimeField(_("révoquée le"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("dernier usage"), null=True, blank=True)

    class Meta:
        verbose_name = _("clé de partenaire")
        verbose_name_plural = _("clés de partenaires")
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(scope="public", city__isnull=True) | models.Q(scope="members", city__isnull=False),
                name="api_members_key_has_a_city",
            ),
        )

    def __str__(self) -> str:
        return f"{self.prefix}… – {self.owner}"


class KeyUse(models.Model):
    """How many requests a key made on one day: the log of its use."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField(_("jour"))
    requests = models.PositiveIntegerField(_("requêtes"), default=0)

    class Meta:
        verbose_name = _("usage d’une clé")
        verbose_name_plural = _("usages des clés")
        ordering = ("-day",)
        constraints = (models.UniqueConstraint(fields=("key", "day"), name="api_one_row_per_key_and_day"),)

    def __str__(self) -> str:
        return f"{self.key} {self.day}"
