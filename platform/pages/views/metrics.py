"""What a monitor reads: the state of the letters, in the text format of Prometheus, behind a token."""

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common import clock
from mailing.models import WAITING, Counter, Letter, State


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer whoever holds METRICS_TOKEN; to anybody else, and where none is set, this page does not exist."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    return HttpResponse("\n".join([*_lines(), ""]), content_type="text/plain; version=0.0.4; charset=utf-8")


def _lines() -> Iterator[str]:
    counted = dict(Letter.objects.order_by().values_list("state").annotate(Count("id")))
    yield from _gauge("letters", "Letters of the outbox by state.")
    for state in State.values:
        yield f'plateforme_letters{{state="{state}"}} {counted.get(state, 0)}'
    now = clock.now()
    due = Letter.objects.filter(state__in=(*WAITING, State.SENDING), next_try_at__lte=now)
    oldest = due.aggregate(oldest=Min("next_try_at"))["oldest"]
    yield from _gauge("letters_oldest_seconds", "For how long the oldest letter could have left.")
    yield f"plateforme_letters_oldest_seconds {(now - oldest).total_seconds() if oldest else 0:.0f}"
    found = list(Counter.objects.order_by("name"))
    yield from _gauge("mail_trouble", "What the last reconciliation found, by kind of trouble.")
    for counter in found:
        yield f'plateforme_mail_trouble{{name="{counter.name}"}} {counter.number}'
    yield from _gauge("mail_reconciled_timestamp_seconds", "When letters were last reconciled; 0: never.")
    last = min((counter.counted_at.timestamp() for counter in found), default=0)
    yield f"plateforme_mail_reconciled_timestamp_seconds {last:.0f}"


def _gauge(name: str, words: str) -> tuple[str, str]:
    return f"# HELP plateforme_{name} {words}", f"# TYPE plateforme_{name} gauge"
