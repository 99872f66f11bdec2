"""A published version keeps its address, for those whom its audience and the present one both admit."""

import re

import pytest
import samples
import sound
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cities.models import City
from cities.viewer import STRANGER
from practices import actions, record
from practices.models import Attachment, Practice, Revision

pytestmark = pytest.mark.django_db


def _version(client, practice, number):
    return client.get(f"/fr/pratiques/{practice.slug}/versions/{number}/")


def test_an_old_version_is_read_at_its_address_and_says_what_it_is(client, renewed, settings):
    practice = renewed()
    page = _version(client, practice, 1).content.decode()
    assert "Ce que disait la première version." in page
    assert "Ce que dit la deuxième version." not in page
    assert page.index("Ancienne version") < page.index("<h1")
    assert f'href="/fr/pratiques/{practice.slug}/">Lire la version actuelle</a>' in page
    head = page.split("</head>")[0]
    assert 'name="robots" content="noindex"' in head
    assert f'rel="canonical" href="{settings.SITE_URL}/fr/pratiques/{practice.slug}/"' in head
    assert "Écrire au nom de" not in page


def test_the_present_version_has_the_page_of_the_practice(client, renewed):
    practice = renewed()
    answer = _version(client, practice, 2)
    assert answer.status_code == 302
    assert answer["Location"] == f"/fr/pratiques/{practice.slug}/"


def test_the_timeline_gives_each_version_its_address(client, renewed):
    practice = renewed()
    assert (
        f'href="/fr/pratiques/{practice.slug}/versions/"'
        in client.get(f"/fr/pratiques/{practice.slug}/").content.decode()
    )
    page = client.get(f"/fr/pratiques/{practice.slug}/versions/").content.decode()
    for number in (1, 2):
        assert f'href="/fr/pratiques/{practice.slug}/versions/{number}/"' in page
    assert page.index("versions/2/") < page.index("Version actuelle") < page.index("versions/1/")


def test_what_was_narrowed_since_stays_narrow_in_what_came_before(client, client_of, renewed, tunis_reader):
    practice = renewed(first={"governance": "Un comité de six personnes."}, audiences={"D": {"governance": "members"}})
    assert "Un comité de six personnes." not in _version(client, practice, 1).content.decode()
    assert "Un comité de six personnes." in _version(client_of(tunis_reader), practice, 1).content.decode()


def test_what_was_narrow_then_stays_so_when_the_present_is_wider(client, client_of, renewed, tunis_reader):
    practice = renewed(first={"obstacles": "Un an de retard au début."}, audiences={"F": {"obstacles": "public"}})
    assert "Un an de retard au début." in client.get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert "Un an de retard au début." not in _version(client, practice, 1).content.decode()
    assert "Un an de retard au début." in _version(client_of(tunis_reader), practice, 1).content.decode()


def test_an_old_version_is_never_read_more_widely_than_the_present_one(
    client, client_of, renewed, tunis_reader, liege_editor
):
    narrowed = renewed(visibility="members")
    assert _version(client, narrowed, 1).status_code == 404
    assert _version(client_of(tunis_reader), narrowed, 1).status_code == 200
    widened = renewed(first={"visibility": "members", "title": "Une autre fiche"}, visibility="public")
    assert client.get(f"/fr/pratiques/{widened.slug}/").status_code == 200
    assert _version(client, widened, 1).status_code == 404
    assert f"{widened.slug}/versions/1/" not in client.get(f"/fr/pratiques/{widened.slug}/versions/").content.decode()
    assert _version(client_of(tunis_reader), widened, 1).status_code == 200
    assert _version(client_of(liege_editor), widened, 1).status_code == 200


def test_a_city_named_then_and_no_longer_does_not_read(client_of, renewed, dakar_coordinator):
    dakar = City.objects.get(slug="dakar")
    first = {"named_cities": ["dakar"], "visibility": "named"}
    named = renewed(first=first)
    assert _version(client_of(dakar_coordinator), named, 1).status_code == 200
    gone = renewed.again(named, named_cities=["tunis"])
    assert dakar.pk not in gone.published.named_cities
    assert _version(client_of(dakar_coordinator), gone, 1).status_code == 404


def test_withdrawn_means_gone_for_every_version(client_of, renewed, liege_coordinator, viewer_for, secretariat):
    practice = renewed()
    actions.withdraw(by=viewer_for(liege_coordinator), practice_id=practice.pk, note="Retirée.")
    for person in (liege_coordinator, secretariat):
        assert _version(client_of(person), practice, 1).status_code == 404
        assert client_of(person).get(f"/fr/pratiques/{practice.slug}/versions/").status_code == 404


def test_a_draft_and_a_version_that_was_refused_have_no_address(client_of, renewed, liege_editor, viewer_for):
    practice = renewed()
    actions.start_revision(by=viewer_for(liege_editor), practice_id=practice.pk)
    assert _version(client_of(liege_editor), practice, 3).status_code == 404
    assert _version(client_of(liege_editor), practice, 9).status_code == 404


def test_the_notice_that_came_first_says_so_for_ever(client, renewed, real_notice):
    practice = renewed.again(
        real_notice("liege-csil"), **{key: value for part in samples.COMPLETE.values() for key, value in part.items()}
    )
    assert practice.origin == "city"
    words = "Notice établie d’après des sources publiques, non confirmée par la ville."
    assert words not in client.get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert words in _version(client, practice, 1).content.decode()


def test_a_citation_names_the_version_and_its_address(client, renewed, settings):
    practice = renewed()
    page = client.get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert "fiche de pratique, version 2, " in page
    assert f"{settings.SITE_URL}/fr/pratiques/{practice.slug}/versions/2/" in page
    old = _version(client, practice, 1).content.decode()
    assert "fiche de pratique, version 1, " in old
    assert f"{settings.SITE_URL}/fr/pratiques/{practice.slug}/versions/1/" in old


def _press(client, practice, number, verb, city):
    return client.post(f"/fr/pratiques/{practice.slug}/versions/{number}/{verb}/", {"acting_city": city.pk})


def test_a_city_closes_an_old_version_to_others_and_opens_it_again(
    client, client_of, renewed, liege_coordinator, liege_editor, tunis_reader
):
    practice = renewed()
    office = client_of(liege_coordinator)
    timeline = office.get(f"/fr/pratiques/{practice.slug}/versions/").content.decode()
    assert f'action="/fr/pratiques/{practice.slug}/versions/1/fermer/"' in timeline
    assert "versions/2/fermer/" not in timeline
    for _twice in range(2):
        assert _press(office, practice, 1, "fermer", practice.city).status_code == 302
    for reader in (client, client_of(tunis_reader)):
        assert _version(reader, practice, 1).status_code == 404
        listed = reader.get(f"/fr/pratiques/{practice.slug}/versions/").content.decode()
        assert "/versions/1/" not in listed
        assert reader.get(f"/fr/pratiques/{practice.slug}/").status_code == 200
    assert "Fermée" in _version(client_of(liege_editor), practice, 1).content.decode()
    history = office.get(f"/fr/pratiques/{practice.slug}/modifier/").content.decode()
    assert history.count("Ancienne version fermée") == 1
    _press(office, practice, 1, "rouvrir", practice.city)
    assert _version(client, practice, 1).status_code == 200


def test_the_content_of_a_closed_version_stays_behind_the_gate(renewed, liege_coordinator, viewer_for):
    practice = renewed()
    actions.close_version(by=viewer_for(liege_coordinator), practice_id=practice.pk, number=1)
    practice = Practice.unguarded.select_related("published", "city").get(pk=practice.pk)
    old = Revision.unguarded.get(practice=practice, number=1)
    old.practice = practice
    shown = record.view(old, STRANGER)
    assert all(field.locked for field in shown.fields.values())


def test_an_editor_another_city_and_the_present_version_are_refused(
    client_of, renewed, liege_editor, liege_coordinator, dakar_coordinator
):
    practice = renewed()
    dakar = City.objects.get(slug="dakar")
    assert _press(client_of(liege_editor), practice, 1, "fermer", practice.city).status_code == 404
    assert _press(client_of(dakar_coordinator), practice, 1, "fermer", dakar).status_code == 404
    office = client_of(liege_coordinator)
    answer = office.post(
        f"/fr/pratiques/{practice.slug}/versions/2/fermer/", {"acting_city": practice.city_id}, follow=True
    )
    assert "Seule une ancienne version publiée peut être fermée ou rouverte." in answer.content.decode()
    assert Practice.unguarded.get(pk=practice.pk).closed_versions == []


def test_a_file_narrowed_or_removed_since_is_not_read_through_an_old_version(
    client, client_of, draft_practice, liege_editor, secretariat, tunis_reader, viewer_for
):
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    revision = draft_practice()
    sound.attach(editor, revision, sound.pdf(), title="Guide des équipes")
    practice = samples.publish(editor, office, revision)
    key = Attachment.unguarded.get(revision=revision).file
    address = f"/fr/pratiques/{practice.slug}/fichiers/{key}/"
    assert client.get(address).status_code == 200
    second = actions.start_revision(by=editor, practice_id=practice.pk)
    Attachment.unguarded.filter(revision=second).update(audience="members")
    samples.publish(editor, office, second)
    assert client.get(address).status_code == 404
    assert client_of(tunis_reader).get(address).status_code == 200
    assert "Guide des équipes" not in _version(client, practice, 1).content.decode()


def _differences(page, practice):
    return set(re.findall(rf'href="(/fr/pratiques/{practice.slug}/differences/[^"]*)"', page))


def test_the_pages_of_the_versions_lead_to_what_changed(client, renewed):
    practice = renewed.again(renewed(), summary="Ce que dit la troisième version.")
    page = f"/fr/pratiques/{practice.slug}/"
    between = {pair: f"{page}differences/?de={pair[0]}&amp;a={pair[1]}" for pair in ((1, 2), (2, 3), (1, 3))}
    assert _differences(client.get(page).content.decode(), practice) == {between[2, 3]}
    versions = client.get(f"{page}versions/").content.decode()
    assert _differences(versions, practice) == {between[1, 2], between[2, 3]}
    assert _differences(_version(client, practice, 1).content.decode(), practice) == {between[1, 3]}
    for address in between.values():
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_nobody_is_led_to_a_version_they_may_not_read(client, client_of, renewed, liege_coordinator, viewer_for):
    practice = renewed.again(renewed(), summary="Ce que dit la troisième version.")
    actions.close_version(by=viewer_for(liege_coordinator), practice_id=practice.pk, number=2)
    page = f"/fr/pratiques/{practice.slug}/"
    (one,) = _differences(client.get(page).content.decode(), practice)
    assert one == f"{page}differences/?de=1&amp;a=3"
    assert _differences(client.get(f"{page}versions/").content.decode(), practice) == {one}
    actions.close_version(by=viewer_for(liege_coordinator), practice_id=practice.pk, number=1)
    for address in (page, f"{page}versions/"):
        assert not _differences(client.get(address).content.decode(), practice)
    own = client_of(liege_coordinator)
    assert f"{page}differences/?de=2&amp;a=3" in _differences(own.get(page).content.decode(), practice)


def test_comparing_costs_the_same_however_many_versions(client, renewed, django_assert_num_queries):
    partners = [{"name": "Ville jumelle", "partner_type": "municipality", "city_ref": "tunis", "consent": True}]
    practice = renewed(first={"partners": partners})
    with CaptureQueriesContext(connection) as two:
        client.get(f"/fr/pratiques/{practice.slug}/differences/?de=1&a=2")
    practice = renewed.again(renewed.again(practice, summary="Trois."), summary="Quatre.")
    with django_assert_num_queries(len(two)):
        client.get(f"/fr/pratiques/{practice.slug}/differences/?de=1&a=2")


def test_the_differences_say_which_version_is_read_now_and_not_how_the_secretariat_filed_it(client, renewed):
    practice = renewed.again(renewed(), summary="Ce que dit la troisième version.")
    page = f"/fr/pratiques/{practice.slug}/differences/"
    assert "De la version 2 à la version 3 (version actuelle)." in client.get(page).content.decode()
    older = client.get(f"{page}?de=1&a=2").content.decode()
    assert "De la version 1 à la version 2." in older
    assert "acceptée" not in older
