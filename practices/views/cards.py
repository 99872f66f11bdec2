"""A practice as lists show it, every word ready: a template spends more on finding words than on writing them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cities.models import City
from common.audience import Audience
from common.links import addresses
from common.templatetags.ui import evidence, known
from practices import vocabulary
from practices.lineage import REPORTED
from practices.models import IndexEntry, Origin

SUMMARY_WORDS = 30
_UNKNOWN_STATUS = gettext_lazy("État à confirmer")


@dataclass(frozen=True)
class CardStop:
    """A city that took it up, as it says itself, or as the record reports it."""

    name: str
    state: str


@dataclass(frozen=True)
class Card:
    """An entry in words, in the order of the page. ``stops``: who took it up, then those that the record names."""

    entry: IndexEntry
    address: str
    texts: SafeString  # the attributes of what is written in another language than the page
    title: str
    stops: list[CardStop]
    route: SafeString  # the city that publishes, then its stops
    summary: str
    states: SafeString  # what a reader must know before opening the record
    marks: SafeString


def cards(entries: Iterable[IndexEntry]) -> list[Card]:
    """Return the entries with their words; one statement more when some city took one up."""
    entries = list(entries)
    slugs = {slug for entry in entries for slug, _state in line_of(entry)}
    names = {city.slug: city.name for city in City.objects.filter(slug__in=slugs)} if slugs else {}
    address = addresses("practices:detail")
    return [_card(entry, names, address(entry.slug)) for entry in entries]


def _card(entry: IndexEntry, names: dict[str, str], address: str) -> Card:
    stops = [CardStop(names.get(slug, slug), state) for slug, state in line_of(entry)]
    said = entry.said
    foreign = said.language != get_language()
    return Card(
        entry=entry,
        address=address,
        texts=format_html(' lang="{}" dir="auto"', said.language) if foreign else SafeString(""),
        title=said.title,
        stops=stops,
        route=_route(entry.city, stops),
        summary=Truncator(said.summary).words(SUMMARY_WORDS),
        states=_written('<small class="state">%s</small>', _states(entry)),
        marks=_written(
            "<li>%s</li>",
            (
                known(joined(short_level(slug) for slug in entry.prevention_levels)),
                evidence(entry.evidence_level),
                status_words(entry.programme_status),
                taken_up(entry.adoptions, sum(stop.state == REPORTED for stop in stops)),
            ),
        ),
    )


def _written(form: str, words: Iterable[str]) -> SafeString:
    return mark_safe("".join(form % conditional_escape(word) for word in words))  # noqa: S308  # escaped here


def _route(city: City, stops: list[CardStop]) -> SafeString:
    words = format_html(' <small class="soft">{}</small>', _("signataire 2016")) if city.signatory_2016 else ""
    origin = format_html('<li data-stop="origin">{}{}</li>', city.name, words)
    return origin + format_html_join("", '<li data-stop="{}">{}</li>', ((stop.state, stop.name) for stop in stops))


def _states(entry: IndexEntry) -> Iterator[str]:
    if entry.origin == Origin.PUBLIC_SOURCES:
        yield str(Origin.PUBLIC_SOURCES.label)
    if entry.illustrative:
        yield _("Démonstration : fiche fictive")
    if entry.audience == Audience.MEMBERS:
        yield _("Lue par les villes membres seulement")
    if entry.to_review:
        yield _("À réviser")


def line_of(entry: IndexEntry) -> list[tuple[str, str]]:
    """Return (city, state) for each stop of an entry: declared first, and never a city twice."""
    declared = {slug: state for state, _colon, slug in (adopter.partition(":") for adopter in entry.adopters)}
    return [*declared.items(), *((slug, REPORTED) for slug in entry.transfers if slug not in declared)]


def taken_up(adopted: int, reported: int) -> str:
    """Return how many cities say that they take it up, and how many more are only reported; none is written 0."""
    words = []
    if adopted or not reported:
        words.append(ngettext("%(total)s reprise", "%(total)s reprises", adopted) % {"total": adopted})
    if reported:
        sentence = ngettext("%(count)s reprise signalée", "%(count)s reprises signalées", reported)
        words.append(sentence % {"count": reported})
    return " · ".join(words)


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
