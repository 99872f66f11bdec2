"""The draft as others would read it once published: the very page they would have, for each of them."""

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cities.http import Request
from cities.models import City
from cities.viewer import ANY_MEMBER, STRANGER, Viewer
from practices.models import Revision
from practices.record import FieldView
from practices.views import loading, sheet
from practices.views.reading import READ_ONLY

READERS: dict[str, Promise] = {
    "public": gettext_lazy("Comme le public"),
    "membres": gettext_lazy("Comme une autre ville"),
    "ville": gettext_lazy("Comme la ville elle-même"),
}


@dataclass(frozen=True)
class Reader:
    """Somebody who would read the page: the value in the address, the words of the switch, and who it is."""

    value: str
    label: str
    viewer: Viewer


@require_safe
def preview(request: Request, slug: str) -> HttpResponse:
    """The draft as it would be read once published: by everybody, another city, a named one, or its own city."""
    practice = loading.own(request, slug)
    revision = loading.open_revision(request.viewer, practice)
    if revision is None:
        return redirect("practices:edit", slug=practice.slug)
    readers = _readers(revision, request.viewer)
    asked = request.GET.get("lecteurs", "")
    chosen = next((reader for reader in readers if reader.value == asked), readers[-1])
    shown = sheet.as_if_published(revision, chosen.viewer)
    context = {
        **READ_ONLY,
        "is_stranger": chosen.viewer == STRANGER,
        "sheet": shown,
        "readers": readers,
        "chosen": chosen,
        "hidden": _hidden(shown, sheet.as_if_published(revision, request.viewer)),
        "revision": revision,
    }
    return render(request, "practices/preview.html", context)


def _readers(revision: Revision, own: Viewer) -> list[Reader]:
    """Return the switch: the widest readers first, each named city by its name, the city itself last."""
    named = [
        Reader(f"ville-{city.slug}", _("Comme %(city)s, ville nommée") % {"city": city.name}, _member_of(city))
        for city in City.objects.filter(pk__in=revision.named_cities).order_by("sort_key")
    ]
    return [
        Reader("public", str(READERS["public"]), STRANGER),
        Reader("membres", str(READERS["membres"]), ANY_MEMBER),
        *named,
        Reader("ville", str(READERS["ville"]), own),
    ]


def _member_of(city: City) -> Viewer:
    return replace(ANY_MEMBER, city_id=city.pk)


def _hidden(shown: sheet.Sheet, whole: sheet.Sheet) -> list[FieldView]:
    """Return the fields that are written and that these readers would not see."""
    return [field for key, field in whole.record.fields.items() if field.is_known and shown[key].locked]
