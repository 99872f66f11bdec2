"""What the outbox asks of a person: address, language, time zone, and which letters are wanted.

The room of accounts stands above this one, so the user model is reached by its setting's name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from common import clock
from mailing.models import Choice
from mailing.registry import Kind, Reader
from mailing.topics import DIGEST, TOPICS, Way

OFF = "off"  # how the digest's rhythm says no
Choices = dict[str, str]


def person(user_id: int) -> Any | None:
    """Return the person when the account is open."""
    return get_user_model().objects.filter(pk=user_id, is_active=True).first()


def persons(ids: Collection[int]) -> dict[int, Any]:
    """Return the open accounts among these, in one statement."""
    return get_user_model().objects.filter(is_active=True).in_bulk(list(ids))


def lock_person_at(address: str) -> Any | None:
    """Lock the person whose address this is, when the account is open."""
    people = get_user_model().objects.select_for_update(of=("self",))
    return people.filter(email__iexact=address, is_active=True).first()


def has_moved_since(user_id: int, at: datetime) -> bool:
    """Say whether the person's address was another one then."""
    people = get_user_model().objects.filter(pk=user_id, email_changes__done_at__gt=at)
    return bool(people.exists())


def rest(user_id: int, until: datetime | None) -> None:
    """Let the address of a person rest until then, or no longer."""
    get_user_model().objects.filter(pk=user_id).update(address_rests_until=until)


ANSWERED_WITHIN = timedelta(days=90)  # a letter is answered in this time; then on the site


def may_answer(user: Any, made_at: datetime) -> bool:
    """Say whether an address of answers written then is still taken: not too old, and not refused by its person."""
    refused = user.replies_refused_before
    return made_at > clock.now() - ANSWERED_WITHIN and (refused is None or made_at > refused)


def choices_of(ids: Collection[int]) -> Mapping[int, Choices]:
    """Return what these people chose for each topic, in one statement; the topics' defaults are not repeated."""
    found: dict[int, Choices] = defaultdict(dict)
    for user_id, topic, way in Choice.objects.filter(user_id__in=ids).values_list("user_id", "topic", "way"):
        found[user_id][topic] = way
    return found


def way_of(user: Any, kind: Kind, choices: Choices) -> str:
    """Say how a person is told; a letter that protects them always tries, even where others came back."""
    if not kind.optional:
        return Way.NOW
    if kind.topic == DIGEST:
        return Way.NEVER if user.digest == OFF or user.address_rests else Way.NOW
    if user.address_rests:  # nothing is lost meanwhile: it will be told in a digest, and stands on the site
        return Way.DIGEST
    return choices.get(kind.topic, TOPICS[kind.topic].default)


@transaction.atomic
def choose(user_id: int, ways: Mapping[str, str]) -> None:
    """Save how a person wants to be told about these topics; saving it twice changes nothing."""
    rows = [Choice(user_id=user_id, topic=topic, way=way) for topic, way in sorted(ways.items())]
    Choice.objects.bulk_create(rows, update_conflicts=True, unique_fields=["user", "topic"], update_fields=["way"])


def refuse(user_id: int, topics: Iterable[str]) -> None:
    """Stop the letters of these topics, or the digest; doing it twice changes nothing."""
    wanted = set(topics)
    if DIGEST in wanted:
        get_user_model().objects.filter(pk=user_id).update(digest=OFF)
    if get_user_model().objects.filter(pk=user_id).exists():
        choose(user_id, {topic: TOPICS[topic].refused for topic in wanted - {DIGEST}})


def reader_of(user: Any) -> Reader:
    """Return the reader that a person is today."""
    return Reader(user.pk, user.email, user.language, user.time_zone)
