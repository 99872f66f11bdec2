"""One screen of a draft: it saves on its own, however often and beside whomever, and what was typed is never lost."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.kept import keeps_typed
from cities.http import Request
from common.errors import Conflict, Refusal
from common.templatetags.ui import moment
from practices import actions, money, record, vocabulary
from practices.forms import APPLY_READERS, ROW_BUTTONS, SectionForm, Stored, Theirs, with_row_button
from practices.models import Practice, Revision, RevisionState, Saving
from practices.record.marks import marks
from practices.record.reading import field_audience
from practices.record.screens import SECTION_SCREENS, SHORT, Screen, screen_called
from practices.views import loading, progress
from practices.views.points import open_points

_PREVIEW = "preview"
# Buttons that save nothing: the page comes back with what was typed (« show » is our script's)
_SHOWN_AGAIN = {APPLY_READERS, _PREVIEW, "show"}


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Request, slug: str, section: str) -> HttpResponse:
    """One section of the draft."""
    screen = screen_called(section)
    if screen is None or screen.slug != section or screen.is_short:
        raise Http404
    return _screen(request, slug, screen)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def short(request: Request, slug: str, number: int) -> HttpResponse:
    """One of the three screens that hold what is needed to submit."""
    screen = next((one for one in SHORT if one.number == number), None)
    if screen is None:
        raise Http404
    return _screen(request, slug, screen)


def _screen(request: Request, slug: str, screen: Screen) -> HttpResponse:
    practice = loading.writable(request, slug)
    revision = loading.open_revision(request.viewer, practice)
    if revision is None or (revision.state != RevisionState.DRAFT and request.method != "POST"):
        messages.error(request, _("Aucun brouillon n’est ouvert pour cette fiche. Commencez une nouvelle version."))
        return redirect("practices:edit", slug=practice.slug)
    stored = _stored(request, revision)
    if request.method != "POST":
        return _page(request, revision, SectionForm(request.kept, viewer=request.viewer, screen=screen, stored=stored))
    return _write(request, revision, screen, stored)


def _stored(request: Request, revision: Revision) -> Stored:
    fields = record.FIELDS.values()
    audiences = {declared.key: field_audience(revision, declared) for declared in fields}
    return Stored(record.view(revision, request.viewer), audiences, revision.lock_version, marks(revision, fields))


def _write(request: Request, revision: Revision, screen: Screen, stored: Stored) -> HttpResponse:
    button = request.POST.get("do", "save")
    if button.startswith(ROW_BUTTONS):
        typed = with_row_button(request.POST, button)
        form = SectionForm(typed, viewer=request.viewer, screen=screen, stored=stored).as_chosen()
        return _page(request, revision, form)
    form = SectionForm(request.POST, viewer=request.viewer, screen=screen, stored=stored).as_chosen()
    if button in _SHOWN_AGAIN:
        return _page(request, revision, form)
    if not form.is_valid():
        return _page(request, revision, form, status=422)
    try:
        saved = _save(request, revision, form)
    except Conflict as conflict:
        return _both(request, revision, form, conflict)
    except Refusal as refusal:
        form.refused(refusal)
        return _page(request, revision, form, status=refusal.status)
    messages.success(request, _("Brouillon enregistré le %(moment)s.") % {"moment": moment(saved.saved_at)})
    _tell_of_others(request, saved, form)
    return redirect(_after(screen, revision.practice, button))


def _save(request: Request, revision: Revision, form: SectionForm) -> Revision:
    same = form.cleaned_data["seen_revision"] == revision.pk
    return actions.save_section(
        by=request.viewer,
        revision_id=revision.pk,
        section=form.screen.slug,
        values=form.values(),
        audiences=form.audiences(),
        seen_version=form.cleaned_data["seen_version"] if same else 0,
        seen_marks=form.seen(),
        token=form.cleaned_data["form_token"],
    )


def _after(screen: Screen, practice: Practice, button: str) -> str:
    screens = SHORT if screen.is_short else SECTION_SCREENS
    place = screens.index(screen) + 1
    if button != "next":
        return address(practice, screen)
    return address(practice, screens[place]) if place < len(screens) else _submit(practice)


def address(practice: Practice, screen: Screen) -> str:
    """Return the address of a screen of a practice's draft."""
    if screen.is_short:
        return reverse("practices:short", args=[practice.slug, screen.number])
    return reverse("practices:section", args=[practice.slug, screen.slug])


def _submit(practice: Practice) -> str:
    return reverse("practices:submit", args=[practice.slug])


# --- Two people at once ---


def _both(request: Request, revision: Revision, form: SectionForm, conflict: Conflict) -> HttpResponse:
    """Show, field by field, what somebody else saved and what was typed; a second click saves what is chosen."""
    fresh = loading.open_revision(request.viewer, revision.practice)
    if fresh is None or fresh.state != RevisionState.DRAFT:
        form.refused(conflict)
        return _page(request, revision, form, status=conflict.status)
    typed = SectionForm(form.typed, viewer=request.viewer, screen=form.screen, stored=_stored(request, fresh))
    if typed.is_as_stored():
        # Two people who wrote the same: it is there already
        messages.success(request, _("Brouillon enregistré le %(moment)s.") % {"moment": moment(fresh.saved_at)})
        return redirect(_after(form.screen, fresh.practice, request.POST.get("do", "save")))
    changed = typed.changed_by_others()
    choose = conflict.both & changed if isinstance(conflict, actions.BothWrote) else changed
    taken = conflict.theirs & changed if isinstance(conflict, actions.BothWrote) else set()
    shown = typed.with_theirs(taken)
    theirs = _theirs(request, fresh, shown, choose, choose | taken)
    return _page(request, fresh, shown, status=conflict.status, theirs=theirs)


def _theirs(
    request: Request, revision: Revision, form: SectionForm, choose: set[str], changed: set[str]
) -> dict[str, Theirs]:
    savings = list(Saving.objects.filter(revision=revision).select_related("user"))
    found: dict[str, Theirs] = {}
    for key in changed:
        last = next((one for one in reversed(savings) if key in one.changed), None)
        name = _name(request, last)
        when = moment(last.saved_at if last else revision.saved_at)
        found[key] = form.theirs(key, name, when, must_choose=key in choose)
    return found


def _name(request: Request, saving: Saving | None) -> str:
    """Return who saved, nothing when it is the reader, in another page."""
    if saving is None or saving.user is None:
        return _("Une personne de votre ville")
    return "" if saving.user_id == request.viewer.user_id else saving.user.name


def _tell_of_others(request: Request, saved: Revision, form: SectionForm) -> None:
    """Say that somebody else wrote on this screen meanwhile, and that their text is kept too."""
    since = Saving.objects.filter(
        revision=saved, version__gt=form.cleaned_data["seen_version"], version__lt=saved.lock_version
    )
    keys = {one.key for one in form.declared}
    names = {
        saving.user.name
        for saving in since.exclude(user=request.user.pk).select_related("user")
        if saving.user is not None and keys & set(saving.changed)
    }
    for name in sorted(names):
        sentence = _("%(name)s a écrit dans d’autres champs de cette page en même temps que vous : tout est gardé.")
        messages.info(request, sentence % {"name": name})


# --- The page ---


def _place(request: Request, revision: Revision, screen: Screen) -> str:
    """Name this page of this person for their browser, without telling who they are."""
    return salted_hmac("practices.place", f"{request.viewer.user_id} {revision.pk} {screen.slug}").hexdigest()[:24]


def _saved_tokens(request: Request, revision: Revision, screen: Screen) -> str:
    """Return the last forms of this person that were saved here: their browser need not keep them any longer."""
    mine = Saving.objects.filter(revision=revision, screen=screen.slug, user=request.user.pk).order_by("-version")
    return " ".join(mine.values_list("token", flat=True)[:10])


def _words() -> dict[str, str]:
    """Return the words that our script writes."""
    return {
        "words": _("Mots :"),
        "signs": _("Signes :"),
        "bold": _("Gras"),
        "italic": _("Italique"),
        "list": _("Liste"),
        "title": _("Intertitre"),
        "link": _("Lien"),
    }


def _computed(form: SectionForm) -> list[str]:
    """Say what the platform computes from the budget that is stored, and how."""
    one_year = money.yearly(form.stored.record) if "budget_amount" in form.fields else None
    if one_year is None:
        return []
    words = vocabulary.label("cost_band", one_year.band) if one_year.band else ""
    band = _("Tranche calculée : %(band)s") % {"band": words} if words else ""
    return [said for said in (one_year.how if one_year.is_computed else "", one_year.in_euros, band) if said]


def _page(
    request: Request,
    revision: Revision,
    form: SectionForm,
    *,
    status: int = 200,
    theirs: dict[str, Theirs] | None = None,
) -> HttpResponse:
    blocks = form.blocks(theirs)
    screens = SHORT if form.screen.is_short else SECTION_SCREENS
    needed = [block for block in blocks if block.is_needed]
    optional = [block for block in blocks if not block.is_needed]
    is_open = any(block.is_filled or block.errors or block.theirs for block in optional) or not needed
    context: dict[str, Any] = {
        "practice": revision.practice,
        "revision": revision,
        "shown": form.stored.record,
        "screen": form.screen,
        "address": address(revision.practice, form.screen),
        "steps": progress.steps(revision, form.stored.record, screens),
        "place": screens.index(form.screen) + 1,
        "is_last": form.screen == screens[-1],
        "form": form,
        "points": open_points(revision.practice, {field.key for field in form.screen.fields}),
        "summary": form.summary() if form.is_bound else [],
        "blocks": needed,
        "optional": optional,
        "optional_open": is_open,
        "theirs": sorted({(one.name, one.when) for one in (theirs or {}).values()}),
        "previews": form.previews() if request.POST.get("do") == _PREVIEW else [],
        "keep": _place(request, revision, form.screen),
        "saved_tokens": _saved_tokens(request, revision, form.screen),
        "words": _words(),
        "computed": _computed(form),
        "audience_inputs": form.audience_inputs(),
        "readers_of_all": form.readers_of_all(),
        "readers_open": request.POST.get("do") == APPLY_READERS,
        "city_names": sorted(form.cities.names.values()) if form.cities else [],
    }
    return render(request, "practices/section.html", context, status=status)
