"""Who at the secretariat has a review open now: a soft mark in the cache, that fades by itself."""

from django.core.cache import cache

from accounts.models import User
from cities.queries import secretariat

FADES = 600  # seconds


def mark(revision_id: int, user_id: int) -> None:
    """Say that a person has just opened a review."""
    cache.set(_key(revision_id, user_id), 1, FADES)


def others(revision_id: int, user_id: int | None) -> list[User]:
    """Return the other people of the secretariat who opened this review in the last ten minutes."""
    people = {_key(revision_id, user.pk): user for user in secretariat() if user.pk != user_id}
    return [people[key] for key in cache.get_many(people)]


def _key(revision_id: int, user_id: int) -> str:
    return f"review/{revision_id}/{user_id}"
