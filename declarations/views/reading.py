"""Public pages: the list, a declaration, its text, its ledger, and how to verify it."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from accounts import throttle
from cities.http import Request
from common import clock
from common.errors import Invalid
from declarations import comparing, documents, exchange, presenting, queries, wall
from declarations import ledger as ledgers
from declarations import verifier as stand_alone
from declarations.forms import ReceiptForm
from declarations.models import AdoptionAct, Declaration, Event, SignedHead, Text, TextStatus, in_language
from declarations.permissions import can_prepare_signature, can_sign, can_support

EVENTS_PER_PAGE = 50
LINES_PER_PAGE = 60


def readable(request: Request, slug: str) -> Declaration:
    """Return the declaration that this viewer may read, else 404."""
    return get_object_or_404(Declaration.objects.visible_to(request.viewer), slug=slug)


@login_not_required
@require_GET
def declaration_list(request: Request) -> HttpResponse:
    """The declarations, newest first, each with its count of signatory cities."""
    found = list(Declaration.objects.visible_to(request.viewer))
    counts = queries.counts(one.pk for one in found)
    rows = [(one, counts.get(one.pk, 0)) for one in found]
    context = {"rows": rows, "prepared": queries.in_preparation(request.viewer)}
    return render(request, "declarations/list.html", context)


@login_not_required
@require_GET
def detail(request: Request, slug: str) -> HttpResponse:
    """A declaration: what it is, who signed, its facts and source, its words."""
    declaration = readable(request, slug)
    texts = queries.texts(declaration)
    shown = _shown_text(texts, request.GET.get("texte", ""))
    asked = wall.asked(request.GET.dict())
    lines = queries.signatures(declaration, asked.on)
    shown_lines = wall.narrowed(lines, asked)
    context = {
        "declaration": declaration,
        "summary": in_language(declaration.summary),
        "points": declaration.own_words,
        "facts": presenting.facts(declaration, shown),
        "texts": texts,
        "text": shown,
        "authentic": next((text for text in texts if text.is_authentic), None),
        "lines": lines,
        "asked": asked,
        "countries": wall.countries(lines),
        "page": Paginator(shown_lines, LINES_PER_PAGE).get_page(request.GET.get("page")),
        "query": _query(request),
        "milestones": wall.milestones(lines),
        "dots": presenting.dots(shown_lines),
        "count": sum(line.counts for line in lines),
        "as_of": asked.on or queries.as_of(declaration, lines, clock.now().date()),
        "is_reported": any(line.stop == "reported" for line in lines),
        "has_withdrawn": any(line.stop == "stopped" for line in lines),
        "earlier": queries.earlier_signatures(declaration),
        "act": queries.act_of(declaration),
        "is_prepared": Declaration.objects.prepared_for(request.viewer).filter(pk=declaration.pk).exists(),
        "waiting": queries.pending_lines(declaration, request.viewer),
        "may_sign": _may_sign(request, declaration),
        "may_prepare": _may_prepare(request, declaration),
        "may_support": _may_support(request, declaration),
        "supports": queries.supports(declaration),
    }
    return render(request, "declarations/detail.html", context)


def _query(request: Request) -> str:
    """Return what was asked of the wall, for the links to its other pages and its files."""
    kept = {name: request.GET[name] for name in ("pays", "au", "reserves", "texte") if request.GET.get(name)}
    return urlencode(kept)


def _may_sign(request: Request, declaration: Declaration) -> bool:
    signed = queries.active_line(declaration, request.viewer.city_id)
    return signed is None and can_sign(request.viewer, declaration)


def _may_prepare(request: Request, declaration: Declaration) -> bool:
    if not can_prepare_signature(request.viewer, declaration):
        return False
    return queries.active_line(declaration, request.viewer.city_id) is None


def _may_support(request: Request, declaration: Declaration) -> bool:
    if not can_support(request.viewer, declaration):
        return False
    signed = queries.active_line(declaration, request.viewer.city_id)
    return signed is None and not queries.is_supported_by(declaration, request.viewer.city_id)


def _shown_text(texts: list[Text], wanted: str) -> Text | None:
    """Return the text asked for, or in the reader's language, or the authentic one."""
    by_language = {text.language: text for text in texts}
    language = (get_language() or "fr")[:2]
    return by_language.get(wanted) or by_language.get(language) or next(iter(texts), None)


@login_not_required
@require_GET
def text_file(request: Request, slug: str, version: int, language: str) -> HttpResponse:
    """The exact bytes that are hashed, of an adopted text, or a translation in the same form."""
    declaration = readable(request, slug)
    text = adopted_text(declaration, version, language)
    return download(text.canonical, f"{slug}-v{version}-{language}.md", "text/markdown; charset=utf-8")


@login_not_required
@require_GET
def text_json(request: Request, slug: str, version: int, language: str) -> HttpResponse:
    """A text, its considerations and its articles, for a program."""
    text = adopted_text(readable(request, slug), version, language)
    return download(exchange.as_json(text), f"{slug}-v{version}-{language}.json", "application/json")


@login_not_required
@require_GET
def text_aligned(request: Request, slug: str, version: int, language: str) -> HttpResponse:
    """A translation beside the text that prevails, article by article."""
    declaration = readable(request, slug)
    text = adopted_text(declaration, version, language)
    source = get_object_or_404(Text, declaration=declaration, version=version, status=TextStatus.AUTHENTIC)
    context = {"declaration": declaration, "text": text, "source": source, "rows": presenting.aligned(source, text)}
    return render(request, "declarations/aligned.html", context)


@login_not_required
@require_GET
def changes(request: Request, slug: str, version: int) -> HttpResponse:
    """What an adopted version changes in the one before, article by article, and what was said of it."""
    declaration = readable(request, slug)
    adopted = Text.objects.filter(declaration=declaration, status=TextStatus.AUTHENTIC, adopted_at__isnull=False)
    after = get_object_or_404(adopted, version=version)
    before = get_object_or_404(adopted, version=version - 1)
    context = {
        "declaration": declaration,
        "before": before,
        "after": after,
        "language": after.language,
        "act": AdoptionAct.objects.filter(declaration=declaration, version=version).first(),
        "changes": comparing.of_versions(before, after),
    }
    return render(request, "declarations/changes.html", context)


def adopted_text(declaration: Declaration, version: int, language: str) -> Text:
    """Return a text of a version that was adopted; what is only prepared is not public."""
    found = Text.objects.filter(declaration=declaration, version=version, language=language)
    return get_object_or_404(found.filter(version__lte=declaration.version).select_related("declaration"))


def download(content: str | bytes, name: str, content_type: str) -> HttpResponse:
    """Return a file to save."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def saved(file: FieldFile, name: str) -> FileResponse:
    """Return a kept document to save: it is never opened on this site. Who may have it was asked before."""
    try:
        opened = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(opened, as_attachment=True, filename=name, content_type=documents.content_type(name))


@login_not_required
@require_GET
def ledger(request: Request, slug: str) -> HttpResponse:
    """The chain of events, and the files to verify it elsewhere."""
    declaration = readable(request, slug)
    events = Event.objects.filter(declaration=declaration).select_related("city").order_by("-sequence")
    page = Paginator(events, EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"declaration": declaration, "page": page, "head": ledgers.head(declaration)}
    context["heads"] = SignedHead.objects.filter(declaration=declaration).select_related("key")[:7]
    return render(request, "declarations/ledger.html", context)


@login_not_required
@require_GET
def ledger_file(request: Request, slug: str) -> HttpResponse:
    """The ledger, as export_ledger writes it."""
    declaration = readable(request, slug)
    return download(ledgers.export_file(declaration), f"{slug}-registre.json", "application/json")


@login_not_required
@require_http_methods(["GET", "POST"])
def verifier(request: Request, slug: str) -> HttpResponse:
    """Check a pasted receipt against the ledger, and explain how to do it without us. Writes nothing."""
    declaration = readable(request, slug)
    # The QR code of a certificate brings the fingerprint: it is typed in, and nothing is checked before the button
    brought = {"receipt": request.GET.get("empreinte", "")[:64]}
    form, answer = ReceiptForm(request.POST or None, request.FILES or None, initial=brought), None
    if form.is_valid() and not throttle.allows(request, "verify_receipt"):  # the whole ledger is read each time
        form.add_error(None, str(throttle.TOO_MANY))
    elif form.is_valid():
        try:
            answer = presenting.check(declaration, form.cleaned_data["receipt"])
        except Invalid as refusal:
            form.add_error("receipt", str(refusal.sentence))
    context = {"declaration": declaration, "form": form, "answer": answer, "head": ledgers.head(declaration)}
    return render(request, "declarations/verifier.html", context)


@login_not_required
@require_GET
def verifier_file(_request: Request) -> FileResponse:
    """The stand-alone verifier: the very file that this site uses."""
    path = Path(str(stand_alone.__file__))
    if not path.exists():  # a compiled installation without its sources
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename="verifier.py", content_type="text/x-python")
