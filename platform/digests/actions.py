"""What a reader does with the private address of their feed. It concerns nobody else: no journal."""

from django.db import transaction

from accounts.models import User
from common import clock
from digests import tokens
from digests.models import Feed


def edition_of(feed: Feed | None) -> int:
    """Return the number of an address, which the page shows and the form gives back; 0 where there is none."""
    return feed.edition if feed else 0


@transaction.atomic
def renew_address(*, user_id: int, seen: int) -> Feed | None:
    """Give a first address, or another one in the place of the one that was seen; sent twice, it is replaced once."""
    feed = _locked(user_id)
    if edition_of(feed) != seen:
        return feed
    if feed is None:
        return Feed.objects.create(reader_id=user_id, name=tokens.new_name())
    feed.name, feed.edition, feed.made_at = tokens.new_name(), feed.edition + 1, clock.now()
    feed.save()
    return feed


@transaction.atomic
def close_address(*, user_id: int) -> None:
    """Take the address away; doing it twice changes nothing."""
    feed = _locked(user_id)
    if feed is not None:
        feed.delete()


def _locked(user_id: int) -> Feed | None:
    """Lock the person, since there may be no address to lock yet."""
    User.objects.select_for_update(of=("self",)).only("pk").get(pk=user_id)
    return Feed.objects.filter(reader_id=user_id).first()
