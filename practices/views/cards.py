"""A practice as lists show it, every word ready: a template spends more on finding words than on writing them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cities.models import City
from common.audience import Audience
from common.templatetags.ui import evidence, known
from practices import vocabulary
from practices.models import IndexEntry, Origin

SUMMARY_WORDS = 30
_UNKNOWN_STATUS = gettext_lazy("État à confirmer")


@dataclass(frozen=True)
class Card:
    """An entry in words. ``stops``: the cities that the record names after its own."""

    entry: IndexEntry
    address: str
    texts: SafeString  # the attributes of what is written in another language than the page
    city: str
    title: str
    stops: list[str]
    summary: str
    states: list[str | Promise]
    marks: list[str]


def cards(entries: Iterable[IndexEntry]) -> list[Card]:
    """Return the entries with their words; one statement more when a record names cities."""
    entries = list(entries)
    slugs = {slug for entry in entries for slug in entry.transfers}
    names = {city.slug: city.name for city in City.objects.filter(slug__in=slugs)} if slugs else {}
    return [_card(entry, names) for entry in entries]


def _card(entry: IndexEntry, names: dict[str, str]) -> Card:
    said = entry.said
    foreign = said.language != get_language()
    return Card(
        entry=entry,
        address=reverse("practices:detail", args=[entry.slug]),
        texts=format_html(' lang="{}" dir="auto"', said.language) if foreign else SafeString(""),
        city=entry.city.name,
        title=said.title,
        stops=[names.get(slug, slug) for slug in entry.transfers],
        summary=Truncator(said.summary).words(SUMMARY_WORDS),
        states=_states(entry),
        marks=[
            known(joined(short_level(slug) for slug in entry.prevention_levels)),
            evidence(entry.evidence_level),
            status_words(entry.programme_status),
            _taken_up(len(entry.transfers)),
        ],
    )


def _states(entry: IndexEntry) -> list[str | Promise]:
    """Return what a reader must know before opening the record."""
    states: list[str | Promise] = []
    if entry.origin == Origin.PUBLIC_SOURCES:
        states.append(Origin.PUBLIC_SOURCES.label)
    if entry.illustrative:
        states.append(_("Démonstration : fiche fictive"))
    if entry.audience == Audience.MEMBERS:
        states.append(_("Lue par les villes membres seulement"))
    if entry.to_review:
        states.append(_("À réviser"))
    return states


def _taken_up(total: int) -> str:
    return ngettext("%(total)s reprise", "%(total)s reprises", total) % {"total": total}


def status_words(slug: str) -> str:
    """Return the state of a programme; one that nobody knows is to be confirmed."""
    return vocabulary.label("programme_status", slug) if slug not in {"", "unknown"} else str(_UNKNOWN_STATUS)


def joined(words: Iterable[str]) -> str:
    """Join terms in a sentence: « Primaire, secondaire », but « ONG, ADN » stay as they are."""
    first, *others = list(words) or [""]
    lowered = (word if word[1:2].isupper() else word[:1].lower() + word[1:] for word in others)
    return ", ".join([first, *lowered])


def short_level(slug: str) -> str:
    """Return « Primaire » for « Primaire (tout public) »: the definition is on the record's page."""
    return vocabulary.label("prevention_level", slug).partition(" (")[0]
