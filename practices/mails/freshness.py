"""Letters that keep a record true: the yearly question, what silence did, and the links that no longer answer."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.queries import people_of, secretariat
from cities.viewer import Viewer
from common.links import page
from common.templatetags.ui import day
from journal.models import Entry
from mailing import outbox
from mailing.message import Action, Item, Message, Part
from mailing.registry import Reader, letter
from practices import confirmation_links, freshness, links, record
from practices.confirmation_links import Question
from practices.mails.reading import WRITERS, coordination_and_secretariat, own_practice, page_of, queue, title_of
from practices.models import ConfirmationRound, Practice, PracticeState


def tell_confirmation_due(entry: Entry, practice: Practice, asked: ConfirmationRound) -> None:
    """Those who write for the city; the secretariat, when nobody there can answer."""
    people = list(people_of(practice.city_id, WRITERS)) or list(secretariat())
    queue("practice.confirmation_due", entry, people, practice, round=asked.pk)


def tell_archived_unanswered(entry: Entry, practice: Practice) -> None:
    """Those who write for the city, and the secretariat."""
    people = [*people_of(practice.city_id, WRITERS), *coordination_and_secretariat(practice)]
    queue("practice.archived_unanswered", entry, people, practice)


def tell_links_dead(practice: Practice, month: str) -> None:
    """Those who write for the city: one letter for a practice and a month, whatever is found afterwards."""
    for person in people_of(practice.city_id, WRITERS):
        outbox.queue(
            key=f"practice.links_dead/{practice.pk}/{month}/{person.pk}",
            kind="practice.links_dead",
            recipient_id=person.pk,
            data={"practice": practice.pk},
            group=f"practice/{practice.pk}",
        )


@letter("practice.links_dead", gettext_lazy("Liens à corriger dans une fiche"), topic="confirmations")
def links_dead(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who write for the city: what is dead when the letter leaves."""
    opened = own_practice(reader, data)
    published = opened[1].published if opened else None
    if opened is None or published is None or not freshness.is_asked(opened[1]):
        return None
    viewer, practice = opened
    published.practice = practice
    dead = links.dead_in(record.view(published, viewer))
    if not dead or not _answers(viewer, practice):
        return None
    items = tuple(Item(one.url, one.url, str(one.label)) for one in dead)
    return Message(
        subject=_("Des liens d’une fiche ne répondent plus"),
        paragraphs=(
            ngettext(
                "Dans la fiche « %(title)s », un lien ne répond plus. Nous l’avons essayé deux jours différents.",
                "Dans la fiche « %(title)s », %(count)d liens ne répondent plus. "
                "Nous les avons essayés deux jours différents.",
                len(dead),
            )
            % {"title": title_of(viewer, practice), "count": len(dead)},
        ),
        parts=(Part(_("Liens à corriger"), items),),
        action=Action(_("Corriger la fiche"), page("practices:edit", practice.slug)),
    )


@letter("practice.confirmation_due", gettext_lazy("Fiche à confirmer"), topic="confirmations")
def confirmation_due(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who write for the city. The link is made when the letter leaves, and answers for its reader alone."""
    opened = own_practice(reader, data)
    if opened is None or not freshness.is_asked(opened[1]):
        return None
    viewer, practice = opened
    waiting = freshness.waiting(practice)
    asked = next((one for one in waiting if one.pk == data["round"]), None)
    if asked is None:
        return None
    title = title_of(viewer, practice)
    if not _answers(viewer, practice):
        return _nobody_answers(practice, title) if viewer.is_secretariat else None
    return Message(
        subject=_("Une fiche de votre ville est-elle toujours exacte ?"),
        paragraphs=(
            _("Vous avez publié ou confirmé la fiche « %(title)s » le %(date)s. Est-elle toujours exacte ?")
            % {"title": title, "date": day(freshness.said_on(practice))},
            _("Il suffit d’un bouton, sans vous connecter. Ce lien est personnel : ne le transmettez pas."),
        ),
        action=Action(_("Répondre"), _link(practice, asked, viewer.user_id or 0)),
        closing=_what_silence_does(asked, len(waiting)),
    )


def _answers(viewer: Viewer, practice: Practice) -> bool:
    return viewer.can_write and viewer.city_id == practice.city_id


def _link(practice: Practice, asked: ConfirmationRound, user_id: int) -> str:
    question = Question(practice.pk, asked.year, user_id)
    return page("practices:still_true", confirmation_links.token_of(question))


def _what_silence_does(asked: ConfirmationRound, waiting: int) -> tuple[str, ...]:
    if waiting >= freshness.TO_ARCHIVE:
        sentence = _(
            "C’est notre troisième lettre. Sans réponse avant le %(date)s, la fiche sera archivée : "
            "elle quittera les listes, sa page restera pour être citée."
        )
        return (sentence % {"date": day(freshness.archived_on(asked))},)
    if waiting > 1:
        return (_("C’est notre deuxième lettre sans réponse : la fiche porte désormais la mention « À réviser »."),)
    return ()


def _nobody_answers(practice: Practice, title: str) -> Message:
    return Message(
        subject=_("Une fiche attend sa confirmation"),
        paragraphs=(
            _("La fiche « %(title)s » doit être confirmée, et personne n’écrit plus pour %(city)s sur la plateforme.")
            % {"title": title, "city": practice.city.name},
        ),
        action=page_of(practice),
    )


@letter("practice.archived_unanswered", gettext_lazy("Fiche archivée faute de réponse"), topic="confirmations")
def archived_unanswered(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who write for the city, and the secretariat."""
    opened = own_practice(reader, data)
    if opened is None or opened[1].state != PracticeState.ARCHIVED:
        return None
    return Message(
        subject=_("Une fiche est archivée"),
        paragraphs=(
            _(
                "La fiche « %(title)s » (%(city)s) est archivée : trois lettres, une par an, sont restées sans "
                "réponse. Elle quitte les listes, sa page reste pour être citée."
            )
            % {"title": title_of(*opened), "city": opened[1].city.name},
            _("Le secrétariat peut la remettre en ligne à la demande de la ville."),
        ),
        action=page_of(opened[1]),
    )
