"""Where member cities take part in the preparation: the draft, the amendments, the journal, the written procedure."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.kept import keeps_typed
from cities.decorators import for_acting_city
from cities.http import Request
from common import clock
from common.errors import NotAllowed, NotPossible, Refusal
from declarations import actions, chronicle, comparing, permissions, presenting, rewording, wording
from declarations.forms import AmendmentForm, ObjectionForm, explain
from declarations.models import Amendment, AmendmentKind, Consultation, Declaration, Procedure, Text, TextStatus
from declarations.workflow import OPEN_TO_DECISIONS, Phase

ENTRIES_PER_PAGE = 50


def prepared(request: Request, slug: str) -> Declaration:
    """Return the declaration whose preparation this viewer may read, else 404."""
    return get_object_or_404(Declaration.objects.prepared_for(request.viewer), slug=slug)


def _draft(declaration: Declaration, request: Request) -> Text | None:
    """Return the text being prepared, once it is shown to cities."""
    if declaration.phase == Phase.WRITING and not request.viewer.is_secretariat:
        return None
    return Text.objects.filter(
        declaration=declaration, version=declaration.version + 1, status=TextStatus.AUTHENTIC
    ).first()


@never_cache
@require_GET
def preparation(request: Request, slug: str) -> HttpResponse:
    """The draft, article by article, with what cities propose on each, and where the preparation stands."""
    declaration = prepared(request, slug)
    draft = _draft(declaration, request)
    found = list(_amendments(declaration).annotate(cities=Count("supports")))
    consultation = Consultation.objects.filter(declaration=declaration).first()
    running = consultation is not None and consultation.is_running(clock.now())
    is_open = running and declaration.phase == Phase.CONSULTATION and draft is not None
    context = {
        "declaration": declaration,
        "draft": draft,
        "parts": presenting.with_amendments(draft, found) if draft else [],
        "elsewhere": presenting.elsewhere(draft, found),
        "steps": presenting.steps(declaration),
        "consultation": consultation,
        "is_open": is_open,
        "may_propose": is_open and permissions.speaks_for_a_city(request.viewer),
        "procedure": Procedure.objects.filter(declaration=declaration).first(),
    }
    return render(request, "declarations/preparation.html", context)


def _amendments(declaration: Declaration) -> QuerySet[Amendment]:
    rows = Amendment.objects.filter(declaration=declaration, version__lte=declaration.version + 1)
    return rows.select_related("city")


@never_cache
@require_GET
def preparation_journal(request: Request, slug: str) -> HttpResponse:
    """All that happened in the preparation, the latest first."""
    declaration = prepared(request, slug)
    page = Paginator(chronicle.entries(declaration, request.viewer), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"declaration": declaration, "page": page, "happenings": chronicle.told(list(page))}
    return render(request, "declarations/journal.html", context)


# --- Amendments ---


@never_cache
@require_http_methods(["GET", "POST"])
@keeps_typed
def propose(request: Request, slug: str, article: int) -> HttpResponse:
    """Propose an amendment on one article of the draft; 0: an article before the first."""
    declaration = prepared(request, slug)
    draft = _draft(declaration, request)
    if draft is None:
        raise Http404
    if not permissions.speaks_for_a_city(request.viewer):
        raise NotAllowed(_("La rédaction, la coordination ou la personne qui signe proposent un amendement."))
    base = next((one for one in wording.of_columns(draft).articles if one.number == article), None)
    if base is None and article != 0:
        raise Http404
    heading, text = (base.heading, base.text) if base else ("", "")
    first = {"seen": rewording.mark(heading, text), "heading": heading, "text": text, "kind": _usual(article)}
    first |= _taken_up(request, declaration)
    form = AmendmentForm(request.POST or request.kept, viewer=request.viewer, article=article, initial=first)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("kind", "heading", "text", "reasons", "seen")}
        try:
            made = actions.propose(
                by=request.viewer, declaration_id=declaration.pk, proposal=actions.Proposal(article=article, **given)
            )
        except Refusal as refusal:
            explain(form, refusal)
            # What was typed stays; the next sending is on the article as it is shown now
            form.data = {**form.data, **{name: form.data[name] for name in form.data}, "seen": first["seen"]}
        else:
            messages.success(request, _("L’amendement de votre ville est proposé. Les villes membres le lisent."))
            return redirect("declarations:amendment", slug, made.pk)
    context = {"declaration": declaration, "draft": draft, "article": base, "form": form}
    return render(request, "declarations/propose.html", context, status=422 if form.errors else 200)


def _usual(article: int) -> str:
    return AmendmentKind.REPLACE if article else AmendmentKind.ADD


def _taken_up(request: Request, declaration: Declaration) -> dict[str, str]:
    """Return the words of an amendment of this city, to propose them again on the article as it is now."""
    wanted = request.GET.get("reprise", "")
    if not wanted.isdecimal() or len(wanted) > 9:
        return {}
    own = _amendments(declaration).filter(pk=int(wanted), city_id=request.viewer.city_id or 0).first()
    if own is None:
        return {}
    words = {"kind": own.kind, "reasons": own.reasons}
    return words if own.kind == AmendmentKind.DELETE else {**words, "heading": own.heading, "text": own.text}


def _amendment(request: Request, slug: str, pk: int) -> Amendment:
    """Return an amendment of a preparation that this viewer may read, else 404."""
    declaration = prepared(request, slug)
    found = get_object_or_404(_amendments(declaration), pk=pk)
    found.declaration = declaration
    return found


@never_cache
@require_GET
def amendment(request: Request, slug: str, pk: int) -> HttpResponse:
    """What a city proposes, shown as differences; who supports it; what was decided, and why."""
    found = _amendment(request, slug, pk)
    declaration, viewer = found.declaration, request.viewer
    draft = _draft(declaration, request)
    supports = list(found.supports.select_related("city"))
    is_live = found.is_waiting and declaration.phase in OPEN_TO_DECISIONS and found.version == declaration.version + 1
    place = rewording.place_of(found, wording.of_columns(draft)) if is_live and draft else None
    supported = any(one.city_id == viewer.city_id for one in supports)
    context = {
        "declaration": declaration,
        "amendment": found,
        "language": declaration.language,
        "change": comparing.of_amendment(found),
        "supports": supports,
        "is_live": is_live,
        "has_moved": is_live and draft is not None and place is None,
        "may_support": is_live and not supported and permissions.can_support_amendment(viewer, found),
        "may_leave": is_live and supported and permissions.can_support_amendment(viewer, found),
        "may_take_back": permissions.can_take_back(viewer, found),
        "again": found.article if draft and found.article <= len(draft.articles) else 0,
    }
    return render(request, "declarations/amendment.html", context)


def _done(request: Request, slug: str, pk: int, verb: Callable[..., object], said: str) -> HttpResponse:
    """Call one verb on an amendment that this viewer may read, and go back to its page with a sentence."""
    found = _amendment(request, slug, pk)
    try:
        verb(by=request.viewer, amendment_id=found.pk)
    except NotPossible as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, said)
    return redirect("declarations:amendment", slug, pk)


@require_POST
@for_acting_city
def support_amendment(request: Request, slug: str, pk: int) -> HttpResponse:
    """Support another city's amendment."""
    return _done(request, slug, pk, actions.support_amendment, _("Votre ville soutient cet amendement."))


@require_POST
@for_acting_city
def withdraw_support(request: Request, slug: str, pk: int) -> HttpResponse:
    """Take back one's support."""
    return _done(request, slug, pk, actions.withdraw_support, _("Votre ville ne soutient plus cet amendement."))


@require_POST
@for_acting_city
def take_back(request: Request, slug: str, pk: int) -> HttpResponse:
    """Withdraw the amendment of one's own city."""
    return _done(request, slug, pk, actions.take_back, _("L’amendement de votre ville est retiré."))


# --- The written procedure ---


def _procedure(request: Request, slug: str) -> Procedure:
    """Return the latest written procedure of a declaration that this viewer may read, else 404."""
    declaration = prepared(request, slug)
    found = Procedure.objects.filter(declaration=declaration).first()
    if found is None:
        raise Http404
    found.declaration = declaration
    return found


@never_cache
@require_http_methods(["GET", "POST"])
@keeps_typed
def procedure(request: Request, slug: str) -> HttpResponse:
    """The text that a body is asked about, until when, who objected; and, for its cities, the way to object."""
    found = _procedure(request, slug)
    form = ObjectionForm(request.POST or request.kept, viewer=request.viewer)
    if request.method == "POST" and not permissions.can_object(request.viewer, found):
        raise NotAllowed(_("La coordination d’une ville, ou la personne qui signe, répond ici en son nom."))
    if request.method == "POST" and form.is_valid():
        try:
            actions.object_to(by=request.viewer, procedure_id=found.pk, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("L’opposition de votre ville est enregistrée."))
            return redirect("declarations:procedure", slug)
    objections = list(found.objections.select_related("city"))
    in_time = found.is_running and clock.now() < found.ends_at
    own = next((one for one in objections if one.city_id == request.viewer.city_id and not one.withdrawn_at), None)
    context = {
        "declaration": found.declaration,
        "procedure": found,
        "text": Text.objects.filter(
            declaration=found.declaration, version=found.version, status=TextStatus.AUTHENTIC, sha256=found.text_sha256
        ).first(),
        "members": found.members.order_by("sort_key"),
        "objections": objections,
        "own": own,
        "in_time": in_time,
        "may_answer": in_time and permissions.can_object(request.viewer, found),
        "form": form,
    }
    return render(request, "declarations/procedure.html", context, status=422 if form.errors else 200)


@require_POST
@for_acting_city
def withdraw_objection(request: Request, slug: str) -> HttpResponse:
    """Withdraw the objection of one's own city."""
    found = _procedure(request, slug)
    try:
        actions.withdraw_objection(by=request.viewer, procedure_id=found.pk)
    except NotPossible as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("L’opposition de votre ville est retirée."))
    return redirect("declarations:procedure", slug)
