"""Adoptions by their pages: the form, the line of the practice, the page of the city, lists, figures and the API."""

import pytest
import samples
from django.test import Client

from practices import actions
from practices.models import Adoption

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(practice):
    return f"/fr/pratiques/{practice.slug}/"


def test_a_city_declares_by_the_page_and_changes_it_later(client_of, dakar_coordinator, page, typed) -> None:
    browser = client_of(dakar_coordinator)
    assert "Déclarer que Dakar reprend cette pratique" in browser.get(page).content.decode()
    form = typed(browser.get(f"{page}reprise/"), "changed", state="considering", since="04/2026", changed="Le jour.")
    answer = browser.post(f"{page}reprise/", form)
    assert answer["Location"] == f"{page}#reprise-dakar"
    made = Adoption.unguarded.get()
    assert (made.state, made.since, made.changed, made.audience) == ("considering", "2026-04", "Le jour.", "members")
    again = browser.get(f"{page}reprise/")
    assert "Mettre à jour notre reprise" in again.content.decode()
    browser.post(f"{page}reprise/", typed(again, "changed", state="running"))
    made.refresh_from_db()
    assert (made.state, made.changed) == ("running", "Le jour.")
    text = browser.get(page).content.decode()
    assert "En place" in text
    assert "Auparavant" in text
    form = typed(browser.get(f"{page}reprise/"), "seen_version")
    browser.post(f"{page}reprise/retirer/", {"seen_version": "2", "acting_city": form["acting_city"][0]})
    made.refresh_from_db()
    assert made.cancelled_at is not None


def test_bad_answers_get_sentences_and_lose_nothing(client_of, dakar_coordinator, page, typed) -> None:
    browser = client_of(dakar_coordinator)
    form = typed(browser.get(f"{page}reprise/"), "changed", since="jadis", why="Parce que.")
    answer = browser.post(f"{page}reprise/", form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count("Écrivez 2016, 04/2016 ou 08/04/2016.") >= 2, "in the help and in what is to be changed"
    assert "Dites où votre ville en est." in text, "everything at once"
    assert "jadis" in text
    assert "Parce que." in text


def test_a_stranger_reads_the_state_and_a_member_the_words(client, client_of, adopted, page, tunis_reader) -> None:
    adopted()
    public = client.get(page).content.decode()
    assert 'data-stop="piloting" id="reprise-dakar"' in public
    assert "À l’essai" in public
    assert "mars 2026" in public
    assert "Des équipes de jour." not in public
    assert "Les villes membres lisent aussi" in public
    assert "Des équipes de jour." in client_of(tunis_reader).get(page.replace("/fr/", "/en/")).content.decode()


def test_a_city_may_let_everybody_read_its_words(client, adopted, page) -> None:
    adopted(audience="public")
    assert "Des équipes de jour." in client.get(page).content.decode()


def test_thanks_are_read_by_members(client, client_of, adopted, page, liege_editor, tunis_reader, typed) -> None:
    adopted()
    browser = client_of(liege_editor)
    form = typed(browser.get(f"{page}reprises/dakar/repondre/"), "body", kind="thanks", body="Merci à Dakar.")
    assert browser.post(f"{page}reprises/dakar/repondre/", form).status_code == 302
    assert "Merci à Dakar." in client_of(tunis_reader).get(page.replace("/fr/", "/en/")).content.decode()
    assert "Merci à Dakar." not in client.get(page).content.decode()
    assert Client().get(f"{page}reprises/dakar/repondre/").status_code == 302
    assert client_of(tunis_reader).get(f"{page}reprises/dakar/repondre/").status_code == 404


def test_the_adopting_city_shows_it_and_the_list_counts_it_once(client, adopted, page, practice, liege, office) -> None:
    adopted()
    city = client.get("/fr/villes/dakar/").content.decode()
    assert "Reprises d’autres villes" in city
    assert f'href="{page}#reprise-dakar"' in city
    listed = client.get("/fr/pratiques/").content.decode()
    assert '<li data-stop="piloting">Dakar</li>' in listed
    assert "1 reprise" in listed


def test_a_reported_city_that_declares_is_a_confirmed_stop_and_counted_once(client, published_practice, dakar) -> None:
    reported = published_practice(transfers=[{"city_ref": "dakar"}, {"city_ref": "namur"}])
    listed = client.get("/fr/pratiques/").content.decode()
    assert "2 reprises signalées" in listed
    actions.declare_adoption(by=dakar, practice_id=reported.pk, values={"state": "running"})
    listed = client.get("/fr/pratiques/").content.decode()
    assert listed.count(">Dakar</li>") == 1
    assert "1 reprise · 1 reprise signalée" in listed
    figures = client.get("/fr/statistiques/").content.decode()
    assert "Reprises déclarées</dt><dd><b>1</b>" in figures
    assert "Reprises signalées</dt><dd><b>1</b>" in figures


def test_a_practice_for_members_keeps_its_adoptions_for_them(
    client, client_of, published_practice, dakar, tunis_reader
) -> None:
    hidden = published_practice(visibility="members", title="Pour les villes")
    actions.declare_adoption(by=dakar, practice_id=hidden.pk, values={"state": "running"})
    assert "Reprises d’autres villes" not in client.get("/fr/villes/dakar/").content.decode()
    assert "Reprises déclarées</dt><dd><b>0</b>" in client.get("/fr/statistiques/").content.decode()
    assert "Pour les villes" in client_of(tunis_reader).get("/en/villes/dakar/").content.decode()


def test_the_list_is_sorted_by_adoptions(client, published_practice, adopted, practice) -> None:
    adopted()
    published_practice(title="Atelier sans reprise")
    text = client.get("/fr/pratiques/?sort=adoptions").content.decode()
    assert text.index("Médiation de nuit") < text.index("Atelier sans reprise")
    found = client.get("/api/v1/practices/?sort=adoptions").json()["results"]
    assert [one["adoption_count"] for one in found] == [1, 0]


def test_the_api_gives_the_state_to_all_and_no_word_to_a_stranger(client, adopted, practice) -> None:
    adopted()
    one = client.get(f"/api/v1/practices/{practice.slug}/").json()
    assert one["adoption_count"] == 1
    (said,) = one["adoptions"]
    assert (said["city"]["slug"], said["state"], said["since"], said["changed"]) == (
        "dakar",
        "piloting",
        "2026-03",
        None,
    )


def test_the_home_page_tells_of_what_cities_declare(client, adopted, practice) -> None:
    adopted()
    assert '<li data-stop="piloting"><b>Dakar</b> la met à l’essai</li>' in client.get("/fr/").content.decode()


def test_statements_do_not_grow_with_adoptions(client, adopted, page, practice, django_assert_max_num_queries) -> None:
    from cities.models import City

    made = adopted()
    with django_assert_max_num_queries(25):
        client.get(page)
    for city in City.objects.exclude(slug__in=["dakar", "liege"])[:20]:
        Adoption.unguarded.create(practice=practice, city=city, state="running", author_id=made.author_id)
    with django_assert_max_num_queries(25):
        client.get(page)


def test_a_record_started_from_the_practice_is_proposed_and_keeps_its_lineage(
    client_of, dakar_coordinator, dakar, page, practice, typed
) -> None:
    draft, _new = actions.start_from(by=dakar, practice_id=practice.pk)
    browser = client_of(dakar_coordinator)
    form = typed(browser.get(f"{page}reprise/"), "changed", state="running")
    assert form["grown_into"] == [draft.practice.slug]
    browser.post(f"{page}reprise/", form)
    assert Adoption.unguarded.get().grown_into_id == draft.practice_id
    browser.post(f"{page}reprise/", typed(browser.get(f"{page}reprise/"), "changed", grown_into=""))
    assert Adoption.unguarded.get().grown_into_id is None
    draft.practice.refresh_from_db()
    assert draft.practice.inspired_by_id == practice.pk


def test_an_old_version_shows_the_line_and_no_button(
    client_of, adopted, page, practice, dakar_coordinator, liege_editor, liege, office
) -> None:
    adopted()
    samples.publish(liege, office, actions.start_revision(by=liege, practice_id=practice.pk))
    for person, button in ((dakar_coordinator, "/reprise/"), (liege_editor, "/repondre/")):
        browser = client_of(person)
        assert f'{button}"' in browser.get(page).content.decode()
        old = browser.get(f"{page}versions/1/").content.decode()
        assert "reprise-dakar" in old
        assert f'{button}"' not in old
        assert "demander-un-echange" not in old


def test_the_list_says_what_its_stops_mean(client, adopted) -> None:
    adopted()
    text = client.get("/fr/pratiques/").content.decode()
    assert '<span class="stop" data-stop="stopped"></span> Arrêtée' in text


def test_a_number_without_end_is_no_version_that_was_read(client_of, dakar_coordinator, adopted, page) -> None:
    made, client = adopted(), client_of(dakar_coordinator)
    sent = {"acting_city": made.city_id, "seen_version": "9" * 5000}
    assert client.post(f"{page}reprise/retirer/", sent).status_code == 302
    made.refresh_from_db()
    assert made.cancelled_at is None
