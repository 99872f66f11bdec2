"""The digest says who takes up the practices of the reader's city, and those that the reader follows."""

from datetime import timedelta

import pytest

from cities.viewer import viewer_of
from common.clock import now
from digests import kept, mails
from digests.models import Run
from practices import actions

TITLE = "Reprises par d’autres villes"


@pytest.fixture
def declare(dakar_coordinator):
    def made(practice, state="running", person=dakar_coordinator, seen=0, **values):
        return actions.declare_adoption(
            by=viewer_of(person.pk), practice_id=practice.pk, values={"state": state, **values}, seen_version=seen
        )

    return made


def part_of(person, since):
    message = mails.compose(person.pk, since, now())
    return next((part for part in message.parts if part.title == TITLE), None) if message else None


def test_the_city_of_the_practice_is_told_and_who_declared_is_not(
    published_practice, declare, liege_editor, dakar_coordinator, tunis_reader
):
    practice = published_practice()
    since = now()
    declare(practice, "piloting", changed="MARQUE")
    declare(practice, "running", seen=1)
    (item,) = part_of(liege_editor, since).items
    assert item.text == "Dakar\u00a0: en place"
    assert item.url.endswith(f"{practice.slug}/#reprises")
    assert "MARQUE" not in str(item)
    assert part_of(dakar_coordinator, since) is None
    assert part_of(tunis_reader, since) is None, "neither its city nor a follower"


def test_who_follows_the_practice_is_told_until_it_is_taken_back(
    published_practice, declare, tunis_reader, dakar_coordinator
):
    practice = published_practice()
    actions.follow(by=viewer_of(tunis_reader.pk), practice_id=practice.pk)
    since = now()
    made = declare(practice)
    (item,) = part_of(tunis_reader, since).items
    assert "Vous suivez cette pratique." in item.reason
    run = Run(
        starts_at=since,
        ends_at=now(),
        told=kept.references(mails.what_is_new(viewer_of(tunis_reader.pk), since, now())),
    )
    assert [one.practice.practice_id for one in kept.recall(viewer_of(tunis_reader.pk), run).adopted] == [practice.pk]
    actions.cancel_adoption(by=viewer_of(dakar_coordinator.pk), adoption_id=made.pk, seen_version=1)
    assert part_of(tunis_reader, since) is None
    assert not kept.recall(viewer_of(tunis_reader.pk), run).adopted


def test_a_practice_that_is_no_longer_read_is_not_told(published_practice, declare, liege_coordinator, tunis_reader):
    practice = published_practice()
    actions.follow(by=viewer_of(tunis_reader.pk), practice_id=practice.pk)
    since = now() - timedelta(seconds=1)
    declare(practice)
    actions.withdraw(by=viewer_of(liege_coordinator.pk), practice_id=practice.pk, note="Erreur.")
    assert part_of(tunis_reader, since) is None
