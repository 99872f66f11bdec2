"""The counts of the list that nobody narrowed are kept by the database, and are those that counting gives."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import samples
from django.db import connections
from members import make_user

from cities.models import City, Membership, Role
from cities.viewer import viewer_of
from practices import actions
from practices.models import FacetCount, IndexEntry


def kept():
    return {(row.scope, row.key): row.number for row in FacetCount.objects.filter(number__gt=0)}


def counted():
    return dict(Counter((row.scope, key) for row in IndexEntry.objects.all() for key in row.keys))


def test_the_counts_follow_what_is_published_revised_and_withdrawn(published_practice, office):
    first = published_practice(title="Une")
    published_practice(title="Deux")
    assert kept() == counted() != {}
    actions.withdraw(by=office, practice_id=first.pk, note="Erreur")
    assert kept() == counted() != {}
    actions.restore(by=office, practice_id=first.pk, note="")
    assert kept() == counted()
    IndexEntry.objects.all().delete()
    assert kept() == {}


def test_many_published_at_once_lose_no_count(real_commits):
    writer, office = (make_user(f"{name}@x.example", name, is_staff=name == "office") for name in ("writer", "office"))
    Membership.objects.create(user=writer, city=City.objects.get(slug="liege"), role=Role.EDITOR)
    editor, decider = viewer_of(writer.pk), viewer_of(office.pk)
    sent = []
    for number in range(6):
        draft = samples.write_draft(editor, title=f"Pratique {number}")
        sent.append(actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version))

    def publish(one):
        try:
            actions.publish(by=decider, revision_id=one.pk, seen_version=one.lock_version, note="Vu.")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(publish, sent))
    assert kept() == counted()
    assert kept()["public", ""] == 6
