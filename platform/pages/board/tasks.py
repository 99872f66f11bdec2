"""What waits for the city: the most urgent first, then what has waited longest; each thing with one link."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.viewer import Viewer
from cities.waiting import Waiting
from commitments import queries as commitments
from common.templatetags.ui import day
from declarations import queries as declarations
from declarations.models import Signature
from declarations.workflow import Phase
from mailing import addresses
from pages.board.records import OurRecord, our_records, title_of
from practices import freshness, links, record, translations
from practices.models import (
    Answer,
    Comment,
    ConfirmationRound,
    ContactKind,
    ContactRequest,
    ContactState,
    MailedReply,
    MailedState,
    Origin,
    Point,
    PracticeState,
)

QUESTIONS_SHOWN = 10


class Urgency(IntEnum):
    """What cannot be made up for comes first; then those who wait for an answer; then what can be done any day."""

    ENDING = 0  # a signature, or a record about to be archived
    ANSWER = 1  # somebody waits: the secretariat, a city
    UPKEEP = 2


@dataclass(frozen=True)
class Task:
    """One thing to do: what, why and since when, where."""

    title: str
    reason: str
    since: datetime
    url: str
    button: str
    urgency: Urgency = Urgency.ANSWER


def tasks(viewer: Viewer, city_id: int, ours: list[OurRecord]) -> list[Task]:
    """Return what waits; what only writers may do is shown to them alone."""
    found = [*_questions(viewer, city_id), *_but_questions(viewer, city_id, ours), *_mailed(viewer)]
    return sorted(found, key=lambda task: (task.urgency, task.since))


def beside_questions(viewer: Viewer) -> list[Waiting]:
    """The same for the digest, which tells the questions in full."""
    if viewer.city_id is None:
        return []
    found = _but_questions(viewer, viewer.city_id, our_records(viewer, viewer.city_id))
    ordered = sorted(found, key=lambda task: (task.urgency, task.since))
    return [Waiting(task.title, task.reason, task.url) for task in ordered]


def _but_questions(viewer: Viewer, city_id: int, ours: list[OurRecord]) -> list[Task]:
    found = [*_to_sign(viewer), *_prepared(viewer), *_signatures(viewer, city_id)]
    if viewer.can_write:
        found += [*_sent_back(ours), *_requests(viewer, city_id)]
        found += [*_confirmations(viewer, city_id), *_commitments(city_id), *_dead_links(ours)]
        found += _translations(viewer, city_id)
    return found


def _mailed(viewer: Viewer) -> list[Task]:
    """Answers by mail that wait for this person; the letters already said so, the digest does not repeat it."""
    if not addresses.are_set():
        return []
    mine = MailedReply.objects.filter(reader=viewer.user_id, state=MailedState.WAITING)
    found = mine.order_by().aggregate(count=Count("id"), since=Min("received_at"))
    if not found["count"]:
        return []
    return [
        Task(
            title=_("Relire vos réponses par courriel"),
            reason=ngettext(
                "%(count)d réponse attend votre accord", "%(count)d réponses attendent votre accord", found["count"]
            )
            % {"count": found["count"]},
            since=found["since"],
            url=reverse("practices:mailed_replies"),
            button=_("Relire"),
        )
    ]


def _sent_back(ours: Iterable[OurRecord]) -> list[Task]:
    """A draft that the secretariat sent back, with the points that it asks about."""
    drafts = {one.practice.pk: one for one in ours if one.is_draft}
    asked = Point.objects.filter(practice__in=drafts, sent_at__isnull=False)
    waiting = asked.filter(done_at__isnull=True, accepted_at__isnull=True).order_by().values_list("practice_id")
    points = {pk: (count, since) for pk, count, since in waiting.annotate(Count("id"), Min("sent_at"))}
    return [
        Task(
            title=_("Compléter « %(title)s »") % {"title": one.title},
            reason=_points(points[pk][0]) if pk in points else _("Demandé par le secrétariat"),
            since=points[pk][1] if pk in points else one.open.created_at,
            url=reverse("practices:edit", args=[one.practice.slug]),
            button=_("Compléter"),
        )
        for pk, one in drafts.items()
        if one.open and (one.sent_back or pk in points)
    ]


def _points(count: int) -> str:
    said = ngettext("%(count)d point demandé par le secrétariat", "%(count)d points demandés par le secrétariat", count)
    return said % {"count": count}


def _to_sign(viewer: Viewer) -> list[Task]:
    """An open declaration waits for the person who signs for the city."""
    return [
        Task(
            title=_("Signer « %(title)s »") % {"title": opened.declaration.name},
            reason=_("Ouverte à la signature"),
            since=opened.at,
            url=reverse("declarations:sign", args=[opened.declaration.slug]),
            button=_("Signer"),
            urgency=Urgency.ENDING,
        )
        for opened in declarations.to_sign(viewer)
    ]


def _prepared(viewer: Viewer) -> list[Task]:
    """What is being prepared or adopted, and asks the city; one statement when there is nothing."""
    running = declarations.phases_running()
    asked = _asked_in_writing(viewer) if Phase.PROCEDURE in running else []
    return asked + (_consulted(viewer) if Phase.CONSULTATION in running else [])


def _asked_in_writing(viewer: Viewer) -> list[Task]:
    """The body of which the city is a member is asked: silence is agreement."""
    return [
        Task(
            title=_("Lire « %(title)s » avant son adoption") % {"title": one.declaration.name},
            reason=_("Votre ville est consultée par écrit jusqu’au %(day)s compris, heure de %(zone)s")
            % {"day": day(one.ends_on), "zone": one.place},
            since=one.opened_at,
            url=reverse("declarations:procedure", args=[one.declaration.slug]),
            button=_("Lire et répondre"),
            urgency=Urgency.ENDING,
        )
        for one in declarations.procedures_to_answer(viewer)
    ]


def _consulted(viewer: Viewer) -> list[Task]:
    """A text is being prepared, and the city may propose changes."""
    return [
        Task(
            title=_("Lire le projet « %(title)s »") % {"title": one.declaration.name},
            reason=_("Les villes proposent des amendements jusqu’au %(day)s compris, heure de %(zone)s")
            % {"day": day(one.ends_on), "zone": one.place},
            since=one.opened_at,
            url=reverse("declarations:preparation", args=[one.declaration.slug]),
            button=_("Lire le projet"),
        )
        for one in declarations.consultations_running(viewer)
    ]


def _signatures(viewer: Viewer, city_id: int) -> list[Task]:
    """A signature waits for a second person of the city."""
    waiting: list[Signature] = [one for one in declarations.waiting_for(viewer) if one.city_id == city_id]
    return [
        Task(
            title=_("Confirmer la signature de « %(title)s »") % {"title": one.declaration.name},
            reason=_("Une seconde personne de la ville ou le secrétariat confirme"),
            since=one.event.at,
            url=reverse("declarations:confirm", args=[one.declaration.slug, one.city.slug]),
            button=_("Relire et confirmer"),
            urgency=Urgency.ENDING,
        )
        for one in waiting
    ]


def _questions(viewer: Viewer, city_id: int) -> list[Task]:
    """A question on one of our records that has no answer yet."""
    waiting = Comment.objects.visible_to(viewer).unanswered().filter(practice__city_id=city_id)
    waiting = waiting.filter(practice__state=PracticeState.PUBLISHED).select_related("city", "practice__published")
    return [
        Task(
            title=_("Répondre à %(city)s") % {"city": one.city.name},
            reason=_("Question sur « %(title)s »") % {"title": title_of(one.practice, viewer)},
            since=one.created_at,
            url=f"{reverse('practices:detail', args=[one.practice.slug])}#comment-{one.pk}",
            button=_("Lire et répondre"),
        )
        for one in waiting.order_by("created_at", "id")[:QUESTIONS_SHOWN]
    ]


def _requests(viewer: Viewer, city_id: int) -> list[Task]:
    """Another city asks for an exchange: nobody is named before somebody here accepts."""
    waiting = ContactRequest.objects.visible_to(viewer).filter(to_city_id=city_id, state=ContactState.WAITING)
    return [
        Task(
            title=_("Répondre à la demande de %(city)s") % {"city": one.from_city.name},
            reason=_("%(kind)s – vos coordonnées restent masquées jusqu’à votre accord")
            % {"kind": ContactKind(one.kind).label},
            since=one.created_at,
            url=reverse("practices:exchange", args=[one.pk]),
            button=_("Répondre"),
        )
        for one in waiting.select_related("from_city").order_by("created_at", "id")
    ]


def _confirmations(viewer: Viewer, city_id: int) -> list[Task]:
    """A yearly question about one of our records, or what we answered that is still to be written."""
    rounds = ConfirmationRound.objects.filter(
        practice__city_id=city_id, practice__origin=Origin.CITY, practice__state=PracticeState.PUBLISHED
    )
    to_write = Q(answer=Answer.CHANGED, answered_at__gt=F("practice__published_at"))
    waiting: dict[int, list[ConfirmationRound]] = {}
    changed: dict[int, ConfirmationRound] = {}
    found = rounds.filter(Q(answered_at__isnull=True) | to_write)
    for asked in found.select_related("practice__published").order_by("asked_at", "id"):
        if asked.answered_at is None:
            waiting.setdefault(asked.practice_id, []).append(asked)
        else:
            changed[asked.practice_id] = asked
    still = [_changed(asked, viewer) for pk, asked in changed.items() if pk not in waiting]
    return [*(_confirmation(those, viewer) for those in waiting.values()), *still]


def _changed(asked: ConfirmationRound, viewer: Viewer) -> Task:
    """The city said that the action changed, and its readers still have the old words."""
    return Task(
        title=_("Corriger « %(title)s »") % {"title": title_of(asked.practice, viewer)},
        reason=_("Votre ville a répondu que l’action a changé"),
        since=asked.answered_at or asked.asked_at,
        url=reverse("practices:edit", args=[asked.practice.slug]),
        button=_("Corriger la fiche"),
        urgency=Urgency.UPKEEP,
    )


def _confirmation(rounds: list[ConfirmationRound], viewer: Viewer) -> Task:
    practice = rounds[0].practice
    last_call = len(rounds) >= freshness.TO_ARCHIVE
    reason = _("Troisième lettre : sans réponse, la fiche sera archivée") if last_call else _("Vérification annuelle")
    return Task(
        title=_("« %(title)s » est-elle toujours exacte ?") % {"title": title_of(practice, viewer)},
        reason=reason,
        since=rounds[0].asked_at,
        url=reverse("practices:confirmation", args=[practice.slug]),
        button=_("Répondre"),
        urgency=Urgency.ENDING if last_call else Urgency.ANSWER,
    )


def _commitments(city_id: int) -> list[Task]:
    """The yearly question to a signatory city."""
    return [
        Task(
            title=_("Qu’avez-vous fait pour « %(title)s » ?") % {"title": one.declaration.name},
            reason=_("Question de l’année aux villes signataires"),
            since=one.asked_at,
            url=reverse("commitments:answer", args=[one.declaration.slug]),
            button=_("Répondre"),
        )
        for one in commitments.waiting(city_id)
    ]


def _dead_links(ours: Iterable[OurRecord]) -> list[Task]:
    """A published record of ours cites links that no longer answer."""
    published = {one.practice.pk: one for one in ours if one.practice.state == PracticeState.PUBLISHED}
    dead = links.dead_by_practice(published)
    return [
        Task(
            title=_("Corriger les liens de « %(title)s »") % {"title": published[pk].title},
            reason=ngettext("%(count)d lien ne répond plus", "%(count)d liens ne répondent plus", len(found))
            % {"count": len(found)},
            since=min(link.failing_since for link in found if link.failing_since),
            url=reverse("practices:edit", args=[published[pk].practice.slug]),
            button=_("Corriger"),
            urgency=Urgency.UPKEEP,
        )
        for pk, found in dead.items()
    ]


def _translations(viewer: Viewer, city_id: int) -> list[Task]:
    """A text of ours was changed after its translation: its readers meet the older one."""
    return [
        Task(
            title=_("Revoir la traduction de « %(title)s » en %(language)s")
            % {"title": record.title(one.revision, viewer), "language": one.name},
            reason=ngettext(
                "%(count)d texte a changé depuis sa traduction",
                "%(count)d textes ont changé depuis leur traduction",
                one.count,
            )
            % {"count": one.count},
            since=one.since,
            url=reverse("practices:translation", args=[one.revision.practice.slug, one.language]),
            button=_("Revoir la traduction"),
            urgency=Urgency.UPKEEP,
        )
        for one in translations.waiting(city_id)
    ]
