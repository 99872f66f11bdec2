"""The links that published practices cite: which they are, whether they still answer, and which are dead.

A link is asked about once a month, and again the next day when it failed: dead means twice, on different days.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.functional import Promise

from cities.viewer import Viewer
from common.audience import Audience
from practices import record
from practices.fetching import Fetcher, Outcome
from practices.models import READABLE, LinkCheck, LinkState, Practice
from practices.record import RecordView
from practices.record.citing import cited

EVERY = timedelta(days=30)
AT_ONCE = 40  # links in one call: a worker is never held for long
WITNESSES = 3
LONGEST = 600
_HANDS = 8  # hosts asked side by side; the links of one host, one after the other
REACHED = {Outcome.ANSWERS, Outcome.GONE}


@dataclass(frozen=True)
class DeadLink:
    """A link that no longer answers, and the field that cites it."""

    url: str
    label: str | Promise
    section: str
    since: datetime


@dataclass(frozen=True)
class Report:
    """What one call found. Void: nothing at all could be reached, so nothing is known."""

    asked: int
    failed: int
    is_void: bool


def fetcher() -> Fetcher:
    """Return the fetcher of the platform: it says who asks, and where to write."""
    return Fetcher(agent=f"EchangesLinkCheck/1.0 (+{settings.SITE_URL})")


def dead_in(shown: RecordView) -> list[DeadLink]:
    """Return the links of a record, published or draft, that no longer answer: one statement."""
    links = cited(shown)
    if not links:
        return []
    dead = LinkCheck.objects.filter(url__in=links, state=LinkState.DEAD, failing_since__isnull=False)
    return [
        DeadLink(link.url, links[link.url].label, links[link.url].field.section, link.failing_since)
        for link in dead.order_by("id")
        if link.failing_since is not None
    ]


def dead_by_practice(practice_ids: Iterable[int]) -> dict[int, list[LinkCheck]]:
    """Return the dead links that each of these published practices cites, as of the last check: one statement."""
    wanted = set(practice_ids)
    found: dict[int, list[LinkCheck]] = defaultdict(list)
    for link in LinkCheck.objects.filter(state=LinkState.DEAD, cited_by__overlap=list(wanted)).order_by("id"):
        for practice_id in wanted.intersection(link.cited_by):
            found[practice_id].append(link)
    return dict(found)


def with_dead_links() -> list[int]:
    """Return the practices that cite a dead link."""
    rows = LinkCheck.objects.filter(state=LinkState.DEAD).values_list("cited_by", flat=True)
    return sorted({practice_id for cited_by in rows for practice_id in cited_by})


def enrol() -> None:
    """Follow what is published now: new links enter, those that nobody cites any more leave."""
    citing: dict[str, list[int]] = defaultdict(list)
    published = Practice.unguarded.filter(state__in=READABLE).select_related("published", "city")
    for practice in published.order_by("id").iterator(chunk_size=100):
        if practice.published is None:
            continue
        practice.published.practice = practice
        own = Viewer(city_id=practice.city_id, scope=Audience.MEMBERS)
        for url in cited(record.view(practice.published, own)):
            if len(url) <= LONGEST:
                citing[url].append(practice.pk)
    _follow(citing)


@transaction.atomic
def _follow(citing: Mapping[str, list[int]]) -> None:
    LinkCheck.objects.exclude(url__in=list(citing)).delete()
    LinkCheck.objects.bulk_create(
        [LinkCheck(url=url, cited_by=practices) for url, practices in citing.items()],
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["cited_by"],
    )


def due(now: datetime) -> list[LinkCheck]:
    """Return the next links to ask about: never asked, asked a month ago, or missed on an earlier day."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = Q(checked_at=None) | Q(checked_at__lte=now - EVERY)
    waiting |= Q(state=LinkState.FAILING, checked_at__lt=midnight)
    return list(LinkCheck.objects.filter(waiting).order_by(F("checked_at").asc(nulls_first=True), "id")[:AT_ONCE])


def check(now: datetime, asker: Fetcher, *, pause: float = 1.0) -> Report:
    """Ask about the links whose turn it is, and write down what was found, unless nothing at all was reached."""
    turn = due(now)
    if not turn:
        return Report(0, 0, is_void=False)
    answering = LinkCheck.objects.filter(state=LinkState.OK).exclude(pk__in=[link.pk for link in turn])
    witnesses = answering.order_by("-checked_at", "id").values_list("url", flat=True)[:WITNESSES]
    outcomes = _ask([*(link.url for link in turn), *witnesses], asker, pause)
    if not any(outcome in REACHED for outcome in outcomes.values()):
        return Report(len(turn), 0, is_void=True)
    failed = sum(_note(link, outcomes[link.url], now) for link in turn)
    return Report(len(turn), failed, is_void=False)


def _ask(urls: Iterable[str], asker: Fetcher, pause: float) -> dict[str, Outcome]:
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[_host(url)].append(url)
    with ThreadPoolExecutor(max_workers=_HANDS, thread_name_prefix="links") as hands:
        answers = hands.map(lambda group: _ask_one_host(group, asker, pause), by_host.values())
        return {url: outcome for found in answers for url, outcome in found.items()}


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def _ask_one_host(urls: list[str], asker: Fetcher, pause: float) -> dict[str, Outcome]:
    found = {}
    for number, url in enumerate(urls):
        if number:
            time.sleep(pause)  # we are a guest there
        found[url] = asker.ask(url)
    return found


def _note(link: LinkCheck, outcome: Outcome, now: datetime) -> bool:
    """Write down one answer; say whether the link failed."""
    if outcome == Outcome.ANSWERS:
        link.state, link.failing_since = LinkState.OK, None
    elif link.failing_since is None:
        link.state, link.failing_since = LinkState.FAILING, now
    elif link.failing_since.date() < now.date():
        link.state = LinkState.DEAD
    link.checked_at = now
    link.save(update_fields=["state", "failing_since", "checked_at"])
    return outcome != Outcome.ANSWERS
