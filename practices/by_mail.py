"""Where answers by mail and comments meet: the address of a letter, and what is done with what comes back."""

from django.utils import translation

from accounts.models import User
from cities.viewer import Viewer
from common import clock
from mailing import addresses
from mailing.addresses import ReplyAddress
from mailing.receiving.letters import Received
from practices.models import Comment, Practice, PracticeState


def address_of(viewer: Viewer, practice: Practice, comment: Comment) -> str:
    """Return where this reader answers a comment by mail; nothing where they could not comment on the page either."""
    if not addresses.are_set() or viewer.user_id is None or viewer.city_id is None:
        return ""
    if practice.state != PracticeState.PUBLISHED:
        return ""
    return addresses.for_replies(viewer.user_id, (viewer.city_id, comment.pk), clock.now())


def take(received: Received, address: ReplyAddress) -> None:
    """Take an answer in its reader's language."""
    from practices import actions  # the verbs write letters, and the letters ask this module for their address

    reader = User.objects.filter(pk=address.reader_id, is_active=True).first()
    if reader is not None:
        with translation.override(reader.language):
            actions.take_reply(reader=reader, address=address, received=received)
