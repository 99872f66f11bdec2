"""The one queue of all that waits for the secretariat, oldest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from accounts import lost_address
from accounts.models import RecoveryRequest
from cities.models import CityRequest
from cities.viewer import Viewer
from common import clock
from declarations.queries import amendments_to_decide, mandates_to_check, waiting_for
from mailing import reconciling
from mailing.models import WAITING, Letter, State
from mailing.registry import label
from practices.models import AdoptionAnswer, AnswerKind, Appeal, Claim, CommentReport, Revision, RevisionState

SHOWN = 30  # of each kind: the rest is one click away
LATE = timedelta(days=7)
MAIL_LATE = timedelta(minutes=10)
UNWATCHED = timedelta(minutes=20)
_SUBMITTED = ("title", "submitted_at", "practice__city__name_fr", "practice__city__name_en", "practice__city__name_ar")


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what, about what, since when."""

    kind: str
    title: str
    where: str
    url: str
    since: datetime
    age: timedelta

    @property
    def days(self) -> int:
        return self.age.days

    @property
    def is_late(self) -> bool:
        return self.age >= LATE


@dataclass(frozen=True)
class Kind:
    """One kind of waiting things, with how many there are in all."""

    name: str
    count: int
    url: str


@dataclass(frozen=True)
class Row:
    """What a source gives of one thing."""

    pk: int
    title: str
    where: str
    since: datetime


@dataclass(frozen=True)
class Source:
    """Where one kind of waiting things is found, and how each is told."""

    name: Callable[[int], str]
    model: str  # of the admin's addresses
    filters: str  # of the admin's list
    rows: QuerySet[Any]
    tell: Callable[[Any], Row]


def waiting(viewer: Viewer) -> tuple[list[Waiting], list[Kind]]:
    """Return what waits, oldest first, and how many of each kind; a fixed number of statements."""
    now = clock.now()
    items: list[Waiting] = []
    kinds: list[Kind] = []
    for source in _sources(viewer):
        address = reverse(f"admin:{source.model}_changelist")
        found = list(source.rows[: SHOWN + 1])
        count = len(found) if len(found) <= SHOWN else source.rows.count()
        kinds.append(Kind(source.name(count), count, f"{address}?{source.filters}"))
        items += _items(source, found[:SHOWN], now)
    return sorted(items, key=lambda item: item.since), kinds


@dataclass(frozen=True)
class Mail:
    """Letters that have not left yet, and for how long the oldest could have."""

    waiting: int
    oldest: timedelta | None
    troubles: list[tuple[str, int]]  # words, and how many: only those there are
    unwatched: bool  # nobody reconciled the letters for a while: the timetable stands still

    @property
    def minutes(self) -> int:
        return int(self.oldest.total_seconds() // 60) if self.oldest else 0

    @property
    def is_late(self) -> bool:
        return self.oldest is not None and self.oldest > MAIL_LATE


def mail() -> Mail:
    """Return how late the letters are: PostgreSQL holds them, so this is the whole truth."""
    now = clock.now()
    found = Letter.objects.filter(state__in=(*WAITING, State.SENDING), next_try_at__lte=now)
    told = found.aggregate(waiting=Count("id"), oldest=Min("next_try_at"))
    watched_at, troubles = reconciling.last_found()
    unwatched = watched_at is not None and now - watched_at > UNWATCHED
    return Mail(told["waiting"], now - told["oldest"] if told["oldest"] else None, troubles, unwatched)


def _items(source: Source, rows: Iterable[Any], now: datetime) -> Iterable[Waiting]:
    for found in rows:
        row = source.tell(found)
        url = reverse(f"admin:{source.model}_change", args=[row.pk])
        yield Waiting(source.name(1), row.title, row.where, url, row.since, now - row.since)


def _sources(viewer: Viewer) -> tuple[Source, ...]:
    submitted = Revision.unguarded.filter(state=RevisionState.SUBMITTED)
    reports = CommentReport.objects.filter(handled_at__isnull=True)
    recoveries = RecoveryRequest.objects.filter(granted_at__isnull=True, cancelled_at__isnull=True)
    not_handled = "handled_at__isempty=1"
    return (
        Source(
            lambda count: ngettext("Fiche soumise", "Fiches soumises", count),
            "practices_revision",
            "state__exact=submitted",
            submitted.select_related("practice__city").only(*_SUBMITTED).order_by("submitted_at"),
            lambda row: Row(row.pk, row.title, str(row.practice.city), row.submitted_at),
        ),
        Source(
            lambda count: ngettext("Signature à confirmer", "Signatures à confirmer", count),
            "declarations_signature",
            "state__exact=pending",
            waiting_for(viewer),
            lambda row: Row(row.pk, str(row.declaration), str(row.city), row.event.at),
        ),
        Source(
            lambda count: ngettext("Mandat à vérifier", "Mandats à vérifier", count),
            "declarations_mandate",
            "",
            mandates_to_check(),
            lambda row: Row(row.pk, str(row), str(row.membership.city), row.stated_at),
        ),
        Source(
            lambda count: ngettext("Amendement à décider", "Amendements à décider", count),
            "declarations_amendment",
            "state__exact=proposed",
            amendments_to_decide(),
            lambda row: Row(row.pk, f"{row.declaration} – {row.what}", str(row.city), row.proposed_at),
        ),
        Source(
            lambda count: ngettext("Demande sur une notice", "Demandes sur des notices", count),
            "practices_claim",
            not_handled,
            Claim.objects.filter(handled_at__isnull=True).select_related("practice", "city").order_by("created_at"),
            lambda row: Row(row.pk, f"{row.get_kind_display()} – {row.practice}", str(row.city), row.created_at),
        ),
        Source(
            lambda count: ngettext("Appel d’une décision", "Appels de décisions", count),
            "practices_appeal",
            "decided_at__isempty=1",
            Appeal.objects.filter(decided_at__isnull=True)
            .select_related("revision__practice__city")
            .order_by("created_at"),
            lambda row: Row(row.pk, row.revision.title, str(row.revision.practice.city), row.created_at),
        ),
        Source(
            lambda count: ngettext("Commentaire signalé", "Commentaires signalés", count),
            "practices_commentreport",
            not_handled,
            reports.select_related("comment__city").order_by("created_at"),
            lambda row: Row(row.pk, row.reason[:90], str(row.comment.city), row.created_at),
        ),
        Source(
            lambda count: ngettext("Correction d’une reprise", "Corrections de reprises", count),
            "practices_adoptionanswer",
            f"kind__exact=correction&{not_handled}",
            AdoptionAnswer.objects.filter(kind=AnswerKind.CORRECTION, handled_at__isnull=True)
            .select_related("adoption__practice", "adoption__city", "city")
            .order_by("created_at"),
            lambda row: Row(row.pk, f"{row.adoption.city} – {row.adoption.practice}", str(row.city), row.created_at),
        ),
        Source(
            lambda count: ngettext("Ville qui demande à rejoindre", "Villes qui demandent à rejoindre", count),
            "cities_cityrequest",
            not_handled,
            CityRequest.objects.filter(handled_at__isnull=True).order_by("created_at"),
            lambda row: Row(row.pk, row.city_name, str(row.country.name), row.created_at),
        ),
        Source(
            lambda count: ngettext(
                "Perte d’un téléphone ou d’une clé d’accès", "Pertes d’un téléphone ou d’une clé d’accès", count
            ),
            "accounts_recoveryrequest",
            "",
            recoveries.select_related("user").order_by("created_at"),
            lambda row: Row(row.pk, str(row.user), "", row.created_at),
        ),
        Source(
            lambda count: ngettext("Adresse signalée perdue", "Adresses signalées perdues", count),
            "accounts_emailchange",
            "",
            lost_address.waiting().select_related("user"),
            lambda row: Row(row.pk, str(row.user), "", row.created_at),
        ),
        Source(
            lambda count: ngettext("Lettre qui n’a pas pu partir", "Lettres qui n’ont pas pu partir", count),
            "mailing_letter",
            "state__exact=failed",
            Letter.objects.filter(state="failed").order_by("created_at"),
            lambda row: Row(row.pk, label(row.kind), "", row.created_at),
        ),
    )
