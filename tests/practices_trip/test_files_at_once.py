"""Several files brought back at once for a draft that has room for one more: one is kept."""

from concurrent.futures import ThreadPoolExecutor

import samples
from django.db import connections
from members import make_member

from cities.models import Role
from cities.viewer import viewer_of
from common.errors import NotPossible
from practices import actions
from practices.actions.offline import MOST_WAITING
from practices.models import OfflineFile
from practices.offline.content import Filled


def test_two_files_at_once_never_make_one_too_many(real_commits):
    by = viewer_of(make_member("au-train@liege.example", "Alix Train", "liege", Role.EDITOR).pk)
    draft = samples.write_draft(by)
    for number in range(MOST_WAITING - 1):
        OfflineFile.objects.create(
            practice_id=draft.practice_id, user_id=by.user_id, digest=str(number), expires_at="2099-01-01T00:00:00Z"
        )
    filled = Filled(slug=draft.practice.slug, revision=draft.pk, version=1, language="fr", marks={})

    def send(number):
        words = {"by": by, "practice_id": draft.practice_id, "name": "a", "filled": filled}
        try:
            actions.receive_offline(content=str(number).encode(), **words)
        except NotPossible:
            return "refused"
        finally:
            connections.close_all()
        return "kept"

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(send, range(4)))
    assert told == ["kept", "refused", "refused", "refused"]
    assert OfflineFile.objects.count() == MOST_WAITING
