"""Letters about appeals: the secretariat is asked to read again, and the city is answered."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.queries import secretariat
from common.links import absolute, page
from journal.models import Entry
from mailing.message import Action, Message
from mailing.registry import Reader, letter
from practices.mails.reading import own_practice, queue
from practices.mails.review import authors_of
from practices.models import Appeal, Outcome, Practice
from practices.record import view


def tell_appealed(entry: Entry, practice: Practice, found: Appeal) -> None:
    """The secretariat, but for who decided: somebody else answers."""
    people = secretariat().exclude(pk=found.first_decider_id)
    queue("practice.appealed", entry, people, practice, appeal=found.pk)


def tell_appeal_decided(entry: Entry, practice: Practice, found: Appeal) -> None:
    """Those who wrote the version, and the coordination of their city."""
    queue("practice.appeal_decided", entry, authors_of(practice, found.revision), practice, appeal=found.pk)


def _found(reader: Reader, data: Mapping[str, Any]) -> tuple[Appeal, Practice, str, bool] | None:
    """Return an appeal, its practice, the title of the version, and whether the reader is of the secretariat."""
    opened = own_practice(reader, data)
    found = Appeal.objects.select_related("revision").filter(pk=data["appeal"]).first()
    if opened is None or found is None:
        return None
    found.revision.practice = opened[1]
    return found, opened[1], view(found.revision, opened[0]).title, opened[0].is_secretariat


@letter("practice.appealed", gettext_lazy("Appel d’une décision, à examiner par le secrétariat"))
def appealed(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the people of the secretariat who may answer."""
    opened = _found(reader, data)
    if opened is None or not opened[3] or opened[0].decided_at is not None:
        return None
    found, practice, title, _office = opened
    asks = (
        _("%(city)s demande que la fiche « %(title)s », non retenue, soit relue par une autre personne.")
        if found.is_of_refusal
        else _("%(city)s conteste les compléments demandés pour la fiche « %(title)s » : lisez-la à votre tour.")
    )
    return Message(
        subject=_("Une ville fait appel d’une décision"),
        paragraphs=(asks % {"city": practice.city.name, "title": title},),
        quote=found.reason,
        action=Action(_("Lire l’appel"), absolute(reverse("admin:practices_appeal_change", args=[found.pk]))),
    )


@letter("practice.appeal_decided", gettext_lazy("Réponse à un appel"))
def appeal_decided(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who wrote the version."""
    opened = _found(reader, data)
    if opened is None or opened[0].decided_at is None:
        return None
    found, practice, title, _office = opened
    next_step = (
        _("Les points demandés sont levés : soumettez de nouveau votre brouillon, une autre personne le lira.")
        if found.outcome == Outcome.UPHELD and not found.is_of_refusal
        else ""
    )
    sentence = (
        _("Votre appel au sujet de la fiche « %(title)s » est accueilli : elle sera relue.")
        if found.outcome == Outcome.UPHELD
        else _("Votre appel au sujet de la fiche « %(title)s » a été lu par une autre personne : la décision reste.")
    )
    return Message(
        subject=_("Réponse à votre appel"),
        paragraphs=tuple(filter(None, (sentence % {"title": title}, next_step))),
        quote=found.answer,
        action=Action(_("Ouvrir la fiche"), page("practices:edit", practice.slug)),
    )
