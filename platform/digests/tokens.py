"""The private address of a feed: a random name that the reader may replace, under the site's signature."""

import secrets

from django.core import signing

from digests.models import Feed

_SALT = "digests.feed"


def new_name() -> str:
    """Return a name that nobody can guess."""
    return secrets.token_urlsafe(32)


def for_feed(feed: Feed) -> str:
    """Return the token of a feed's address, always the same one; the database alone does not give it."""
    return signing.Signer(salt=_SALT).sign_object(feed.name)


def read_feed(token: str) -> Feed | None:
    """Return the feed that a token opens, of an account that is open; None for any other."""
    try:
        name = str(signing.Signer(salt=_SALT).unsign_object(token))
    except signing.BadSignature:
        return None
    return Feed.objects.filter(name=name, reader__is_active=True).select_related("reader").first()
