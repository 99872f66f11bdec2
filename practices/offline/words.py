"""The words of lists in a file, and back to their slugs, in any of the three languages."""

from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from cities.models import City
from common.text import fold
from practices import vocabulary
from practices.models import Term
from practices.record import Column, Field, Kind
from practices.record.shapes import LANGUAGES

CLOSED = {Kind.TERM, Kind.TERMS, Kind.CHOICE, Kind.CHOICES, Kind.CITY, Kind.CITIES, Kind.BOOLEAN, Kind.LANGUAGE}
_YES, _NO = "true", "false"


class Words:
    """Names each value of a closed list in one language, and recognises it in the three."""

    def __init__(self, language: str) -> None:
        self.language = language
        cities = list(City.objects.order_by("sort_key"))
        names = Counter(city.name_in(language) for city in cities)
        self._cities = {
            city.slug: name if names[name := city.name_in(language)] == 1 else f"{name} ({city.slug})"
            for city in cities
        }
        self._other_names = {
            fold(name): city.slug for city in cities for name in (city.name_fr, city.name_en, city.name_ar)
        }
        self._terms: dict[str, list[Term]] = {}
        for term in Term.objects.order_by("vocabulary", "order", "id"):
            self._terms.setdefault(term.vocabulary, []).append(term)
        self._lists: dict[tuple[str, ...], dict[str, str]] = {}
        self._known: dict[tuple[str, ...], dict[str, str]] = {}

    def list_of(self, what: Field | Column) -> dict[str, str]:
        """Return slug to words, in order, of what may be chosen today."""
        key = _name(what)
        if key not in self._lists:
            self._lists[key] = self._list_of(what)
        return self._lists[key]

    def _list_of(self, what: Field | Column) -> dict[str, str]:
        if what.kind in {Kind.CITY, Kind.CITIES}:
            return self._cities
        if what.vocabulary:
            return {term.slug: term.label(self.language) for term in vocabulary.terms(what.vocabulary)}
        with override(self.language):
            return dict(_choices(what))

    def name(self, what: Field | Column, value: object) -> str:
        """Return the words of one value."""
        slug = (_YES if value else _NO) if isinstance(value, bool) else str(value)
        if what.vocabulary:
            return vocabulary.label(what.vocabulary, slug, self.language)
        return self.list_of(what).get(slug, slug)

    def slug(self, what: Field | Column, written: str) -> str:
        """Return the slug of words in any language, or what was written when nothing has this name."""
        key = _name(what)
        if key not in self._known:
            self._known[key] = dict(self._recognised(what))
        return self._known[key].get(fold(written.strip()), written.strip())

    def _recognised(self, what: Field | Column) -> Iterator[tuple[str, str]]:
        """Yield words and slug: the language of the file comes last, it wins."""
        if what.kind in {Kind.CITY, Kind.CITIES}:
            yield from self._other_names.items()
        elif what.vocabulary:
            for term in self._terms.get(what.vocabulary, []):
                yield from ((fold(words), term.slug) for words in (term.fr, term.en, term.ar))
            yield from ((fold(term.label(self.language)), term.slug) for term in self._terms.get(what.vocabulary, []))
        else:
            for language in [*(code for code, _name in settings.LANGUAGES if code != self.language), self.language]:
                yield from _folded(what, language)
        yield from ((fold(words), slug) for slug, words in self.list_of(what).items())
        yield from ((fold(slug), slug) for slug in self.list_of(what))


def _name(what: Field | Column) -> tuple[str, ...]:
    """Return what tells one closed list from another."""
    return (str(what.kind), what.vocabulary, *(code for code, _words in what.choices))


def _choices(what: Field | Column) -> list[tuple[str, str]]:
    """Return code and words, in the active language, of a list that is no vocabulary."""
    if what.kind == Kind.BOOLEAN:
        return [(_YES, _("Oui")), (_NO, _("Non"))]
    given = LANGUAGES if what.kind == Kind.LANGUAGE else what.choices
    return [(code, str(words)) for code, words in given]


def _folded(what: Field | Column, language: str) -> Iterator[tuple[str, str]]:
    with override(language):
        pairs = _choices(what)
    yield from ((fold(words), slug) for slug, words in pairs)
