"""The desk's way with models that have moves: nothing is saved there, and buttons call the verbs.

Rooms register their models with ReadOnlyAdmin and say their verbs; each verb gets a page that asks, and one POST.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import EmptyFieldListFilter, FieldListFilter, ModelAdmin, ShowFacets, display
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.db.models import BooleanField, Model, QuerySet
from django.forms import CharField, Form, HiddenInput, IntegerField, Textarea
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.cells import csv_of
from common.errors import NotPossible, Refusal, Sentence

if TYPE_CHECKING:
    _Admin = ModelAdmin[Any]
else:
    _Admin = ModelAdmin  # Django's own class takes no parameter when it runs


class NoteForm(Form):
    """A note that goes to the city with the decision."""

    note = CharField(label=_("Motif"), widget=Textarea(attrs={"rows": 5}), max_length=4000)


class OptionalNoteForm(Form):
    """A note that may stay empty."""

    note = CharField(label=_("Note"), widget=Textarea(attrs={"rows": 3}), max_length=4000, required=False)


class SeenForm(Form):
    """Carries the version that was on the screen, so that what is decided is what was read."""

    seen_version = IntegerField(widget=HiddenInput)


class SeenNoteForm(NoteForm, SeenForm):
    """A reason, for the version that was read."""


class SeenOptionalNoteForm(OptionalNoteForm, SeenForm):
    """A note that may stay empty, for the version that was read."""


@dataclass(frozen=True)
class Page:
    """What a verb may answer when there is something to show once: it is never kept nor cached."""

    template: str
    context: dict[str, Any]


# What a verb does: the viewer, the row (None for a verb of the list), the form's values
Run = Callable[[Any, Any, Mapping[str, Any]], object]


def _always(_viewer: Any, _row: Any) -> bool:
    return True


def _nothing(_row: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Verb:
    """One button of the desk. ``possible`` only hides the button: the action itself decides."""

    name: str
    label: Sentence
    done: Sentence
    run: Run
    question: Sentence = ""
    form: type[Form] = Form
    possible: Callable[[Any, Any], bool] = _always  # asked of the viewer and the row
    initial: Callable[[Any], dict[str, Any]] = _nothing
    shown: Callable[[Any], list[tuple[Sentence, str]]] = field(default=lambda _row: [])


class ReadOnlyAdmin(_Admin):
    """A model that the desk shows and never saves: no addition, no change, no deletion, no action on many rows."""

    plural: ClassVar[Sentence] = ""  # where the model itself has no words for people
    labels: ClassVar[dict[str, Sentence]] = {}  # words of the columns whose field has none
    verbs: ClassVar[tuple[Verb, ...]] = ()
    exported: ClassVar[tuple[str, ...]] = ()  # columns of the CSV file, named like those of list_display
    list_verbs: ClassVar[tuple[Verb, ...]] = ()
    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    change_form_template = "desk/object.html"
    change_list_template = "desk/list.html"

    def called(self) -> str:
        """Return what these rows are called."""
        return capfirst(str(self.plural or self.opts.verbose_name_plural))

    def naming(self, row: Any) -> str:
        """Return what one row is called."""
        return str(row)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [self._told(name) for name in super().get_list_display(request)]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:  # noqa: ARG002  the base class gives it
        names = self.fields or [field.name for field in self.opts.fields if field.name not in (self.exclude or ())]
        return [self._told(name) for name in names]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return self.get_fields(request, obj)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [self._filter(spec) for spec in super().get_list_filter(request)]

    def _told(self, name: Any) -> Any:
        """Return a column by its name, or, where the field has no words for people, a function that has them."""
        field = next((field for field in self.opts.fields if field.name == name), None)
        if field is None or not (name in self.labels or isinstance(field, BooleanField)):
            return name
        known: dict[str, Any] = self.__dict__.setdefault("_columns", {})
        if name not in known:
            known[name] = _column(name, self.labels.get(name) or capfirst(field.verbose_name), field)
        return known[name]

    def _filter(self, spec: Any) -> Any:
        name, kind = spec if isinstance(spec, tuple) else (spec, FieldListFilter.create)
        return (name, partial(_named_filter, kind, self.labels[name])) if name in self.labels else spec

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_secretariat(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002  the base class gives it
        return _is_secretariat(request)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  the base class gives it
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002  the base class gives it
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002  the base class gives it
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The secretariat sees all; related rows come in the same statement."""
        manager = getattr(self.model, "unguarded", self.model._default_manager)  # noqa: SLF001  Django documents it
        rows: QuerySet[Any] = manager.all().order_by(*(self.get_ordering(request) or self.opts.ordering or ("pk",)))
        return rows

    def get_urls(self) -> list[URLPattern]:
        """The list, one row, and the verbs: the addresses that add, change and delete are gone."""
        label, name = self.opts.app_label, self.opts.model_name
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name=f"{label}_{name}_changelist"),
            *([path("export/", wrap(self.export_view), name=f"{label}_{name}_export")] if self.exported else []),
            *(self._verb_url(verb, "") for verb in self.list_verbs),
            *(self._verb_url(verb, "<int:pk>/") for verb in self.verbs),
            path("<int:object_id>/", wrap(self._row_view), name=f"{label}_{name}_change"),
        ]

    def _verb_url(self, verb: Verb, start: str) -> URLPattern:
        view = self.admin_site.admin_view(partial(self._verb_view, verb))
        return path(f"{start}{verb.name}/", view, name=f"{self.opts.app_label}_{self.opts.model_name}_{verb.name}")

    def _row_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or not self.get_queryset(request).filter(pk=object_id).exists():
            raise Http404
        return self.change_view(request, str(object_id))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one row with the buttons of what can be done to it now."""
        row = self.get_object(request, object_id)
        context = {
            "title": self.naming(row) if row else "",
            "subtitle": None,
            "called": self.called(),
            "verbs": self._offered(request, row),
            **self.row_context(request, row),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the rows; POST does nothing here."""
        if request.method not in {"GET", "HEAD"}:
            raise Http404
        viewer = request.viewer  # type: ignore[attr-defined]  # the middleware puts it there
        verbs = [(verb, self._verb_address(verb, None)) for verb in self.list_verbs if verb.possible(viewer, None)]
        export = self._address("export", None) if self.exported else ""
        query = request.GET.urlencode()
        context = {
            "title": self.called(),
            "verbs": verbs,
            "more": (),
            "export": f"{export}?{query}" if export and query else export,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Refuse a date too far away like any other wrong filter; Django lets it fail."""
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Give the rows that the list's filters and search leave, as a file without live formulas."""
        if request.method not in {"GET", "HEAD"}:
            raise Http404
        try:
            found = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as error:  # an address written by hand
            raise Http404 from error
        head = [label_for_field(self._told(name), self.model, self) for name in self.exported]
        rows = ([self._cell(name, row) for name in self.exported] for row in found)
        answer = HttpResponse(csv_of(head, rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{self.opts.model_name}.csv"'
        return answer

    def _cell(self, name: str, row: Model) -> object:
        _field, _attribute, value = lookup_field(name, row, self)
        return value

    def row_context(self, request: HttpRequest, row: Model | None) -> dict[str, Any]:  # noqa: ARG002  the base class gives it
        """What a room adds to the page of one row."""
        return {}

    def _offered(self, request: HttpRequest, row: Model | None) -> list[tuple[Verb, str]]:
        viewer = request.viewer  # type: ignore[attr-defined]  # the middleware of cities/http.py sets it
        return [(verb, self._verb_address(verb, row)) for verb in self.verbs if row and verb.possible(viewer, row)]

    def asked(self, request: HttpRequest, row: Model) -> list[tuple[Verb, str, Form]]:
        """Return what may be done to a row now, each with its form ready on the page: it names what was read."""
        viewer = request.viewer  # type: ignore[attr-defined]  # the middleware of cities/http.py sets it
        return [
            (
                verb,
                self._address(verb.name, row),
                verb.form(
                    initial={**verb.initial(row), "seen_version": self.seen_version(row)},
                    auto_id=f"id_{verb.name}_%s",
                ),
            )
            for verb in self.verbs
            if verb.possible(viewer, row)
        ]

    def seen_version(self, row: Model) -> int | None:
        """Return the version that the row's page shows, which a decision must name."""
        return getattr(row, "lock_version", None)

    def _address(self, name: str, row: Model | None) -> str:
        full = f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}"
        return reverse(full, args=[row.pk] if row else [], current_app=self.admin_site.name)

    def _verb_address(self, verb: Verb, row: Model | None) -> str:
        address = self._address(verb.name, row)
        seen = self.seen_version(row) if row and "seen_version" in verb.form.base_fields else None
        return address if seen is None else f"{address}?{urlencode({'seen_version': seen})}"

    def _after(self, row: Model | None) -> str:
        return self._address("change" if row else "changelist", row)

    def _verb_view(self, verb: Verb, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Ask, then do: GET shows the question and the form, POST calls the verb once and goes back to the row."""
        row = self.get_queryset(request).filter(pk=pk).first() if pk is not None else None
        if (pk is not None and row is None) or request.method not in {"GET", "HEAD", "POST"}:
            raise Http404
        if request.method == "POST":
            return self._do(request, verb, row)
        if not verb.possible(request.viewer, row):  # type: ignore[attr-defined]  # the middleware of cities/http.py sets it
            messages.error(request, str(NotPossible.default))
            return HttpResponseRedirect(self._after(row))
        form = verb.form(initial={**verb.initial(row), "seen_version": request.GET.get("seen_version", "")})
        return TemplateResponse(request, "desk/verb.html", self._asking(request, verb, row, form))

    def _do(self, request: HttpRequest, verb: Verb, row: Model | None) -> HttpResponse:
        form, status = verb.form(request.POST, request.FILES), 422
        if form.is_valid():
            try:
                answer = verb.run(request.viewer, row, form.cleaned_data)  # type: ignore[attr-defined]  # the middleware of cities/http.py sets it
            except Refusal as refusal:
                status = _explain(form, refusal)
            else:
                if isinstance(answer, Page):
                    context = {**self._asking(request, verb, row, form), **answer.context}
                    return TemplateResponse(request, answer.template, context)
                messages.success(request, str(verb.done))
                return HttpResponseRedirect(self._after(row))
        return TemplateResponse(request, "desk/verb.html", self._asking(request, verb, row, form), status=status)

    def _asking(self, request: HttpRequest, verb: Verb, row: Model | None, form: Form) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": verb.label,
            "verb": verb,
            "row": row,
            "naming": self.naming(row) if row else "",
            "form": form,
            "shown": verb.shown(row),
            "called": self.called(),
            "back": self._after(row),
        }


def _column(name: str, label: Any, field: Any) -> Callable[[Any], Any]:
    def column(row: Any) -> Any:
        value = getattr(row, name)
        if name == "language":  # some hold a code without saying of what
            return dict(settings.LANGUAGES).get(value, value or "–")
        return yes_or_no(value) if isinstance(field, BooleanField) else display_for_field(value, field, "–")

    column.__name__ = name
    return display(description=label, ordering=name)(column)


class Done(EmptyFieldListFilter):
    """A filter on a moment that has come, or not yet."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The same choices, in words that say what the empty moment means."""
        words = {"0": gettext("Oui"), "1": gettext("Pas encore")}
        for value, choice in zip((None, "1", "0"), super().choices(changelist), strict=True):
            yield {**choice, "display": words.get(value or "", choice["display"])}


def yes_or_no(value: bool) -> str:
    """Return the word: a state is never only a sign or a colour."""
    return gettext("Oui") if value else gettext("Non")


def _named_filter(kind: Callable[..., Any], label: Sentence, *args: Any, **kwargs: Any) -> Any:
    made = kind(*args, **kwargs)
    made.title = label
    return made


def _is_secretariat(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_staff)


def _explain(form: Form, refusal: Refusal) -> int:
    """Put a refusal's sentences on the form; return the status that says so."""
    form.add_error(None, str(refusal.sentence))
    for name, sentences in refusal.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, str(sentence))
    return refusal.status
