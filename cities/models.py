"""Cities and the people who belong to them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from cities import ordering


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordination")
    EDITOR = "editor", _("Rédaction")
    READER = "reader", _("Lecture")


class City(models.Model):
    """A city. Being a member means having an account here: it is never guessed from data."""

    slug = models.SlugField(max_length=60, unique=True)
    name_fr = models.CharField(_("nom français"), max_length=120)
    name_en = models.CharField(_("nom anglais"), max_length=120)
    name_ar = models.CharField(_("nom arabe"), max_length=120)
    sort_key = models.CharField(max_length=120, editable=False, db_index=True)  # folded French name
    # The order of the two other languages: cities/ordering.py
    sort_en = models.CharField(max_length=ordering.LONGEST, editable=False, default="")
    sort_ar = models.CharField(max_length=ordering.LONGEST, editable=False, default="")
    country = CountryField(_("pays"))
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_note = models.TextField(blank=True)
    population_source = models.TextField(blank=True)
    official_languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    working_languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    languages_note = models.TextField(blank=True)
    time_zone = models.CharField(_("fuseau horaire"), max_length=60, default="UTC")
    signatory_2016 = models.BooleanField(_("signataire 2016"), default=False)
    aimf_status = models.CharField(max_length=30, blank=True)  # what the source says, never shown as membership
    aimf_evidence = models.TextField(blank=True)
    geonames_id = models.PositiveIntegerField(null=True, blank=True)
    office = models.CharField(_("titre de la fonction de maire"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("ville")
        verbose_name_plural = _("villes")
        ordering = ("sort_key", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_in(get_language() or "fr")

    @property
    def order_key(self) -> str:
        """By what it takes its place in a list of the active language."""
        return str(getattr(self, ordering.column()))

    def name_in(self, language: str) -> str:
        """The name in French, English or Arabic."""
        return {"en": self.name_en, "ar": self.name_ar}.get(language[:2]) or self.name_fr


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        """Those that have not ended, of open accounts."""
        return self.filter(ended_at__isnull=True, user__is_active=True)


class Membership(models.Model):
    """A named person in a city, with one role and perhaps the right to sign."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=12, choices=Role)
    can_sign = models.BooleanField(_("peut signer au nom de la ville"), default=False)
    signs_as = models.CharField(_("en qualité de"), max_length=120, blank=True)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("appartenance")
        verbose_name_plural = _("appartenances")
        ordering = ("city__sort_key", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "city"),
                condition=models.Q(ended_at__isnull=True),
                name="one_current_membership_per_city",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.city}"

    @property
    def coordinates(self) -> bool:
        """Coordinators invite, and see who belongs to their city."""
        return self.role == Role.COORDINATOR


class Invitation(models.Model):
    """An invitation to join a city: bound to one address, used once, open for seven days."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("adresse électronique"))
    role = models.CharField(_("rôle"), max_length=12, choices=Role)
    can_sign = models.BooleanField(_("peut signer au nom de la ville"), default=False)
    signs_as = models.CharField(_("en qualité de"), max_length=120, blank=True)
    language = models.CharField(_("langue de la lettre"), max_length=5, choices=settings.LANGUAGES, default="fr")
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256: the link is only in the letter
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("to join a city", "invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                "city",
                Lower("email"),
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_per_address",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} – {self.city}"


class CityRequest(models.Model):
    """« Ma ville n’est pas dans la liste » : a request that the secretariat answers."""

    city_name = models.CharField(_("ville"), max_length=120)
    country = CountryField(_("pays"))
    name = models.CharField(_("prénom et nom"), max_length=120)
    office = models.CharField(_("fonction"), max_length=120)
    email = models.EmailField(_("adresse électronique"))
    message = models.TextField(_("message"), max_length=1000, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("demande d’une ville")
        verbose_name_plural = _("demandes de villes")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.city_name
