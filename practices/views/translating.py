"""The translations that a city writes of its published record: their page, section by section, beside the source."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.kept import keeps_typed
from cities.decorators import for_acting_city
from cities.http import Request
from common.differences import Run, runs
from common.errors import Conflict, Refusal
from common.templatetags.ui import moment
from practices import actions, permissions, record
from practices.actions.translating import state_of, subject_of
from practices.forms.translation import TranslationForm
from practices.models import Practice, Revision, Translation
from practices.record import Field, FieldView, RecordView, Section, section_called
from practices.record.display import in_words
from practices.record.shapes import LANGUAGES
from practices.record.translating import (
    NEEDED,
    TRANSLATED,
    column_of,
    is_cell,
    number_of,
    orphans,
    sources_in,
    stale_in,
)
from practices.views import loading

LANGUAGE_NAMES = dict(LANGUAGES)  # in the words of a sentence: « en arabe »


@dataclass(frozen=True)
class Desk:
    """What the pages of one translation work on: the published record as its city reads it, and its translation."""

    practice: Practice
    revision: Revision
    shown: RecordView
    language: str
    translation: Translation  # not saved yet when nothing is written

    @property
    def language_name(self) -> str | Promise:
        return LANGUAGE_NAMES[self.language]

    @property
    def is_draft(self) -> bool:
        """Nothing is published yet: the translation appears with the first version."""
        return self.practice.published_id is None

    @cached_property
    def by_key(self) -> dict[str, tuple[Field, Any]]:
        return sources_in(self.shown.value)

    @cached_property
    def sources(self) -> list[FieldView]:
        """The texts to translate, in the order of the record; those of rows as fields of their own."""
        return [
            replace(self.shown.fields[key.partition(".")[0]], field=declared, value=value)
            for key, (declared, value) in self.by_key.items()
        ]

    @cached_property
    def stale(self) -> set[str]:
        """The translated texts whose source has changed since."""
        return stale_in(self.translation, self.by_key)

    @cached_property
    def former(self) -> dict[str, list[str]]:
        """By column, the translations of row texts that were changed since."""
        return orphans(self.translation, self.by_key)

    def texts_of(self, section: Section) -> list[FieldView]:
        return [one for one in self.sources if one.field.section == section.key]

    @property
    def done(self) -> int:
        return sum(bool(self.translation.texts.get(one.key)) for one in self.sources)

    @property
    def has_needed(self) -> bool:
        return all(self.translation.texts.get(key) for key in NEEDED)


@dataclass(frozen=True)
class Part:
    """A section of the translation on the line: its stop, and in words how far it is."""

    section: Section
    title: str
    stop: str
    words: str


@dataclass(frozen=True)
class Piece:
    """A text beside its translation; what its source was when it was translated; what somebody else saved."""

    source: FieldView
    bound: BoundField
    same: BoundField | None
    number: int
    was: tuple[Run, ...]
    theirs: str
    former: tuple[str, ...] = ()  # translations of what stood in this column before


@require_safe
def translation(request: Request, slug: str, language: str) -> HttpResponse:
    """How far a translation is: its sections, what the source's changes made stale, and whether readers see it."""
    practice = loading.own(request, slug)
    desk = _desk(request, practice, language)
    if desk is None:
        return _not_yet(request, practice)
    can_write = permissions.can_edit(request.viewer, practice)
    context = {
        "practice": practice,
        "desk": desk,
        "parts": [part for view in desk.shown.sections if (part := _part(desk, view.section))],
        "can_write": can_write,
        "can_withdraw": can_write or request.viewer.is_secretariat,
    }
    return render(request, "practices/translation.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def translation_section(request: Request, slug: str, language: str, section: str) -> HttpResponse:
    """One section beside its source: it saves on its own, and what was typed is never lost."""
    found = section_called(section)
    if found is None or found.slug != section:
        raise Http404
    practice = loading.writable(request, slug)
    desk = _desk(request, practice, language)
    if desk is None:
        return _not_yet(request, practice)
    if not desk.texts_of(found):
        raise Http404
    form = _form(request, desk, found)
    if request.method != "POST":
        return _page(request, desk, found, form)
    if not form.is_valid():
        return _page(request, desk, found, form, status=422)
    try:
        saved = actions.save_translation(
            by=request.viewer,
            practice_id=practice.pk,
            language=language,
            texts=form.texts(),
            confirmed=form.confirmed(),
            seen=form.cleaned_data["seen"],
        )
    except Conflict as conflict:
        return _conflict(request, slug, desk, found, conflict)
    except Refusal as refusal:
        form.refused(refusal)
        return _page(request, desk, found, form, status=refusal.status)
    if saved.pk is not None:  # where nothing was typed, nothing was saved
        messages.success(request, _("Traduction enregistrée le %(moment)s.") % {"moment": moment(saved.saved_at)})
    if request.POST.get("do") == "stay":
        return redirect("practices:translation_section", practice.slug, language, found.slug)
    return redirect("practices:translation", practice.slug, language)


@require_POST
@for_acting_city
def publish_translation(request: Request, slug: str, language: str) -> HttpResponse:
    """Show the translation to the readers of the record."""
    practice = loading.writable(request, slug)
    seen = request.POST.get("seen_revision", "")
    try:
        actions.finish_translation(
            by=request.viewer,
            practice_id=practice.pk,
            language=_known(language),
            seen_revision=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 12 else 0,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        if practice.published_id is None:
            messages.success(
                request, _("La traduction est prête : elle paraîtra avec la première version de la fiche.")
            )
        else:
            messages.success(request, _("La traduction est publiée. Les lecteurs de cette langue la lisent désormais."))
    return redirect("practices:translation", practice.slug, language)


@require_POST
@for_acting_city
def withdraw_translation(request: Request, slug: str, language: str) -> HttpResponse:
    """Take the translation away from readers; the city keeps its texts."""
    practice = loading.own(request, slug)
    try:
        actions.withdraw_translation(by=request.viewer, practice_id=practice.pk, language=_known(language))
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("La traduction est retirée. Ses textes restent ici, pour votre ville."))
    return redirect("practices:translation", practice.slug, language)


@dataclass(frozen=True)
class Offered:
    """A language that a published record may be translated into."""

    code: str
    name: str | Promise
    is_begun: bool
    is_finished: bool


def offered(practice: Practice) -> list[Offered]:
    """Return the other languages that a record may be translated into."""
    revision = practice.published or subject_of(practice)
    if revision is None:
        return []
    begun = dict(Translation.objects.filter(revision=revision).values_list("language", "finished_at"))
    return [
        Offered(code, name, code in begun, begun.get(code) is not None)
        for code, name in LANGUAGES
        if code != revision.language
    ]


# --- What the pages are made of ---


def _known(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return language


def _desk(request: Request, practice: Practice, language: str) -> Desk | None:
    """Return what the pages work on; None when there is nothing to translate."""
    revision = practice.published or loading.open_revision(request.viewer, practice)
    if _known(language) and revision is None:
        return None
    if revision is None or language == revision.language:
        raise Http404
    revision.practice = practice
    found = Translation.objects.filter(revision=revision, language=language).first()
    shown = record.view(revision, request.viewer)
    return Desk(practice, revision, shown, language, found or Translation(revision=revision, language=language))


def _not_yet(request: Request, practice: Practice) -> HttpResponse:
    messages.error(request, _("Aucun brouillon n’est ouvert pour cette fiche. Commencez une nouvelle version."))
    return redirect("practices:edit", slug=practice.slug)


def _part(desk: Desk, section: Section) -> Part | None:
    texts = desk.texts_of(section)
    if not texts:
        return None
    done = sum(bool(desk.translation.texts.get(one.key)) for one in texts)
    stale = sum(one.key in desk.stale for one in texts)
    words = ngettext("%(done)d texte traduit sur %(total)d", "%(done)d textes traduits sur %(total)d", done)
    sentence = words % {"done": done, "total": len(texts)}
    if stale:
        again = ngettext("%(count)d à revoir", "%(count)d à revoir", stale) % {"count": stale}
        sentence = f"{sentence}, {again}"
    stop = "running" if done == len(texts) and not stale else "piloting" if done else "considering"
    return Part(section, str(section.title), stop, sentence)


def _form(request: Request, desk: Desk, section: Section, data: Any = None) -> TranslationForm:
    sources = desk.texts_of(section)
    return TranslationForm(
        data or (request.POST if request.method == "POST" else request.kept),
        viewer=request.viewer,
        sources=sources,
        translation=desk.translation,
        stale=desk.stale,
        seen=state_of(desk.revision, desk.translation, [one.key for one in sources]),
    )


def _conflict(request: Request, slug: str, desk: Desk, section: Section, conflict: Conflict) -> HttpResponse:
    """Show what was typed, and beside it what somebody else saved; a second click saves what was typed."""
    fresh = _desk(request, loading.writable(request, slug), desk.language)
    if fresh is None or not fresh.texts_of(section):
        raise conflict
    typed = request.POST.copy()
    typed["seen"] = state_of(fresh.revision, fresh.translation, [one.key for one in fresh.texts_of(section)])
    form = _form(request, fresh, section, typed)
    form.is_valid()
    return _page(request, fresh, section, form, status=conflict.status, compared=True)


def _page(
    request: Request, desk: Desk, section: Section, form: TranslationForm, *, status: int = 200, compared: bool = False
) -> HttpResponse:
    before = _befores(request, desk, section)
    context = {
        "practice": desk.practice,
        "desk": desk,
        "section": section,
        "title": str(section.title),
        "form": form,
        "pieces": [_piece(desk, form, one, before, compared=compared) for one in desk.texts_of(section)],
        "compared": compared,
        "lost": list(form.lost().values()) if compared else [],
    }
    return render(request, "practices/translation_section.html", context, status=status)


def _befores(request: Request, desk: Desk, section: Section) -> dict[int, RecordView]:
    """Return the versions that stale texts of the section were translated from."""
    numbers = {number_of(desk.translation, one.key) for one in desk.texts_of(section) if one.key in desk.stale}
    rows = Revision.objects.visible_to(request.viewer).filter(practice=desk.practice, number__in=numbers)
    found: dict[int, RecordView] = {}
    for revision in rows if numbers else ():
        revision.practice = desk.practice
        found[revision.number] = record.view(revision, request.viewer)
    return found


def _piece(
    desk: Desk, form: TranslationForm, source: FieldView, befores: dict[int, RecordView], *, compared: bool
) -> Piece:
    key = source.key
    number = number_of(desk.translation, key) if key in desk.stale else 0
    then = befores.get(number) if key in TRANSLATED and number != desk.revision.number else None
    saved = in_words(source.field, desk.translation.texts.get(key), desk.language, {})
    typed = str(form[key].value() or "").replace("\r\n", "\n").strip()
    return Piece(
        source=source,
        bound=form[key],
        same=form[f"same-{key}"] if f"same-{key}" in form.fields else None,
        number=number,
        was=runs(then.fields[key].text, source.text) if then else (),
        theirs=saved if compared and saved != typed else "",
        former=tuple(desk.former.get(column_of(key), ())) if key in desk.stale and is_cell(key) else (),
    )
