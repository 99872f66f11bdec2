"""People. An e-mail address is the login; there is no public sign-up."""

from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower, Now
from django.db.models.query_utils import DeferredAttribute
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from common import clock


class DigestRhythm(models.TextChoices):
    DAILY = "daily", _("Chaque jour")
    WEEKLY = "weekly", _("Chaque semaine")
    MONTHLY = "monthly", _("Chaque mois")
    OFF = "off", _("Jamais")


class Weekday(models.IntegerChoices):
    """As Python counts them. Weekends differ from one city to another."""

    MONDAY = 0, WEEKDAYS[0]
    TUESDAY = 1, WEEKDAYS[1]
    WEDNESDAY = 2, WEEKDAYS[2]
    THURSDAY = 3, WEEKDAYS[3]
    FRIDAY = 4, WEEKDAYS[4]
    SATURDAY = 5, WEEKDAYS[5]
    SUNDAY = 6, WEEKDAYS[6]


HOURS = tuple((hour, f"{hour:02d}:00") for hour in range(24))


def known_time_zone(name: str) -> None:
    """Raise ValidationError when the time zone does not exist."""
    if name not in clock.time_zones():
        raise ValidationError(_("Choisissez un fuseau horaire de la liste."))


if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField  # Django's own class takes no parameter when it runs


class _KnownName(DeferredAttribute):
    """Reads a name; the place of one that was erased says so in the reader's language."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        name = super().__get__(instance, cls)
        return str(LEFT) if name == "" else name

    def __set__(self, instance: Any, value: Any) -> None:
        """Keep what is given; without this, Python would read past ``__get__``."""
        instance.__dict__[self.field.attname] = value


class PersonName(_Text):
    """The name of a person, empty once erased: every page, letter and file then reads the same words."""

    descriptor_class = _KnownName

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002  Django gives it
        """Save what is kept, never the words that stand for nothing."""
        return model_instance.__dict__[self.attname]


LEFT = _("Une personne qui a quitté la plateforme")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; the address is stored in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a member of the secretariat with every technical right."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. ``is_staff`` means: of the secretariat."""

    email = models.EmailField(_("adresse électronique"), unique=True)
    name = PersonName(_("prénom et nom"), max_length=120)
    office = models.CharField(_("fonction"), max_length=120, blank=True)
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES, default="fr")
    time_zone = models.CharField(
        _("fuseau horaire"), max_length=60, default="Europe/Paris", validators=[known_time_zone]
    )
    digest = models.CharField(_("lettre de synthèse"), max_length=10, choices=DigestRhythm, default=DigestRhythm.WEEKLY)
    digest_weekday = models.PositiveSmallIntegerField(
        _("jour de la lettre, si elle est hebdomadaire"), choices=Weekday, default=Weekday.MONDAY, db_default=0
    )
    digest_hour = models.PositiveSmallIntegerField(_("heure d’envoi"), choices=HOURS, default=8, db_default=8)
    # Letters to this address came back too often (mailing/returns.py): until then only those nobody may refuse leave
    address_rests_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Addresses at which letters were answered, written before then, are no longer taken
    replies_refused_before = models.DateTimeField(null=True, blank=True, editable=False)
    is_staff = models.BooleanField(_("membre du secrétariat"), default=False)
    is_active = models.BooleanField(_("compte ouvert"), default=True)
    charter_accepted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="one_person_per_address"),
            models.CheckConstraint(condition=models.Q(digest_hour__lt=24), name="digest_hour_of_a_day"),
            models.CheckConstraint(condition=models.Q(digest_weekday__lt=7), name="digest_day_of_a_week"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def address_rests(self) -> bool:
        """Whether letters stopped going to the address, because too many came back."""
        return self.address_rests_until is not None and self.address_rests_until > timezone.now()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class RecoveryRequest(models.Model):
    """« J’ai perdu mon second facteur »: granted by the secretariat after a delay, unless the person cancels."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_requests")
    created_at = models.DateTimeField(db_default=Now())
    ready_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256: the link that cancels is only in the letter
    cancelled_at = models.DateTimeField(null=True, blank=True)
    granted_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("demande de récupération d’un compte")
        verbose_name_plural = _("demandes de récupération d’un compte")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=models.Q(cancelled_at__isnull=True, granted_at__isnull=True),
                name="one_open_recovery_request",
            ),
        )

    def __str__(self) -> str:
        return str(self.user)


class EmailChange(models.Model):
    """A change of address, done once the new address and the old one have both confirmed it.

    ``ready_at``: the person no longer reads the old one; from then the secretariat may consent in its place.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="email_changes")
    old_email = models.EmailField()
    new_email = models.EmailField(_("nouvelle adresse électronique"))
    old_token_hash = models.CharField(max_length=64, unique=True)  # SHA-256: the two links are only in the two letters
    new_token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_old_at = models.DateTimeField(null=True, blank=True)
    confirmed_new_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("changement d’adresse")
        verbose_name_plural = _("changements d’adresse")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=models.Q(done_at__isnull=True, cancelled_at__isnull=True),
                name="one_open_email_change",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True)
                | models.Q(confirmed_new_at__isnull=False)
                & (
                    models.Q(confirmed_old_at__isnull=False)
                    | models.Q(granted_by__isnull=False, done_at__gte=models.F("ready_at"))
                ),
                name="email_change_has_both_consents",
            ),
        )

    def __str__(self) -> str:
        return str(self.user)


class KeptText(models.Model):
    """What somebody sent after their session had ended: given back to that person alone, for a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=250)  # the page that was being filled
    token = models.CharField(max_length=40, blank=True)  # which rendering of its form
    typed = models.JSONField()  # {name: list of values}
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-kept_at", "-id")
        constraints = (models.UniqueConstraint(fields=("user", "place", "token"), name="one_kept_text_per_form"),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.place}"


class Erasure(models.Model):
    """« Effacer mon compte »: done after a delay, unless the person cancels; ``rooms`` says how far it has gone."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="erasures")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # nobody: a restore
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, blank=True)  # SHA-256: the link that cancels is only in the letter
    cancelled_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)  # when people were told that a city would stay alone
    started_at = models.DateTimeField(null=True, blank=True)  # the account is closed from then on
    rooms = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("effacement demandé")
        verbose_name_plural = _("effacements demandés")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("user",), condition=models.Q(cancelled_at__isnull=True), name="one_erasure_stands"
            ),
            models.UniqueConstraint(
                fields=("token_hash",), condition=~models.Q(token_hash=""), name="one_erasure_per_link"
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at__isnull=True) | models.Q(started_at__isnull=True),
                name="erasure_cancelled_before_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | models.Q(started_at__isnull=False),
                name="erasure_done_once_started",
            ),
        )

    def __str__(self) -> str:
        return str(self.user_id)

    @property
    def by_secretariat(self) -> bool:
        """Whether somebody else asked for it, or a restore."""
        return self.asked_by_id != self.user_id


class Erased(models.Model):
    """A person who was erased: a number and a moment, nothing else. Append-only in the database itself."""

    person_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "person_id")

    def __str__(self) -> str:
        return str(self.person_id)
