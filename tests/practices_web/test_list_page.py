"""The list: words and filters, their counts, an address to share, and help when nothing is found."""

import pytest
from django.test import Client
from django.utils.html import escape

from cities.models import City
from practices import actions
from practices.models import Practice

pytestmark = pytest.mark.django_db


def test_a_stranger_finds_by_words_and_filters(client: Client, published_practice) -> None:
    published_practice()
    page = client.get("/fr/pratiques/", {"q": "mediation", "level": "primary"})
    assert page.status_code == 200
    text = page.content.decode()
    assert "Médiation de nuit dans les quartiers" in text
    assert "Primaire" in text
    assert "Preuve 2 sur 5" in text
    assert "En cours" in text
    assert "0 reprise" in text


def test_a_ticked_family_is_open_and_can_be_left_out(client: Client, published_practice) -> None:
    published_practice()
    page = client.get("/fr/pratiques/?q=nuit&level=primary&country=BE").content.decode()
    opened = page.count('<details class="facet" open>')
    assert opened == 2
    assert 'name="level" value="primary" checked' in page
    assert f'href="{escape("?q=nuit&country=BE")}"' in page
    assert f'href="{escape("?q=nuit&level=primary")}"' in page


def test_zero_is_shown_beside_a_filter(client: Client, published_practice) -> None:
    published_practice()
    page = client.get("/fr/pratiques/").content.decode()
    tertiary = page.split('value="tertiary"')[1].split("</label>")[0]
    assert '<span class="count">0</span>' in tertiary
    primary = page.split('value="primary"')[1].split("</label>")[0]
    assert '<span class="count">1</span>' in primary


def test_nothing_found_says_what_was_asked_and_what_to_try(client: Client, published_practice) -> None:
    published_practice()
    page = client.get("/fr/pratiques/?q=nuit&level=primary&level=tertiary&status=completed").content.decode()
    assert "Aucune fiche ne correspond à votre recherche" in page
    assert "Retirer le filtre «\xa0Achevé\xa0»" in page
    assert "Chercher seulement «\xa0nuit\xa0»" in page
    assert "Voir toutes les fiches (1)" in page
    assert "noindex" in page


def test_an_empty_platform_invites_to_publish(client: Client, db: None) -> None:
    page = client.get("/fr/pratiques/").content.decode()
    assert "Aucune fiche n’est encore publiée" in page
    assert "/fr/pratiques/nouvelle/" in page


def test_nonsense_in_the_address_is_answered(client: Client, published_practice) -> None:
    published_practice()
    for address in (
        "?page=-3",
        "?page=99999999999",
        "?page=zzz",
        "?level=%00x",
        "?sort=drop",
        "?q=%22%28%7C%21",
        "?city=%F0",
    ):
        assert client.get(f"/fr/pratiques/{address}").status_code == 200


def test_pages_keep_what_was_asked(client: Client, published_practice) -> None:
    for number in range(22):
        published_practice(title=f"Atelier {number}")
    first = client.get("/fr/pratiques/?q=atelier").content.decode()
    assert "22 fiches" in first
    assert f'href="{escape("?q=atelier&page=2")}"' in first
    second = client.get("/fr/pratiques/?q=atelier&page=2").content.decode()
    assert second.count("<h3>") == 2
    assert "page 2 sur 2" in second


def test_a_record_for_members_is_listed_to_members_only(client, client_of, published_practice, tunis_reader) -> None:
    practice: Practice = published_practice(visibility="members")
    assert "Médiation de nuit" not in client.get("/fr/pratiques/?q=nuit").content.decode()
    page = client_of(tunis_reader).get("/fr/pratiques/?q=nuit").content.decode()
    assert "Médiation de nuit" in page
    assert "Lue par les villes membres seulement" in page
    assert practice.slug in page


def test_the_line_shows_the_cities_that_took_it_up(client: Client, published_practice) -> None:
    published_practice(transfers=[{"city_ref": "strasbourg"}])
    page = client.get("/fr/pratiques/").content.decode()
    assert '<li data-stop="reported">Strasbourg</li>' in page
    assert "1 reprise" in page


def test_a_signatory_of_2016_is_said_to_be_one(client: Client, published_practice) -> None:
    published_practice()
    signed = City.objects.get(slug="liege").signatory_2016
    assert ("signataire 2016" in client.get("/fr/pratiques/").content.decode()) is signed


def test_the_number_of_statements_does_not_grow(
    client: Client, published_practice, django_assert_max_num_queries
) -> None:
    published_practice(transfers=[{"city_ref": "strasbourg"}])
    client.get("/fr/pratiques/")  # the vocabularies are read once for five minutes
    with django_assert_max_num_queries(15) as few:
        client.get("/fr/pratiques/")
    for number in range(12):
        published_practice(title=f"Atelier {number}", transfers=[{"city_ref": "namur"}])
    with django_assert_max_num_queries(15) as many:
        client.get("/fr/pratiques/")
    assert len(many.captured_queries) == len(few.captured_queries)


def test_an_archived_record_leaves_the_list_and_keeps_its_page(
    client, published_practice, liege_coordinator, viewer_for
) -> None:
    practice = published_practice()
    actions.archive(by=viewer_for(liege_coordinator), practice_id=practice.pk, note="Service arrêté.")
    assert "Médiation de nuit" not in client.get("/fr/pratiques/").content.decode()
    page = client.get(f"/fr/pratiques/{practice.slug}/")
    assert page.status_code == 200
    assert "Fiche archivée." in page.content.decode()


def test_words_are_ranked_by_relevance_unless_an_order_was_chosen(client: Client, published_practice) -> None:
    published_practice(title="Autre chose", summary="On y parle une fois de théâtre.")
    published_practice(title="Théâtre, théâtre et théâtre", summary="Du théâtre.")
    published_practice(title="Encore autre chose", summary="Un théâtre aussi, dit la fiche.")
    assert '<option value="" selected>Confirmation' in client.get("/fr/pratiques/").content.decode()
    ranked = client.get("/fr/pratiques/?q=theatre&sort=").content.decode()
    assert ranked.index("Théâtre, théâtre et théâtre</a>") < ranked.index("Encore autre chose</a>")
    recent = client.get("/fr/pratiques/?q=theatre&sort=recent").content.decode()
    assert recent.index("Encore autre chose</a>") < recent.index("Théâtre, théâtre et théâtre</a>")


def test_the_list_is_narrowed_by_cost(client, published_practice):
    dear = published_practice(title="Action chère", budget_amount=900_000)
    published_practice(title="Action modeste", budget_amount=20_000)
    page = client.get("/fr/pratiques/").content.decode()
    assert "Coût" in page
    narrowed = client.get("/fr/pratiques/", {"cost": "500k_2m"}).content.decode()
    assert f'href="/fr/pratiques/{dear.slug}/"' in narrowed
    assert "Action modeste" not in narrowed
