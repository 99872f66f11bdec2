"""What search engines are told: public pages only, real ones only, each with its translations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from cities.models import City
from cities.viewer import STRANGER
from common import links
from common.audience import Audience
from declarations.models import Declaration
from practices.models import IndexEntry
from practices.models.index import IndexQuerySet

PRACTICES_PER_PART = 10_000  # in three languages: 30,000 addresses, of the 50,000 that a file may hold
_PAGES = ("home", "cities", "statistics", "about", "accessibility", "privacy", "legal", "charter")


@dataclass(frozen=True)
class Place:
    """One page: its address in each language."""

    addresses: list[tuple[str, str]]
    changed: datetime | None = None


def part_count() -> int:
    """Return the number of parts: one, unless the records are very many."""
    return max(1, -(-_practices().count() // PRACTICES_PER_PART))


def parts(count: int) -> list[str]:
    """Return the address of each part."""
    return [links.absolute(f"{reverse('sitemap')}?p={number}") for number in range(1, count + 1)]


def places(part: int) -> Iterator[Place]:
    """Yield the pages of one part; the first one also holds what is not a record."""
    if part == 1:
        yield from (_place(reverse(f"pages:{name}")) for name in _PAGES)
        yield _place(reverse("practices:list"))
        yield _place(reverse("declarations:list"))
        for slug in Declaration.objects.visible_to(STRANGER).filter(is_fictitious=False).values_list("slug", flat=True):
            yield _place(reverse("declarations:detail", args=[slug]))
        for slug in City.objects.values_list("slug", flat=True):
            yield _place(reverse("pages:city", args=[slug]))
    start = (part - 1) * PRACTICES_PER_PART
    rows = _practices().order_by("practice_id").values_list("slug", "fresh_at")[start : start + PRACTICES_PER_PART]
    for slug, changed in rows:
        yield _place(reverse("practices:detail", args=[slug]), changed)


def _practices() -> IndexQuerySet:
    return IndexEntry.objects.in_scope(Audience.PUBLIC).filter(illustrative=False)


def _place(path: str, changed: datetime | None = None) -> Place:
    """Return a page in all languages: their addresses differ by the first word only."""
    rest = path.split("/", 2)[2]
    return Place([(code, links.absolute(f"/{code}/{rest}")) for code, _ in settings.LANGUAGES], changed)
