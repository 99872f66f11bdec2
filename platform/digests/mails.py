"""The words of the digest."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy, gettext_noop, ngettext
from django.utils.translation import gettext as _

from cities.models import City
from cities.viewer import Viewer, viewer_of
from cities.waiting import Teller, Waiting, what_waits
from common import links
from common.templatetags.ui import day
from common.text import isolated
from digests import kept, readers
from digests.content import Adopted, Asked, Discussed, Held, News, Signed, news, news_for
from digests.models import Run
from digests.window import Window
from mailing.gathering import as_item
from mailing.message import Action, Item, Message, Part
from mailing.registry import Reader, Writer, letter
from mailing.topics import DIGEST, TOPICS
from practices.models import IndexEntry, Origin

_T = TypeVar("_T")
_List = tuple[str, Sequence[_T], Callable[[_T], Item], str]  # title, rows, the words of one, the page with the others
MOST = 10  # items of one part: the rest is on the site
MOST_IN_ALL = 20  # a letter stays light whatever happened; the first parts matter most


def for_many(wanted: Sequence[tuple[Reader, Mapping[str, Any]]], lasting: dict[Any, Any]) -> Writer:
    """Return what writes the digests of these readers: what they share and what is known of them is asked once."""
    periods = {data["period"] for _reader, data in wanted}
    rows = Run.objects.filter(reader__in=[reader.user_id for reader, _data in wanted], period__in=periods)
    runs = {(run.reader_id, run.period): run for run in rows}
    viewers = readers.viewers_of({run.reader_id for run in runs.values()})
    since = min((run.starts_at for run in runs.values()), default=None)
    until = max((run.ends_at for run in runs.values()), default=None)
    known = readers.about(viewers, since, until) if since and until else {}
    windows: dict[tuple[datetime, datetime], Window] = lasting.setdefault("windows", {})
    waits = lasting.setdefault("what waits", _Waits())
    waits.ask(about.viewer for about in known.values() if _belongs(about.viewer))
    made: dict[int, News | Exception | None] = {}
    for reader, data in wanted:
        run = runs.get((reader.user_id or 0, data["period"]))
        about = known.get(run.reader_id) if run else None
        if run is not None and about is not None and _belongs(about.viewer):
            window = windows.setdefault((run.starts_at, run.ends_at), Window(run.starts_at, run.ends_at))
            made[run.pk] = _made(reader, about, window, waits)
    _keep({pk: found for pk, found in made.items() if isinstance(found, News)})

    def write(reader: Reader, data: Mapping[str, Any]) -> Message | None:
        run = runs.get((reader.user_id or 0, data["period"]))
        found = made.get(run.pk) if run else None
        if isinstance(found, Exception):
            raise found
        if run is None or found is None:
            return None
        return _written(found, run.starts_at, run.ends_at, links.page("digests:letter", run.period))

    return write


def _made(reader: Reader, about: readers.About, window: Window, waits: "_Waits") -> News | Exception | None:
    """Return what a reader is told, in their language; what goes wrong with one of them holds up nobody else."""
    with translation.override(reader.language), timezone.override(ZoneInfo(reader.time_zone)):
        try:
            found = news_for(about, window)
            return replace(found, waiting=waits.told(about.viewer)) if found else None
        except DatabaseError:  # the others would fail too: the whole handful is taken back later
            raise
        except Exception as error:  # noqa: BLE001  raised again when this reader's own letter is written
            return error


def _keep(told: Mapping[int, News]) -> None:
    """Keep what each letter tells, by reference, in one statement: the site shows it again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE digests_run SET told = given.told::jsonb FROM unnest(%s::bigint[], %s::text[]) AS given (id, told)"
            " WHERE digests_run.id = given.id",
            [list(told), [json.dumps(kept.references(found)) for found in told.values()]],
        )


class _Waits:
    """What waits for the readers' cities: the same for all of a city who may neither confirm nor sign for it."""

    def __init__(self) -> None:
        self._tellers: dict[Viewer, Teller] = {}
        self._told: dict[tuple[Viewer, str], list[Waiting]] = {}

    def ask(self, viewers: Iterable[Viewer]) -> None:
        """Ask for those not asked about yet, all at once."""
        new = {self._whose(viewer) for viewer in viewers} - self._tellers.keys()
        if new:
            self._tellers |= dict.fromkeys(new, what_waits(new))

    def told(self, viewer: Viewer) -> list[Waiting]:
        """Return what waits for a viewer asked about, in the active language."""
        whose, language = self._whose(viewer), get_language() or "fr"
        if (whose, language) not in self._told:
            self._told[whose, language] = self._tellers[whose](whose)
        return self._told[whose, language]

    def _whose(self, viewer: Viewer) -> Viewer:
        is_personal = viewer.coordinates or viewer.can_sign or viewer.is_secretariat
        return viewer if is_personal else replace(viewer, user_id=None)


def digest_again(desk_id: int, reader_id: int, data: Mapping[str, Any]) -> Message | None:
    """Return the letter of a stored period as somebody of the desk may read it today."""
    run = Run.objects.filter(reader_id=reader_id, period=data["period"]).first()
    found = kept.recall(viewer_of(reader_id), run, by=viewer_of(desk_id)) if run else None
    return _written(found, run.starts_at, run.ends_at, "") if run and found and parts(found) else None


@letter("digest", gettext_lazy("Lettre de synthèse"), topic=DIGEST, reread=digest_again, for_many=for_many)
def digest(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """Write the letter of a stored period."""
    return for_many([(reader, data)], {})(reader, data)


def compose(
    user_id: int, start: datetime, end: datetime, *, shows: Callable[[int], bool] = lambda _letter_id: True
) -> Message | None:
    """Return what is new for a person, in the active language and zone; None when nothing is, or without a city.

    ``shows`` says of each letter left to the digest whether whoever looks may read it.
    """
    viewer = viewer_of(user_id)
    found = what_is_new(viewer, start, end)
    found = replace(found, held=[one for one in found.held if shows(one.letter_id)]) if found else None
    if not found:
        return None
    found = replace(found, waiting=what_waits([viewer])(viewer))
    return _written(found, start, end, links.page("digests:present"))


def what_is_new(viewer: Viewer, start: datetime, end: datetime) -> News | None:
    """Return what is new for a viewer, or None for somebody who belongs neither to a city nor to the secretariat."""
    return news(viewer, start, end) if _belongs(viewer) else None


def _belongs(viewer: Viewer) -> bool:
    return viewer.is_member or viewer.is_secretariat


def _written(found: News, start: datetime, end: datetime, url: str) -> Message:
    subject, opening = _dated(*days(start, end), get_language())
    return Message(
        subject=subject,
        paragraphs=(_("Bonjour,"), opening),
        choice=choice(found),
        parts=parts(found),
        action=Action(_("Lire sur le site"), url),
    )


def days(start: datetime, end: datetime) -> tuple[str, str]:
    """Return the first and the last day of a letter, in words and in the active zone."""
    zone = timezone.get_current_timezone()
    first, last = start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date()
    return _day(first, get_language()), _day(last, get_language())


@lru_cache(maxsize=256)
def _day(value: date, _language: str | None) -> str:
    return day(value)


@lru_cache(maxsize=256)
def _dated(first: str, last: str, _language: str | None) -> tuple[str, str]:
    """Return the subject and the first sentence, which say the days of the letter."""
    said = {"first": first, "last": last}
    if first == last:
        return _("Votre lettre de synthèse du %(first)s") % said, _("Voici ce qui s’est passé le %(first)s.") % said
    return (
        _("Votre lettre de synthèse, du %(first)s au %(last)s") % said,
        _("Voici ce qui s’est passé du %(first)s au %(last)s.") % said,
    )


def choice(found: News) -> str:
    """Say once that the reader is told of every subject; nothing where each practice has a reason of its own."""
    told = [*found.published, *found.updated, *(one.practice for one in found.discussed)]
    is_told_unasked = any(not found.reasons[entry.practice_id].words for entry in told)
    return _("Vous recevez les nouvelles de tous les sujets.") if found.is_of_all and is_told_unasked else ""


def parts(found: News) -> tuple[Part, ...]:
    """Return the lists of the letter; those that are empty are left out."""
    said = {one.practice.practice_id: _comments(one, found) for one in found.discussed}
    told = {entry.practice_id for entry in (*found.published, *found.updated)}
    apart = [one for one in found.discussed if one.practice.practice_id not in told]

    language, page_of = get_language(), links.addresses("practices:detail")

    def practice(entry: IndexEntry) -> Item:
        """One record, with what was said of it: it is told of once, and put together once for many readers."""
        comments, why = said.get(entry.practice_id, ""), _why(entry, found)
        told = entry.practice_id, comments, why, language
        if told not in found.words.items:
            words = " – ".join(isolated(one) for one in (entry.city.name, _short(entry.summary), comments) if one)
            found.words.items[told] = Item(entry.title, links.absolute(page_of(entry.slug)), words, why)
        return found.words.items[told]

    lists: tuple[_List[Any], ...] = (
        (gettext_noop("Ce qui attend votre ville"), found.waiting, _waiting, "pages:board"),
        (gettext_noop("Questions à votre ville"), found.asked, partial(_asked, found=found), "pages:board"),
        (gettext_noop("Ce que vous avez choisi de lire ici"), found.held, _held, "digests:present"),
        (gettext_noop("Nouvelles pratiques"), found.published, practice, "practices:list"),
        (gettext_noop("Pratiques mises à jour"), found.updated, practice, "practices:list"),
        (gettext_noop("Reprises par d’autres villes"), found.adopted, partial(_adopted, found=found), "practices:list"),
        (gettext_noop("Commentaires"), apart, partial(_discussed, found=found), "practices:list"),
        (gettext_noop("Déclarations"), found.declarations, _signed, "declarations:list"),
    )
    room, made = MOST_IN_ALL, list[Part]()
    for title, rows, word, more in lists:
        if rows:
            made.append(Part(_(title), _capped(rows, word, more, min(MOST, max(room, 1)))))
            room -= len(made[-1].items)
    return tuple(made)


def _capped(rows: Sequence[_T], word: Callable[[_T], Item], more: str, most: int) -> tuple[Item, ...]:
    shown, left = tuple(word(one) for one in rows[:most]), len(rows) - most
    if left <= 0:
        return shown
    rest = ngettext("et %(count)d autre sur la plateforme", "et %(count)d autres sur la plateforme", left)
    return (*shown, Item(rest % {"count": left}, links.page(more)))


def _waiting(one: Waiting) -> Item:
    return Item(one.title, links.absolute(one.path), one.reason)


def _held(one: Held) -> Item:
    return as_item(one.message, reason=str(TOPICS[one.topic].label) if one.topic in TOPICS else "")


def _asked(one: Asked, found: News) -> Item:
    said = {
        "city": one.question.city.name,
        "body": isolated(_short(one.question.body)),
        "date": day(one.question.created_at),
    }
    return Item(
        one.practice.title,
        f"{_page(one.practice)}#comment-{one.question.pk}",
        _("%(city)s, le %(date)s : %(body)s") % said,
        _why(one.practice, found),
    )


def _comments(one: Discussed, found: News) -> str:
    """Say how many there are and where from: the same for many readers."""
    told = one.practice.practice_id, one.comments, one.cities, get_language()
    if told not in found.words.comments:
        found.words.comments[told] = _counted(one)
    return found.words.comments[told]


def _counted(one: Discussed) -> str:
    said = ngettext("%(count)d commentaire, de %(cities)s", "%(count)d commentaires, de %(cities)s", one.comments)
    return said % {"count": one.comments, "cities": _names(one.cities)}


def _discussed(one: Discussed, found: News) -> Item:
    return Item(one.practice.title, _page(one.practice), _comments(one, found), _why(one.practice, found))


def _adopted(one: Adopted, found: News) -> Item:
    told = [
        _("%(city)s : %(state)s") % {"city": step.adoption.city.name, "state": step.get_state_display().lower()}
        for step in one.steps[:MOST]
    ]
    left = len(one.steps) - len(told)
    if left:
        told.append(ngettext("%(count)d autre ville", "%(count)d autres villes", left) % {"count": left})
    return Item(one.practice.title, f"{_page(one.practice)}#reprises", " ; ".join(told), _why(one.practice, found))


def _signed(one: Signed) -> Item:
    said = [
        _("Déclaration fictive, pour la démonstration.") if one.declaration.is_fictitious else "",
        _("La déclaration est ouverte à la signature.") if one.opened else "",
        _("Signée par %(cities)s.") % {"cities": _names(one.signed, one.reserved)} if one.signed else "",
        _("Signature retirée par %(cities)s.") % {"cities": _names(one.withdrawn)} if one.withdrawn else "",
    ]
    head = _("Registre : inscription n° %(sequence)d, empreinte %(hash)s") % {
        "sequence": one.head.sequence,
        "hash": one.head.hash,
    }
    url = links.page("declarations:detail", one.declaration.slug)
    return Item(one.declaration.name, url, " ".join(filter(None, said)), head)


def _why(entry: IndexEntry, found: News) -> str:
    """Say why the item is there, and what must be said wherever the record appears."""
    reason = str(found.reasons[entry.practice_id].words) if entry.practice_id in found.reasons else ""
    always = _always(entry.origin, entry.illustrative, get_language())
    return " ".join(filter(None, (reason, always)))


@lru_cache(maxsize=32)
def _always(origin: str, illustrative: bool, _language: str | None) -> str:
    said = (
        f"{Origin.PUBLIC_SOURCES.label}." if origin == Origin.PUBLIC_SOURCES else "",
        _("Fiche illustrative.") if illustrative else "",
    )
    return " ".join(filter(None, said))


@lru_cache(maxsize=1024)
def _short(text: str) -> str:
    """Cut after a whole word, where there is one."""
    cut = Truncator(text).chars(140)
    if cut == text:
        return text
    words, _space, _rest = cut.rpartition(" ")
    return f"{words.rstrip(' ,;:(–')}…" if words else cut


def _page(entry: IndexEntry) -> str:
    return links.page("practices:detail", entry.slug)


def _names(cities: Sequence[City], reserved: frozenset[int] = frozenset()) -> str:
    """Name cities, and say which ones signed with a reservation."""
    words = _("(avec réserve)")
    names = [f"{city.name} {words}" if city.pk in reserved else city.name for city in cities[:MOST]]
    left = len(cities) - len(names)
    if left:
        names.append(ngettext("%(count)d autre ville", "%(count)d autres villes", left) % {"count": left})
    return _("%(first)s et %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]} if names[1:] else names[0]
