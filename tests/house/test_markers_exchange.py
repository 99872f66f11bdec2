"""A marker word in every field: what cities tell each other is met by those it is for."""

from datetime import timedelta

import pytest
import samples
from django.test import Client
from marking import MARKER, letters_written, marker
from members import make_member

from accounts.models import User
from cities.models import Role
from common import clock
from digests import mails as digest
from mailing.models import Letter
from practices import actions
from practices.models import ConfirmationRound


@pytest.mark.parametrize("reader", ["stranger", "member"])
def test_what_cities_say_of_an_adoption_is_read_by_members_only(taken_up, readers, reader):
    said = {marker("adoption", key) for key in ("changed", "why", "result", "answer")}
    page = readers[reader].get(f"/fr/pratiques/{taken_up.slug}/").content.decode()
    assert "reprise-dakar" in page
    assert said & set(MARKER.findall(page)) == (said if reader == "member" else set())
    for address in (
        "/fr/",
        "/fr/pratiques/",
        "/fr/villes/dakar/",
        "/fr/statistiques/",
        "/api/v1/practices/",
        f"/api/v1/practices/{taken_up.slug}/",
    ):
        assert not said & set(MARKER.findall(readers["stranger"].get(address).content.decode())), address
    for person in User.objects.all():
        assert not said & set(
            MARKER.findall(str(digest.compose(person.pk, clock.now() - timedelta(days=1), clock.now())))
        )


def test_why_an_action_stopped_is_read_by_members_only(published_practice, readers, liege_editor, viewer_for):
    practice, editor = published_practice(), viewer_for(liege_editor)
    ConfirmationRound.objects.create(practice=practice, year=2026, asked_at=clock.now())
    actions.answer_confirmation(by=editor, practice_id=practice.pk, year=2026, answer="stopped")
    actions.explain_stop(by=editor, practice_id=practice.pk, year=2026, why=f"Mot {marker('why')}.")
    page = f"/fr/pratiques/{practice.slug}/"
    for reader in readers:
        shown = marker("why") in readers[reader].get(page).content.decode()
        assert shown == (reader != "stranger")
    for address in ("/fr/", "/fr/pratiques/", "/fr/villes/liege/", f"/api/v1/practices/{practice.slug}/"):
        assert marker("why") not in readers["stranger"].get(address).content.decode(), address


def test_a_question_on_a_record_for_named_cities_is_met_by_no_other(
    marked, readers, liege_editor, tunis_reader, secretariat, viewer_for
):
    practice, _audiences = marked
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    revision = actions.start_revision(by=editor, practice_id=practice.pk)
    revision = actions.set_audience(
        by=editor,
        revision_id=revision.pk,
        audience="named",
        named_cities=revision.named_cities,
        seen_version=revision.lock_version,
    )
    samples.publish(editor, office, revision)
    asker = viewer_for(User.objects.get(email="lecture@lausanne.example"))
    body = f"@Tunis et {marker('asked')} ?"
    asked = actions.comment(by=asker, practice_id=practice.pk, body=body, is_question=True)
    answer = f"@Tunis encore, {marker('answered')}."
    actions.comment(by=editor, practice_id=practice.pk, body=answer, parent_id=asked.pk, is_answer=True)
    said = {marker("asked"), marker("answered")}
    addresses = (f"/fr/pratiques/{practice.slug}/", "/fr/", "/fr/pratiques/", "/fr/villes/liege/", "/fr/ma-ville/")
    for address in addresses:
        for reader in ("stranger", "member"):
            assert not said & set(MARKER.findall(readers[reader].get(address, follow=True).content.decode())), address
    for reader in ("named", "own"):
        assert said <= set(MARKER.findall(readers[reader].get(addresses[0]).content.decode()))
    assert not Letter.objects.filter(kind="comment.mentioned").exists()
    assert digest.compose(tunis_reader.pk, clock.now() - timedelta(days=1), clock.now()) is None


def test_no_surface_names_a_person_of_a_request_before_it_is_accepted(
    published_practice, client_of, liege_editor, tunis_reader, secretariat, viewer_for
):
    asker = make_member(
        f"{marker('asker', 'address')}@dakar.example", f"Nom {marker('asker', 'name')}", "dakar", Role.COORDINATOR
    )
    answerer = make_member(
        f"{marker('answerer', 'address')}@liege.example", f"Nom {marker('answerer', 'name')}", "liege", Role.EDITOR
    )
    practice = published_practice()
    made = actions.ask_exchange(
        by=viewer_for(asker),
        to_city_id=practice.city_id,
        practice_id=practice.pk,
        kind="call",
        purpose=f"Mot {marker('purpose')}.",
        proposed_time=f"Mot {marker('moment')}.",
    )
    own = {"asker": asker, "answerer": answerer}
    people = (asker, answerer, liege_editor, tunis_reader, secretariat, None)

    def seen(person):
        """Return the markers that a person meets on every page of the relay, and around it."""
        client = client_of(person) if person else Client()
        addresses = [f"/fr/pratiques/{practice.slug}/", "/fr/villes/dakar/", "/fr/villes/liege/", "/fr/ma-ville/"]
        addresses += ["/fr/pratiques/echanges/", f"/fr/pratiques/echanges/{made.pk}/", "/admin/"]
        addresses += [f"/admin/practices/contactrequest/{made.pk}/", "/admin/practices/contactrequest/"]
        addresses += [f"/api/v1/practices/{practice.slug}/", "/fr/statistiques/"]
        return set(MARKER.findall("".join(client.get(page, follow=True).content.decode() for page in addresses)))

    def named(role, words):
        return {marker(role, "name"), marker(role, "address")} & words

    for accepted in (False, True):
        if accepted:
            actions.accept_exchange(by=viewer_for(answerer), request_id=made.pk)
        for person in people:
            words = seen(person)
            for role, whose in own.items():
                assert not named(role, words) or person == whose, (person, role, accepted)
            if person in {None, tunis_reader, secretariat}:
                assert not {marker("purpose"), marker("moment")} & words
        letters = " ".join(letters_written("contact."))
        for role in own:
            assert bool(named(role, set(MARKER.findall(letters)))) == accepted
