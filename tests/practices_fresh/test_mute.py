"""One click stops the letters about one practice, even those of one's own city; another brings them back."""

from datetime import timedelta

import pytest

from common.clock import now
from digests import mails as digest
from practices import actions
from practices.models import Follow, Mute

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(published_practice):
    return published_practice()


def _press(client_of, user, practice, page):
    acting = {"acting_city": user.memberships.get().city_id}
    return client_of(user).post(f"/fr/pratiques/{practice.slug}/{page}/", acting)


def test_the_letters_of_ones_own_city_stop_too_even_those_already_queued(
    client_of, practice, liege_editor, dakar, letters
):
    actions.comment(by=dakar, practice_id=practice.pk, body="Bravo.")
    assert liege_editor.email in letters("comment.posted")
    assert (
        "Ne recevoir aucune lettre" in client_of(liege_editor).get(f"/fr/pratiques/{practice.slug}/").content.decode()
    )
    _press(client_of, liege_editor, practice, "couper-les-lettres")
    assert letters("comment.posted") == {}
    assert letters("practice.published") == {}
    _press(client_of, liege_editor, practice, "recevoir-les-lettres")
    assert liege_editor.email in letters("comment.posted")


def test_to_mute_is_to_follow_no_longer_and_to_follow_is_to_listen_again(practice, tunis):
    actions.follow(by=tunis, practice_id=practice.pk)
    for _twice in range(2):
        actions.mute(by=tunis, practice_id=practice.pk)
        assert (Follow.objects.count(), Mute.objects.count()) == (0, 1)
    actions.follow(by=tunis, practice_id=practice.pk)
    assert (Follow.objects.count(), Mute.objects.count()) == (1, 0)


def test_other_practices_and_other_people_are_heard(published_practice, editor, liege_coordinator, dakar, letters):
    muted, other = published_practice(title="Coupée"), published_practice(title="Écoutée")
    actions.mute(by=editor, practice_id=muted.pk)
    actions.comment(by=dakar, practice_id=muted.pk, body="Sur la première.")
    assert set(letters("comment.posted")) == {liege_coordinator.email}
    actions.comment(by=dakar, practice_id=other.pk, body="Sur la seconde.")
    assert len(letters("comment.posted")) == 2


def test_the_digest_leaves_it_out(practice, dakar, dakar_coordinator):
    since = now() - timedelta(hours=1)
    assert digest.compose(dakar_coordinator.pk, since, now()) is not None
    actions.mute(by=dakar, practice_id=practice.pk)
    assert digest.compose(dakar_coordinator.pk, since, now()) is None


def test_the_secretariat_cannot_refuse_its_work(client_of, practice, secretariat):
    assert "couper-les-lettres" not in client_of(secretariat).get(f"/fr/pratiques/{practice.slug}/").content.decode()
    answer = client_of(secretariat).post(f"/fr/pratiques/{practice.slug}/couper-les-lettres/", {"acting_city": ""})
    assert answer.status_code == 403
    assert not Mute.objects.exists()
