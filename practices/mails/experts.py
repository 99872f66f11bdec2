"""The letter that carries an expert's link: it is in this letter and nowhere else."""

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import mails as account_mails
from common.links import page
from common.templatetags.ui import day
from mailing.message import Action, Message
from mailing.registry import written_apart
from practices.models import ExpertReading, Practice

written_apart({"practice.expert_link": gettext_lazy("Lien de lecture d’une personne experte")})


def send_expert_link(reading: ExpertReading, practice: Practice, token: str) -> None:
    """Send the link to the address it is bound to; nothing restricted is said before it is opened."""

    def message() -> Message:
        with timezone.override(ZoneInfo(practice.city.time_zone)):
            last_day = day(reading.expires_at)
        return Message(
            subject=_("Votre avis sur une fiche de pratique"),
            paragraphs=(
                _("Le secrétariat de la plateforme vous propose de lire une fiche de %(city)s et d’en dire votre avis.")
                % {"city": practice.city.name},
            ),
            quote=reading.message,
            action=Action(_("Ouvrir la fiche"), page("practices:expert_reading", token, language=reading.language)),
            closing=(
                _("Ce lien vaut pour votre adresse seulement, jusqu’au %(date)s. Ne le transmettez pas.")
                % {"date": last_day},
                _("Vos remarques sont lues par le secrétariat, et par lui seul."),
            ),
        )

    account_mails.send(message, kind="practice.expert_link", address=reading.email, language=reading.language)
