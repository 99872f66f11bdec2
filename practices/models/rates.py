"""Exchange rates of reference, so that budgets in several currencies can be set side by side."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ExchangeRate(models.Model):
    """Units of a currency for one euro: the mean of a year, or a parity fixed for every year when ``year`` is empty."""

    currency = models.CharField(_("devise"), max_length=3)
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)
    rate = models.DecimalField(
        _("unités pour un euro"), max_digits=14, decimal_places=6, validators=[MinValueValidator(0)]
    )
    source = models.CharField(_("source"), max_length=200)
    set_by_hand = models.BooleanField(_("saisi par le secrétariat"), default=False)

    class Meta:
        verbose_name = _("taux de change")
        verbose_name_plural = _("taux de change")
        ordering = ("currency", "-year")
        constraints = (
            models.UniqueConstraint(fields=("currency", "year"), nulls_distinct=False, name="one_rate_per_year"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_positive"),
        )

    def __str__(self) -> str:
        return f"{self.currency} {self.year or ''}".strip()
