"""What the tests of erasures say often."""

from accounts import erasing
from accounts.models import Erasure
from common import clock


def due(user, by=None):
    """Ask for an erasure and let its seven days be over."""
    erasure = erasing.request_erasure(user_id=user.pk, by=by or user)
    Erasure.objects.filter(pk=erasure.pk).update(due_at=clock.now())
    return erasure
