"""The readers of the measurements, what is new for them, and what the sink received."""

import base64
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accounts.models import User
from cities.models import City, Membership, Role
from cities.viewer import viewer_of
from common import clock
from digests.models import Subject
from mailing.models import Letter
from practices import actions, vocabulary
from practices.models import Follow, Origin, Practice, Reading, Revision

CITIES, RECORDS, DOMAINS = 40, 12, 4
LANGUAGES = ("fr", "fr", "en", "ar")
AT_ONCE = 5000


def cast(readers: int) -> None:
    """Make readers of 40 cities, spread at random but always in the same way, and a dozen new records.

    Three languages, the zones of the cities, the three roles; a third follow some of the records, a sixth chose a
    subject, a quarter have read one or two records. Comments stand on some of these.
    """
    chance = random.Random(2026)
    office = User.objects.create_user("secretariat@essai.example", name="Secrétariat", is_staff=True, digest="off")
    cities = list(City.objects.order_by("pk")[:CITIES])
    domains = [term.slug for term in vocabulary.terms("practice_domain")[:DOMAINS]]
    for start in range(0, readers, AT_ONCE):
        _people(range(start, min(start + AT_ONCE, readers)), cities, chance)
    practices = [
        _publish(number, cities[number % len(cities)], domains[number % DOMAINS], office) for number in range(RECORDS)
    ]
    writers = User.objects.filter(email__startswith="reader").order_by("pk")[:6]
    for number, writer in enumerate(writers):
        actions.comment(by=viewer_of(writer.pk), practice_id=practices[number % 3].pk, body="Comment faites-vous ?")
    _habits(practices, domains, chance)
    Letter.objects.all().delete()  # the letters of these comments are not what is measured


def _people(numbers: range, cities: list[City], chance: random.Random) -> None:
    homes = [chance.choice(cities) for _number in numbers]
    users = User.objects.bulk_create(
        User(
            email=f"reader{n}@essai.example",
            name=f"Personne {n}",
            language=chance.choice(LANGUAGES),
            time_zone=home.time_zone,
        )
        for n, home in zip(numbers, homes, strict=True)
    )
    Membership.objects.bulk_create(_member(user, home, chance) for user, home in zip(users, homes, strict=True))


def _member(user: User, home: City, chance: random.Random) -> Membership:
    role = chance.choices((Role.READER, Role.EDITOR, Role.COORDINATOR), (6, 3, 1))[0]
    return Membership(user=user, city=home, role=role, can_sign=chance.random() < 0.05)


def _habits(practices: list[Practice], domains: list[str], chance: random.Random) -> None:
    """Let some follow records, choose a subject or have read something: everybody is left with something to read."""
    follows, subjects, readings, now = list[Follow](), list[Subject](), list[Reading](), clock.now()
    for pk in User.objects.filter(email__startswith="reader").order_by("pk").values_list("pk", flat=True):
        if chance.random() < 1 / 3:
            follows += [Follow(user_id=pk, practice=one) for one in chance.sample(practices, chance.randint(1, 3))]
        if chance.random() < 1 / 6:
            subjects.append(Subject(user_id=pk, kind=Subject.Kind.DOMAIN, value=chance.choice(domains)))
        if chance.random() < 1 / 4:
            read = chance.sample(practices, chance.randint(1, 2))
            readings += [Reading(user_id=pk, practice=one, read_at=now) for one in read]
    Follow.objects.bulk_create(follows, batch_size=2000)
    Subject.objects.bulk_create(subjects, batch_size=2000)
    Reading.objects.bulk_create(readings, batch_size=2000)


def _publish(number: int, city: City, domain: str, office: User) -> Practice:
    practice = Practice.unguarded.create(city=city, slug=f"essai-{number}", origin=Origin.PUBLIC_SOURCES)
    draft = Revision.unguarded.create(
        practice=practice,
        number=1,
        title=f"Médiation de nuit n° {number}",
        summary="Des médiateurs dans la rue. " * 6,
        practice_domains=[domain],
    )
    actions.publish_from_sources(by=viewer_of(office.pk), practice_id=practice.pk, seen_version=draft.lock_version)
    return practice


def answered(sink: Path) -> Iterator[dict[str, Any]]:
    """Yield what the sink wrote down: to, at, said, and the message where it was kept."""
    if sink.exists():
        with sink.open() as lines:
            yield from map(json.loads, lines)


def received(sink: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (address, message) as the sink kept them, one at a time."""
    for row in answered(sink):
        if row["said"] == "250":
            yield row["to"], base64.b64decode(row["message"])
