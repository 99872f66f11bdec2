"""What waits is asked for a hundred people as for one: the same answer for each, in as many statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from cities.models import City, Membership, Role
from cities.viewer import viewer_of
from cities.waiting import what_waits
from common import clock
from declarations.actions import sign
from practices import actions
from practices.models import ConfirmationRound, LinkCheck
from tests.declarations.cast import adopt, authentic, open_it, prepare

pytestmark = pytest.mark.django_db


def _fill(practice, draft, asks, writes, office, number):
    """Let each kind of thing wait for the city of a practice."""
    ConfirmationRound.objects.create(practice=practice, year=2025, asked_at=clock.now())
    failing = clock.now() - timedelta(days=90)
    url = f"https://ville.example/disparu-{number}"
    LinkCheck.objects.create(url=url, state="dead", failing_since=failing, cited_by=[practice.pk])
    actions.ask_exchange(
        by=asks,
        to_city_id=practice.city_id,
        practice_id=practice.pk,
        kind="call",
        purpose="Comprendre.",
        proposed_time="En janvier",
    )
    sent = actions.submit(by=writes, revision_id=draft.pk, seen_version=draft.lock_version)
    actions.request_changes(by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="Précisez.")


@pytest.fixture
def busy(published_practice, draft_practice, liege_editor, dakar_coordinator, dakar_signatory, secretariat, viewer_for):
    """Two cities for which much waits: what was published or drafted at Liège, and a signature at Dakar."""
    editor, dakar, office = viewer_for(liege_editor), viewer_for(dakar_coordinator), viewer_for(secretariat)
    _fill(published_practice(title="À vérifier"), draft_practice(title="À compléter"), dakar, editor, office, 1)
    declaration = open_it(adopt(prepare()))
    sign(by=viewer_for(dakar_signatory), declaration_id=declaration.pk, seen_text=authentic(declaration).sha256)


@pytest.fixture
def cast(liege_editor, liege_coordinator, dakar_coordinator, dakar_signatory, tunis_reader, secretariat):
    """Everybody: each role, several cities, the secretariat, and somebody of it who acts for a city."""
    both = User.objects.create_user("both@example.org", name="Les deux", is_staff=True)
    Membership.objects.create(user=both, city=City.objects.get(slug="liege"), role=Role.EDITOR)
    people = (liege_editor, liege_coordinator, dakar_coordinator, dakar_signatory, tunis_reader, secretariat, both)
    return [viewer_of(user.pk) for user in people]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_is_told_among_many_what_they_are_told_alone(busy, cast, language):
    with translation.override(language):
        tell = what_waits(cast)
        together = {viewer: tell(viewer) for viewer in cast}
        assert together == {viewer: what_waits([viewer])(viewer) for viewer in cast}
    assert len({tuple(told) for told in together.values()}) == 3  # for Liège, for Dakar, and nothing


def test_nobody_is_told_what_waits_for_another_city(busy, cast, liege_editor, dakar_coordinator, tunis_reader):
    tell = what_waits(cast)
    titles = {
        user: " ".join(one.title for one in tell(viewer_of(user.pk)))
        for user in (liege_editor, dakar_coordinator, tunis_reader)
    }
    assert "À compléter" in titles[liege_editor]
    assert "À compléter" not in titles[dakar_coordinator]
    assert "Confirmer la signature" in titles[dakar_coordinator]
    assert "Confirmer la signature" not in titles[liege_editor]
    assert titles[tunis_reader] == ""


def test_more_cities_cost_no_more_statements(busy, liege_editor, dakar_coordinator, tunis_reader):
    Membership.objects.filter(user=tunis_reader).update(role=Role.EDITOR)
    writers = [viewer_of(user.pk) for user in (liege_editor, tunis_reader)]
    Membership.objects.filter(user=dakar_coordinator).update(role=Role.EDITOR)  # nothing to confirm
    counts = []
    for some in (writers[:1], [*writers, viewer_of(dakar_coordinator.pk)]):
        with CaptureQueriesContext(connection) as asked:
            tell = what_waits(some)
            for viewer in some:
                tell(viewer)
        counts.append(len(asked))
    assert counts[0] == counts[1]
