"""What the list shows around its entries: filters with counts, what is asked, and the addresses that change it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from cities.countries import country_name
from cities.models import City
from practices import vocabulary
from practices.search import FACETS, Found, Query

# The families of filters shown, in order, and their titles; the other filters come from links and the API
FAMILIES: dict[str, Promise] = {
    "level": _("Niveau de prévention"),
    "domain": _("Domaine d’action"),
    "group": _("Public visé"),
    "theme": _("Thème"),
    "method": _("Méthode"),
    "status": _("État du programme"),
    "evidence": _("Niveau de preuve"),
    "police": _("Lien avec la police"),
    "cost": _("Coût"),
    "country": _("Pays"),
}
_LINKED = {"city": _("Ville"), "language": _("Langue"), "origin": _("Origine")}
SORTS: dict[str, Promise] = {
    "recent": _("Confirmation la plus récente"),
    "evidence": _("Niveau de preuve"),
    "adoptions": _("Les plus reprises"),
}
BY_RELEVANCE = _("Pertinence")


@dataclass(frozen=True)
class Family:
    """A filter and its values, as the page writes them."""

    title: Promise
    ticked: int
    choices: SafeString


@dataclass(frozen=True)
class Asked:
    """A value that narrows the list, and the address without it."""

    title: Promise
    label: str
    address: str


def families(query: Query, found: Found) -> list[Family]:
    """Return the filters with the count of each value, zero included."""
    return [_family(name, title, query, found) for name, title in FAMILIES.items()]


# Written here: a template would spend on these hundred and fifty lines more than on the rest of the page
_CHOICE = (
    '<label class="choice"><input type="checkbox" form="f" name="%s" value="%s"%s>'
    ' %s <span class="count">%d</span></label>'
)


def _family(name: str, title: Promise, query: Query, found: Found) -> Family:
    counts, ticked = found.counts.get(name, {}), query.filters.get(name, ())
    if name == "country":
        codes = {*counts, *ticked}
        words = sorted(
            ((code, country_name(code)) for code in codes), key=lambda pair: (-counts.get(pair[0], 0), pair[1])
        )
    else:
        words = vocabulary.choices(FACETS[name].vocabulary)
    lines = [
        _CHOICE % (name, escape(value), " checked" if value in ticked else "", escape(label), counts.get(value, 0))
        for value, label in words
    ]
    chosen = sum(value in ticked for value, _label in words)
    return Family(title, chosen, mark_safe("\n".join(lines)))  # noqa: S308  # escaped just above


def asked(query: Query) -> list[Asked]:
    """Return each value asked for, in the order of the address, with the address that leaves it out."""
    slugs = query.filters.get("city", ())
    cities = {city.slug: city.name for city in City.objects.filter(slug__in=slugs)} if slugs else {}
    return [
        Asked(FAMILIES.get(name) or _LINKED[name], words_of(name, value, cities), address(without(query, name, value)))
        for name, values in query.filters.items()
        for value in values
    ]


def words_of(name: str, value: str, cities: Mapping[str, str]) -> str:
    """Return the words of a value of a filter; ``cities`` gives the names of the slugs asked for."""
    facet = FACETS[name]
    if facet.vocabulary:
        return vocabulary.label(facet.vocabulary, value)
    if name == "country":
        return country_name(value)
    return cities.get(value, value)


def without(query: Query, name: str, value: str) -> Query:
    """Return the same question without one value."""
    filters = {
        key: kept
        for key, values in query.filters.items()
        if (kept := tuple(v for v in values if (key, v) != (name, value)))
    }
    return replace(query, filters=filters, page=1)


def address(query: Query) -> str:
    """Return the parameters of an address that asks the same, ready after the path."""
    pairs: list[tuple[str, str]] = [("q", query.text)] if query.text else []
    pairs += [(name, value) for name, values in query.filters.items() for value in values]
    pairs += [("sort", query.sort)] if query.sort else []
    pairs += [("page", str(query.page))] if query.page > 1 else []
    return f"?{urlencode(pairs)}" if pairs else "?"


def sorts(query: Query) -> list[tuple[str, Promise, bool]]:
    """Return (value, words, chosen). The usual order has no value: words typed later are ranked by relevance."""
    usual = "relevance" if query.text else "recent"
    words = {"relevance": BY_RELEVANCE, **SORTS} if query.text else SORTS
    return [("" if name == usual else name, label, name == query.order) for name, label in words.items()]


def pages(query: Query, found: Found) -> list[tuple[int, str]]:
    """Return (number, address) for the first page, the last, and those around; 0 stands for a gap."""
    near = {1, found.pages, *range(found.page - 2, found.page + 3)}
    shown = sorted(number for number in near if 1 <= number <= found.pages)
    links: list[tuple[int, str]] = []
    for number in shown:
        if links and number - links[-1][0] > 1:
            links.append((0, ""))
        links.append((number, address(replace(query, page=number))))
    return links
