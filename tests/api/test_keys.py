"""Keys are hashed, end when they should, and tell of their use."""

from datetime import timedelta

import pytest

from api.actions import make_key, revoke_key
from api.models import ApiKey, KeyUse, Scope
from cities import actions as cities
from cities.models import City
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from journal.models import Entry


def test_only_the_hash_of_a_key_is_kept(key):
    made = key()
    row = ApiKey.objects.values().get()
    assert made.secret not in str(row)
    assert len(row["key_hash"]) == 64
    assert made.secret.startswith(row["prefix"])
    assert len(made.secret) >= 43


@pytest.mark.parametrize(
    "authorization",
    ["Api-Key ee_inconnue", "Api-Key", "Bearer abc", "Basic YTpi", "Api-Key é", "Api-Key " + "x" * 5000],
)
def test_a_wrong_key_is_refused_with_a_problem(client, db, authorization):
    answer = client.get("/api/v1/cities/", headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Api-Key")
    assert answer.json()["status"] == 401


def test_an_expired_or_revoked_key_is_refused_at_the_next_request(read, key, viewer_for, secretariat):
    made = key()
    assert read("cities/", made.secret).status_code == 200
    revoke_key(by=viewer_for(secretariat), key_id=made.key.pk, note="Fin du projet")
    assert read("cities/", made.secret).status_code == 401
    with pytest.raises(NotPossible):
        revoke_key(by=viewer_for(secretariat), key_id=made.key.pk)
    other = key()
    ApiKey.objects.filter(pk=other.key.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    assert read("cities/", other.secret).status_code == 401


def test_a_members_key_stops_when_its_city_leaves(read, key, viewer_for, secretariat, tunis_reader):
    made = key("tunis")
    assert read("cities/", made.secret).status_code == 200
    membership = tunis_reader.memberships.get()
    cities.end_membership(by=viewer_for(secretariat), membership_id=membership.pk)
    assert read("cities/", made.secret).status_code == 401


def test_the_use_of_a_key_is_written_down(read, key):
    made = key()
    for _time in range(3):
        read("cities/", made.secret)
    read("cities/")
    assert [use.requests for use in KeyUse.objects.filter(key=made.key)] == [3]
    assert ApiKey.objects.get(pk=made.key.pk).last_used_at is not None


def test_what_is_done_to_keys_is_in_the_journal_without_the_secret(key, viewer_for, secretariat):
    made = key()
    revoke_key(by=viewer_for(secretariat), key_id=made.key.pk, note="Fin du projet")
    entries = Entry.objects.filter(subject_type="api_key").order_by("id")
    assert [entry.verb for entry in entries] == ["api_key.made", "api_key.revoked"]
    assert made.secret not in str(list(entries.values()))


def test_only_the_secretariat_makes_and_revokes_keys(key, viewer_for, liege_coordinator):
    made = key()
    coordinator = viewer_for(liege_coordinator)
    with pytest.raises(NotAllowed):
        revoke_key(by=coordinator, key_id=made.key.pk)
    with pytest.raises(NotAllowed):
        make_key(
            by=coordinator,
            owner="x",
            contact="x@x.example",
            purpose="x",
            scope=Scope.PUBLIC,
            city=None,
            expires_at=clock.now() + timedelta(days=3),
        )


@pytest.mark.parametrize(
    ("scope", "city", "days"),
    [("members", "", 3), ("members", "geneve", 3), ("public", "liege", 3), ("public", "", -1), ("public", "", 4000)],
)
def test_a_key_has_a_member_city_when_it_reads_for_members_and_an_end(
    viewer_for, secretariat, liege_editor, scope, city, days
):
    with pytest.raises(Invalid):
        make_key(
            by=viewer_for(secretariat),
            owner="x",
            contact="x@x.example",
            purpose="x",
            scope=Scope(scope),
            city=City.objects.filter(slug=city).first(),
            expires_at=clock.now() + timedelta(days=days),
        )
