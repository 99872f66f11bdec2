"""An entry is read only by those whom its audience names."""

from datetime import timedelta

import pytest

from common.audience import Audience
from common.clock import now
from journal import log, queries
from journal.models import Entry


@pytest.fixture
def entries(db) -> dict[str, Entry]:
    return {
        audience: log.record(
            "practice.published", subject_type="practice", subject_id=7, actor_id=1, city_id=3, audience=audience
        )
        for audience in Audience
    }


@pytest.mark.parametrize(
    ("scope", "own", "read"),
    [
        (Audience.PUBLIC, False, {"public"}),
        (Audience.MEMBERS, False, {"public", "members"}),
        (Audience.MEMBERS, True, {"public", "members", "named", "own"}),
    ],
)
def test_each_reader_sees_their_audiences(entries, scope, own, read):
    allowed = queries.audiences(scope, own=own)
    assert {entry.audience for entry in queries.of_city(3, allowed)} == read
    assert {entry.audience for entry in queries.of_subject("practice", 7, allowed)} == read
    assert not queries.of_city(4, allowed).exists()
    assert not queries.of_subject("practice", 8, allowed).exists()


def test_the_latest_comes_first(entries):
    ids = [entry.pk for entry in queries.of_city(3, frozenset(Audience))]
    assert ids == sorted(ids, reverse=True)


def test_a_period_includes_its_start_and_excludes_its_end(entries):
    moment = Entry.objects.get(pk=entries["own"].pk).at
    verbs = {"practice.published"}
    assert entries["own"] in queries.between(verbs, moment, now() + timedelta(days=1))
    assert entries["own"] not in queries.between(verbs, moment - timedelta(days=1), moment)
    assert not queries.between({"comment.posted"}, moment, now() + timedelta(days=1)).exists()
