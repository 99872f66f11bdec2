"""Preferences and unsubscription through signed links: no session is needed, and nothing but preferences is shown."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mailing import people, tokens
from mailing.forms import PreferencesForm
from mailing.sections import sections
from mailing.topics import DIGEST, TOPICS


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Show and change which letters a person receives, and in which language."""
    try:
        user = people.person(tokens.read_preferences(token))
    except tokens.BadLink:
        user = None
    if user is None:
        return _unknown(request)
    return _choose(request, user, "mailing:preferences", token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The same page for a person who is signed in."""
    return _choose(request, request.user, "mailing:mine")


def _choose(request: HttpRequest, user: Any, page: str, *args: str) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form, parts = PreferencesForm(sent, instance=user), sections(user, sent)
    if sent is not None and all([form.is_valid(), *(part.is_valid() for part in parts)]):
        with transaction.atomic():
            form.keep()
            for part in parts:
                part.keep()
        with translation.override(user.language):
            messages.success(request, _("Vos préférences ont été enregistrées."))
            return redirect(page, *args)
    return render(request, "letters/preferences.html", {"form": form, "sections": parts})


@csrf_exempt  # RFC 8058: mail programs post here without a cookie; the signed link is the proof
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; only pressing it acts, because scanners of mail follow links."""
    try:
        user_id, topics = tokens.read_unsubscribe(token)
    except tokens.BadLink:
        return _unknown(request)
    if request.method == "POST":
        people.refuse(user_id, topics)
    context = {
        "done": request.method == "POST",
        "is_digest": DIGEST in topics,
        "topics": [TOPICS[topic] for topic in topics if topic in TOPICS],
        "preferences": tokens.preferences_after(token, user_id),
    }
    return render(request, "letters/unsubscribe.html", context)


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "letters/link_unknown.html", status=404)
