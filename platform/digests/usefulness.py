"""Whether a practice is told to a reader, why, and before which others."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digests.models import Subject
from digests.readers import About
from digests.window import Window
from practices import vocabulary
from practices.models import IndexEntry

_Kind = Subject.Kind
_TERMS = {  # what a reader chooses, the column of the index, the vocabulary of its words
    _Kind.DOMAIN: ("practice_domains", "practice_domain"),
    _Kind.THEME: ("themes", "theme"),
    _Kind.TARGET_GROUP: ("target_groups", "target_group"),
}


@dataclass(frozen=True)
class Reason:
    """Why an item is there, in words, and how much it weighs."""

    words: str | Promise
    weight: int


_FOLLOWED = Reason(_("Vous suivez cette pratique."), 8)
_OWN = Reason(_("C’est une fiche de votre ville."), 7)
_NEARBY = Reason(_("Reprise par une ville de votre pays."), 2)
_ANY = Reason("", 0)


def reason_for(entry: IndexEntry, reader: About, window: Window) -> Reason | None:
    """Return why this practice is told to this reader, or None when it is not."""
    if entry.practice_id in reader.muted:
        return None
    if entry.practice_id in reader.followed:
        return _FOLLOWED
    if entry.city_id == reader.viewer.city_id:
        return _OWN
    return _chosen(entry, reader) or _adopted_nearby(entry, reader, window) or _any(reader)


def _chosen(entry: IndexEntry, reader: About) -> Reason | None:
    subjects = reader.subjects
    if entry.city_slug in subjects.get(_Kind.CITY, ()):
        return Reason(_("Vous suivez %(city)s.") % {"city": entry.city.name}, 6)
    shared = [
        (words, slug)
        for kind, (column, words) in _TERMS.items()
        for slug in getattr(entry, column)
        if slug in subjects.get(kind, ())
    ]
    if shared:
        chosen = {"subject": vocabulary.label(*shared[0])}
        return Reason(_("Sujet que vous avez choisi : %(subject)s.") % chosen, 3 + min(len(shared), 2))
    if entry.country in subjects.get(_Kind.COUNTRY, ()):
        return Reason(_("Pays que vous avez choisi : %(country)s.") % {"country": entry.city.country.name}, 3)
    return None


def _adopted_nearby(entry: IndexEntry, reader: About, window: Window) -> Reason | None:
    """For who wants every subject: what a city of the same country took up comes before the rest."""
    if not reader.chooses and reader.country and reader.country in window.countries_of_adopters[entry.practice_id]:
        return _NEARBY
    return None


def _any(reader: About) -> Reason | None:
    """For who wants every subject: the letter says so once, at its top."""
    return None if reader.chooses else _ANY
