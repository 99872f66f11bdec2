"""The readers of the measurements, what is new for them, and what the sink received."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

from accounts.models import User
from cities.models import City, Membership, Role
from cities.viewer import viewer_of
from practices import actions
from practices.models import Follow, Origin, Practice, Revision

CITIES, RECORDS = 40, 12
LANGUAGES = ("fr", "fr", "en", "ar")


def cast(readers: int) -> None:
    """Make readers of 40 cities in three languages, a dozen new records, comments on some, and follows."""
    office = User.objects.create_user("secretariat@essai.example", name="Secrétariat", is_staff=True, digest="off")
    cities = list(City.objects.order_by("pk")[:CITIES])
    for start in range(0, readers, 5000):
        _people(range(start, min(start + 5000, readers)), cities)
    practices = [_publish(number, cities[number % len(cities)], office) for number in range(RECORDS)]
    writers = User.objects.filter(email__startswith="reader").order_by("pk")[:6]
    for number, writer in enumerate(writers):
        actions.comment(by=viewer_of(writer.pk), practice_id=practices[number % 3].pk, body="Comment faites-vous ?")
    some = User.objects.filter(email__startswith="reader").order_by("pk").values_list("pk", flat=True)[::3]
    Follow.objects.bulk_create([Follow(user_id=pk, practice=practices[pk % RECORDS]) for pk in some], batch_size=2000)
    from mailing.models import Letter

    Letter.objects.all().delete()  # the letters of these comments are not what is measured


def _people(numbers: range, cities: list[City]) -> None:
    users = User.objects.bulk_create(
        User(email=f"reader{n}@essai.example", name=f"Personne {n}", language=LANGUAGES[n % 4], time_zone="UTC")
        for n in numbers
    )
    Membership.objects.bulk_create(
        Membership(user=user, city=cities[user.pk % len(cities)], role=Role.READER) for user in users
    )


def _publish(number: int, city: City, office: User) -> Practice:
    practice = Practice.unguarded.create(city=city, slug=f"essai-{number}", origin=Origin.PUBLIC_SOURCES)
    draft = Revision.unguarded.create(
        practice=practice, number=1, title=f"Médiation de nuit n° {number}", summary="Des médiateurs dans la rue. " * 6
    )
    actions.publish_from_sources(by=viewer_of(office.pk), practice_id=practice.pk, seen_version=draft.lock_version)
    return practice


def received(sink: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (address, message) as the sink kept them."""
    if sink.exists():
        for line in sink.read_text().splitlines():
            row = json.loads(line)
            yield row["to"], base64.b64decode(row["message"])
