"""The private address of a reader’s feed, which is their own affair; and the preview of a letter: journaled."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from cities.viewer import Viewer
from common import clock
from common.errors import NotAllowed
from digests import due, mails, tokens
from digests.models import Feed
from journal import log
from mailing import actions as outbox
from mailing.render import Rendered, render


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


@dataclass(frozen=True)
class Preview:
    """The next digest of a person. ``unseen``: how many letters left to it are between its reader and others."""

    reader: User
    rendered: Rendered | None
    unseen: int


@transaction.atomic
def preview(*, by: Viewer, reader_id: int) -> Preview:
    """Return the next digest of a person as they would get it now; the journal keeps who looked."""
    if not by.is_secretariat or by.user_id is None:
        raise NotAllowed
    desk_id, reader = by.user_id, User.objects.get(pk=reader_id)
    log.record("digest.previewed", subject_type="user", subject_id=reader.pk, actor_id=desk_id)
    hidden = set[int]()

    def is_shown(letter_id: int) -> bool:
        if not outbox.may_reread(desk_id, letter_id):
            hidden.add(letter_id)
        return letter_id not in hidden

    with translation.override(reader.language), timezone.override(reader.zone):
        message = mails.compose(reader.pk, *due.coming(reader), shows=is_shown)
        return Preview(reader, render(message, reader.language) if message else None, len(hidden))


def _locked(user_id: int) -> Feed | None:
    """Lock the person, since there may be no address to lock yet."""
    User.objects.select_for_update(of=("self",)).only("pk").get(pk=user_id)
    return Feed.objects.filter(reader_id=user_id).first()
