"""A practice on paper: PDF, DOCX, and a council's note whose parts the reader chooses."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts import throttle
from cities.http import Request
from cities.viewer import STRANGER
from files.kinds import MEDIA_TYPES, FileKind
from practices import record
from practices.documents import content, note, pdf, word
from practices.documents.paper import Paper
from practices.models import Practice
from practices.views import loading

COPY, PUBLIC = "copie", "publique"
_PARTS = "parties"


@login_not_required
@require_safe
def practice_pdf(request: Request, slug: str) -> HttpResponse:
    """The whole practice, as this viewer reads it, in the language of the page."""
    practice, paper = _paper(request, slug)
    return _sent(request, lambda: pdf.practice_pdf(paper), f"{practice.slug}.pdf", FileKind.PDF)


@login_not_required
@require_safe
def practice_docx(request: Request, slug: str) -> HttpResponse:
    """The same, to be taken up in a council's file."""
    practice, paper = _paper(request, slug)
    return _sent(request, lambda: word.practice_docx(paper), f"{practice.slug}.docx", FileKind.DOCX)


@login_not_required
@require_safe
def note_choice(request: Request, slug: str) -> HttpResponse:
    """The parts that a council's note may hold, to be ticked."""
    practice, paper = _paper(request, slug)
    context = {
        "practice": practice,
        "paper": paper,
        "parts": [(name, words, name in note.CHOSEN_FIRST) for name, words in note.offered(paper)],
        "copy": request.GET.get(COPY, ""),
        "for_members": paper.audience != content.copy_for([]),
    }
    return render(request, "practices/note.html", context)


@login_not_required
@require_safe
def note_pdf(request: Request, slug: str) -> HttpResponse:
    """The note, on one page."""
    practice, paper = _paper(request, slug)
    chosen = note.note(paper, request.GET.getlist(_PARTS))
    return _sent(request, lambda: pdf.note_pdf(chosen), f"note-{practice.slug}.pdf", FileKind.PDF)


def _paper(request: Request, slug: str) -> tuple[Practice, Paper]:
    """Return a published practice and what a document may say of it to this viewer, or to everybody when asked."""
    viewer = STRANGER if request.GET.get(COPY) == PUBLIC else request.viewer
    practice = loading.readable(viewer, slug)
    if not practice.is_readable or practice.published is None:
        raise Http404
    practice.published.practice = practice
    practice.look_around()
    return practice, content.paper(practice, record.view(practice.published, viewer, get_language()), viewer)


def _sent(request: Request, make: Callable[[], bytes], name: str, kind: FileKind) -> HttpResponse:
    if not throttle.allows(request, "documents"):
        return render(request, "429.html", status=429)
    answer = HttpResponse(make(), content_type=MEDIA_TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Encoding"] = "identity"  # compressed already
    return answer
