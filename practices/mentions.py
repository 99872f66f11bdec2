"""Cities named in a comment with « @ »: found in its words, and shown as links to their pages.

The words are the only source: a city picked from the list is written in them, as « @Dakar ».
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from cities.models import City
from cities.queries import member_city_ids
from common.text import fold

LONGEST_NAME = 80
_AT = re.compile(r"(?<![\w@./])@(?=[^\W\d_])")  # not inside an electronic address
_END_OF_WORD = re.compile(r"(?<=\w)(?!\w)")
Names = Mapping[str, City]  # by folded name


def member_cities() -> list[City]:
    """Return the cities that may be named, by name."""
    return list(City.objects.filter(pk__in=member_city_ids()))


def handle(city: City, names: Names) -> str:
    """Return what stands for a city in a comment: its name, or its address when several cities have that name."""
    return f"@{city.name if names.get(fold(city.name)) == city else city.slug}"


def names_of(cities: Iterable[City]) -> Names:
    """Return the cities by each of their names, folded; a name that two cities have stands for neither."""
    named = [(name, city) for city in cities for name in _names(city)]
    shared = Counter(name for name, _city in named)
    return {name: city for name, city in named if shared[name] == 1}


def _names(city: City) -> set[str]:
    return {fold(city.name_in(language)) for language, _label in settings.LANGUAGES} | {city.slug}


def cities_in(body: str, cities: Iterable[City]) -> list[City]:
    """Return the cities that a comment names, once each, in order."""
    return list(dict.fromkeys(city for _start, _end, city in _found(body, names_of(cities))))


def linked(body: str, cities: Iterable[City]) -> SafeString:
    """Return the words of a comment, escaped, with a link for each of these cities that they name."""
    pieces, done = list[str](), 0
    for start, end, city in _found(body, names_of(cities)):
        pieces += [escape(body[done:start]), format_html('<a href="{}">{}</a>', _page(city), body[start:end])]
        done = end
    return mark_safe("".join([*pieces, escape(body[done:])]))  # noqa: S308  # each piece is escaped above


def _page(city: City) -> str:
    return reverse("pages:city", args=[city.slug])


def _found(body: str, names: Names) -> Iterator[tuple[int, int, City]]:
    for at in _AT.finditer(body):
        after = body[at.end() : at.end() + LONGEST_NAME].partition("\n")[0]
        # The longest name wins: « @Saint-Louis du Sénégal » before « @Saint-Louis »
        for end in reversed([word.end() for word in _END_OF_WORD.finditer(after)]):
            city = names.get(fold(after[:end]))
            if city is not None:
                yield at.start(), at.end() + end, city
                break
