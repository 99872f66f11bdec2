"""What waits for the city: the most urgent first, then what has waited longest; each thing with one link.

Each part is asked once for all the viewers who want to know, and said for each of them in the active language.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TypeVar

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.viewer import Viewer
from cities.waiting import Teller, Waiting
from commitments import queries as commitments
from commitments.models import YearlyQuestion
from common.templatetags.ui import day
from declarations import queries as declarations
from declarations.models import Consultation, Event, Procedure, Signature
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
    LinkCheck,
    MailedReply,
    MailedState,
    Origin,
    Point,
    PracticeState,
)

QUESTIONS_SHOWN = 10
T = TypeVar("T")


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


Ours = Mapping[int, list[OurRecord]]  # by city
Telling = Callable[[Viewer], list[Task]]  # says one part to one of the viewers that were asked about


def tasks(viewer: Viewer, city_id: int, ours: Ours) -> list[Task]:
    """Return what waits; what only writers may do is shown to them alone."""
    found = [*_questions(viewer, city_id), *_but_questions([viewer], ours)(viewer), *_mailed(viewer)]
    return sorted(found, key=lambda task: (task.urgency, task.since))


def beside_questions(viewers: Collection[Viewer]) -> Teller:
    """The same for the digest, which tells the questions in full."""
    acting = [viewer for viewer in viewers if viewer.city_id is not None]
    tell = _but_questions(acting, our_records([viewer for viewer in acting if viewer.can_write]))

    def say(viewer: Viewer) -> list[Waiting]:
        ordered = sorted(tell(viewer), key=lambda task: (task.urgency, task.since))
        return [Waiting(task.title, task.reason, task.url) for task in ordered]

    return say


def _but_questions(viewers: Sequence[Viewer], ours: Ours) -> Telling:
    writers = [viewer for viewer in viewers if viewer.can_write and viewer.city_id is not None]
    tellings = [_each(declarations.to_sign(viewers), _to_sign), *_prepared(viewers)]
    tellings.append(_each(declarations.to_confirm(viewers), _signature))
    if writers:
        cities = {viewer.city_id or 0 for viewer in writers}
        parts = (
            _by_city(_sent_back(ours), _asked_again),
            _by_city(_requests(writers), _request),
            *_confirmations(cities),
            _by_city(commitments.waiting(cities), _commitment),
            _by_city(_dead_links(ours), _dead_link),
            _by_city(translations.waiting(cities), _translation),
        )
        tellings += [_to_writers(tell) for tell in parts]
    return lambda viewer: [task for tell in tellings for task in tell(viewer)]


def _each(found: Mapping[Viewer, Sequence[T]], word: Callable[[T, Viewer], Task]) -> Telling:
    return lambda viewer: [word(one, viewer) for one in found.get(viewer, ())]


def _by_city(found: Mapping[int, Sequence[T]], word: Callable[[T, Viewer], Task]) -> Telling:
    return lambda viewer: [word(one, viewer) for one in found.get(viewer.city_id or 0, ())]


def _to_writers(tell: Telling) -> Telling:
    return lambda viewer: tell(viewer) if viewer.can_write else []


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


def _sent_back(ours: Ours) -> dict[int, list[tuple[OurRecord, int, datetime]]]:
    """The drafts that the secretariat sent back, with how many points it asks about, since when: one statement."""
    drafts = {one.practice.pk: one for those in ours.values() for one in those if one.is_draft}
    asked = Point.objects.filter(practice__in=drafts, sent_at__isnull=False)
    waiting = asked.filter(done_at__isnull=True, accepted_at__isnull=True).order_by().values_list("practice_id")
    points = {pk: (count, since) for pk, count, since in waiting.annotate(Count("id"), Min("sent_at"))}
    found: dict[int, list[tuple[OurRecord, int, datetime]]] = defaultdict(list)
    for pk, one in drafts.items():
        if one.open and (one.sent_back or pk in points):
            found[one.practice.city_id].append((one, *points.get(pk, (0, one.open.created_at))))
    return found


def _asked_again(waiting: tuple[OurRecord, int, datetime], _viewer: Viewer) -> Task:
    one, points, since = waiting
    return Task(
        title=_("Compléter « %(title)s »") % {"title": one.title},
        reason=_points(points) if points else _("Demandé par le secrétariat"),
        since=since,
        url=reverse("practices:edit", args=[one.practice.slug]),
        button=_("Compléter"),
    )


def _points(count: int) -> str:
    said = ngettext("%(count)d point demandé par le secrétariat", "%(count)d points demandés par le secrétariat", count)
    return said % {"count": count}


def _to_sign(opened: Event, _viewer: Viewer) -> Task:
    """An open declaration waits for the person who signs for the city."""
    return Task(
        title=_("Signer « %(title)s »") % {"title": opened.declaration.name},
        reason=_("Ouverte à la signature"),
        since=opened.at,
        url=reverse("declarations:sign", args=[opened.declaration.slug]),
        button=_("Signer"),
        urgency=Urgency.ENDING,
    )


def _prepared(viewers: Sequence[Viewer]) -> list[Telling]:
    """What is being prepared or adopted, and asks the city; one statement when there is nothing."""
    running, parts = declarations.phases_running(), list[Telling]()
    if Phase.PROCEDURE in running:
        parts.append(_each(declarations.procedures_to_answer(viewers), _asked_in_writing))
    if Phase.CONSULTATION in running:
        parts.append(_each(declarations.consultations_running(viewers), _consulted))
    return parts


def _asked_in_writing(one: Procedure, _viewer: Viewer) -> Task:
    """The body of which the city is a member is asked: silence is agreement."""
    return Task(
        title=_("Lire « %(title)s » avant son adoption") % {"title": one.declaration.name},
        reason=_("Votre ville est consultée par écrit jusqu’au %(day)s compris, heure de %(zone)s")
        % {"day": day(one.ends_on), "zone": one.place},
        since=one.opened_at,
        url=reverse("declarations:procedure", args=[one.declaration.slug]),
        button=_("Lire et répondre"),
        urgency=Urgency.ENDING,
    )


def _consulted(one: Consultation, _viewer: Viewer) -> Task:
    """A text is being prepared, and the city may propose changes."""
    return Task(
        title=_("Lire le projet « %(title)s »") % {"title": one.declaration.name},
        reason=_("Les villes proposent des amendements jusqu’au %(day)s compris, heure de %(zone)s")
        % {"day": day(one.ends_on), "zone": one.place},
        since=one.opened_at,
        url=reverse("declarations:preparation", args=[one.declaration.slug]),
        button=_("Lire le projet"),
    )


def _signature(one: Signature, _viewer: Viewer) -> Task:
    """A signature waits for a second person of the city."""
    return Task(
        title=_("Confirmer la signature de « %(title)s »") % {"title": one.declaration.name},
        reason=_("Une seconde personne de la ville ou le secrétariat confirme"),
        since=one.event.at,
        url=reverse("declarations:confirm", args=[one.declaration.slug, one.city.slug]),
        button=_("Relire et confirmer"),
        urgency=Urgency.ENDING,
    )


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


def _requests(writers: Collection[Viewer]) -> dict[int, list[ContactRequest]]:
    """Other cities that ask for an exchange, by the city that they ask."""
    waiting = ContactRequest.objects.asked_of(writers).filter(state=ContactState.WAITING)
    found: dict[int, list[ContactRequest]] = defaultdict(list)
    for one in waiting.select_related("from_city").order_by("created_at", "id"):
        found[one.to_city_id].append(one)
    return found


def _request(one: ContactRequest, _viewer: Viewer) -> Task:
    """Another city asks for an exchange: nobody is named before somebody here accepts."""
    return Task(
        title=_("Répondre à la demande de %(city)s") % {"city": one.from_city.name},
        reason=_("%(kind)s – vos coordonnées restent masquées jusqu’à votre accord")
        % {"kind": ContactKind(one.kind).label},
        since=one.created_at,
        url=reverse("practices:exchange", args=[one.pk]),
        button=_("Répondre"),
    )


def _confirmations(cities: Collection[int]) -> list[Telling]:
    """Yearly questions about the cities' records, and what they answered that is still to be written: one statement."""
    rounds = ConfirmationRound.objects.filter(
        practice__city__in=cities, practice__origin=Origin.CITY, practice__state=PracticeState.PUBLISHED
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
    asking: dict[int, list[list[ConfirmationRound]]] = defaultdict(list)
    for those in waiting.values():
        asking[those[0].practice.city_id].append(those)
    writing: dict[int, list[ConfirmationRound]] = defaultdict(list)
    for pk, asked in changed.items():
        if pk not in waiting:
            writing[asked.practice.city_id].append(asked)
    return [_by_city(asking, _confirmation), _by_city(writing, _changed)]


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


def _commitment(one: YearlyQuestion, _viewer: Viewer) -> Task:
    """The yearly question to a signatory city."""
    return Task(
        title=_("Qu’avez-vous fait pour « %(title)s » ?") % {"title": one.declaration.name},
        reason=_("Question de l’année aux villes signataires"),
        since=one.asked_at,
        url=reverse("commitments:answer", args=[one.declaration.slug]),
        button=_("Répondre"),
    )


def _dead_links(ours: Ours) -> dict[int, list[tuple[OurRecord, list[LinkCheck]]]]:
    """The published records that cite links that no longer answer: one statement."""
    published = {
        one.practice.pk: one
        for those in ours.values()
        for one in those
        if one.practice.state == PracticeState.PUBLISHED
    }
    found: dict[int, list[tuple[OurRecord, list[LinkCheck]]]] = defaultdict(list)
    for pk, dead in links.dead_by_practice(published).items():
        found[published[pk].practice.city_id].append((published[pk], dead))
    return found


def _dead_link(waiting: tuple[OurRecord, list[LinkCheck]], _viewer: Viewer) -> Task:
    one, found = waiting
    return Task(
        title=_("Corriger les liens de « %(title)s »") % {"title": one.title},
        reason=ngettext("%(count)d lien ne répond plus", "%(count)d liens ne répondent plus", len(found))
        % {"count": len(found)},
        since=min(link.failing_since for link in found if link.failing_since),
        url=reverse("practices:edit", args=[one.practice.slug]),
        button=_("Corriger"),
        urgency=Urgency.UPKEEP,
    )


def _translation(one: translations.Waiting, viewer: Viewer) -> Task:
    """A text of ours was changed after its translation: its readers meet the older one."""
    return Task(
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
