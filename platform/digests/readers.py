"""What is known of the readers of a handful of letters: asked once for all of them, just before they leave."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from cities.models import Membership
from cities.viewer import Viewer, viewer_from
from digests.models import Subject
from mailing.models import Letter, State
from practices.models import Follow, Mute, Reading

_TOLD_APART = ["comment", "adoption"]  # what the data of a letter names when the digest could say it again

Told = set[tuple[str, int]]


@dataclass(frozen=True)
class About:
    """One reader: what they follow, refuse, chose, have read, and were told at once or asked to find in the digest."""

    viewer: Viewer
    country: str = ""
    followed: frozenset[int] = frozenset()
    muted: frozenset[int] = frozenset()
    subjects: Mapping[str, frozenset[str]] = field(default_factory=dict)
    read: Mapping[int, datetime] = field(default_factory=dict)  # practices, and when they were last opened
    told: frozenset[tuple[str, int]] = frozenset()  # ("comment", 3), ("adoption", 5): what a letter said already
    held: tuple[Letter, ...] = ()
    again: bool = False  # they read once more what a letter told: what they opened or chose since changes nothing

    def leaves_out(self, what: str) -> bool:
        """Say whether the reader wants nothing of declarations, or of questions."""
        return what in self.subjects.get(Subject.Kind.WITHOUT, ())

    @property
    def chooses(self) -> bool:
        """Whether the reader wants some subjects only."""
        return not self.again and any(values for kind, values in self.subjects.items() if kind != Subject.Kind.WITHOUT)


def viewers_of(ids: Collection[int]) -> dict[int, tuple[Viewer, str]]:
    """Return each open account as it acts for its first city, with that city's country, by the rights of now."""
    staff = dict(User.objects.filter(pk__in=ids, is_active=True).values_list("pk", "is_staff"))
    first: dict[int, Membership] = {}
    for one in Membership.objects.current().filter(user_id__in=staff).select_related("city").order_by("id"):
        first.setdefault(one.user_id, one)
    return {
        pk: (
            viewer_from(pk, is_secretariat=is_staff, membership=first.get(pk)),
            str(first[pk].city.country) if pk in first else "",
        )
        for pk, is_staff in staff.items()
    }


def about(viewers: Mapping[int, tuple[Viewer, str]], since: datetime, until: datetime) -> dict[int, About]:
    """Return what is known of these readers: five statements, however many they are."""
    ids = list(viewers)
    followed = _by_reader(Follow.objects.filter(user__in=ids).values_list("user_id", "practice_id"))
    muted = _by_reader(Mute.objects.filter(user__in=ids).values_list("user_id", "practice_id"))
    subjects: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for user_id, kind, value in Subject.objects.filter(user__in=ids).values_list("user_id", "kind", "value"):
        subjects[user_id][kind].add(value)
    read: dict[int, dict[int, datetime]] = defaultdict(dict)
    marks = Reading.objects.filter(user__in=ids, read_at__gte=since)
    for user_id, practice_id, at in marks.values_list("user_id", "practice_id", "read_at"):
        read[user_id][practice_id] = at
    told, held = _letters(ids, since, until)
    return {
        pk: About(
            viewer=viewer,
            country=country,
            followed=frozenset(followed[pk]),
            muted=frozenset(muted[pk]),
            subjects={kind: frozenset(values) for kind, values in subjects[pk].items()},
            read=read[pk],
            told=frozenset(told[pk]),
            held=tuple(held[pk]),
        )
        for pk, (viewer, country) in viewers.items()
    }


def _by_reader(rows: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for reader, practice in rows:
        found[reader].add(practice)
    return found


def _letters(ids: list[int], since: datetime, until: datetime) -> tuple[dict[int, Told], dict[int, list[Letter]]]:
    """Return what these readers were told at once, and what they asked to find in the digest."""
    told: dict[int, Told] = defaultdict(set)
    held: dict[int, list[Letter]] = defaultdict(list)
    rows = Letter.objects.filter(recipient_id__in=ids, finished_at__gte=since).order_by("pk")
    wanted = Q(state=State.SENT, data__has_any_keys=_TOLD_APART) | Q(held_at__gte=since, held_at__lt=until)
    for letter in rows.filter(wanted).only("recipient_id", "kind", "data", "held_at"):
        if letter.held_at is not None:
            held[letter.recipient_id or 0].append(letter)
        # Told at once, or to be told as it was asked: never a second time in a list
        told[letter.recipient_id or 0] |= {(name, letter.data[name]) for name in _TOLD_APART if name in letter.data}
    return told, held
