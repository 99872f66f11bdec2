"""The page of a practice: what each reader sees of it, and what nobody is told."""

import gzip
from itertools import product

import pytest
from django.test import Client

from practices import actions
from practices.models import Practice

pytestmark = pytest.mark.django_db

NOTICE = "Notice établie d’après des sources publiques, non confirmée par la ville"


def _page(client: Client, practice: Practice, language: str = "fr") -> str:
    response = client.get(f"/{language}/pratiques/{practice.slug}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def notice(real_notice) -> Practice:
    """The record of Montréal."""
    return real_notice("montreal-cprmv")


def test_figures_never_travel_alone(client: Client, published_practice) -> None:
    page = _page(client, published_practice())
    assert "<b>120\u202f000\xa0€</b> <small" not in page  # nothing between the figure and its words
    assert "120\u202f000\xa0€" in page
    assert "Une année de fonctionnement" in page
    assert "2024" in page
    assert "<b>4,5</b> équivalents temps plein" in page
    assert "<b>1\u202f200</b> participants" in page
    assert "Entretiens de rue." in page


def test_what_is_not_known_says_so(client: Client, published_practice) -> None:
    page = _page(client, published_practice(safeguards="Aucun nom."))
    assert page.count("Inconnu") >= 3  # effect, moderators, economic note at least
    assert '<li class="empty"><span class="letter" aria-hidden="true">E</span><h3>Effet</h3>' in page


def test_what_did_not_work_is_for_members(client: Client, client_of, published_practice, tunis_reader) -> None:
    practice = published_practice(obstacles="Le recrutement a pris un an de plus.")
    page = _page(client, practice)
    assert "Le recrutement a pris" not in page
    assert "Réservé aux villes membres." in page
    assert f"?next=/fr/pratiques/{practice.slug}/" in page
    assert "Le recrutement a pris un an de plus." in _page(client_of(tunis_reader), practice)


def test_the_contact_person_is_seen_by_the_city_and_the_secretariat(
    client, client_of, published_practice, tunis_reader, liege_editor, secretariat
) -> None:
    person = {"name": "Camille Secrète", "role": "Référente", "email": "camille.secrete@liege.example"}
    practice = published_practice(contact_person=person)
    for reader in (client, client_of(tunis_reader)):
        assert "Camille Secrète" not in _page(reader, practice)
        assert "camille.secrete" not in _page(reader, practice)
    for reader in (client_of(liege_editor), client_of(secretariat)):
        assert "Camille Secrète" in _page(reader, practice)


def test_a_hidden_record_answers_like_an_absent_one(client, client_of, published_practice, tunis_reader) -> None:
    practice = published_practice(visibility="own")
    hidden = client_of(tunis_reader).get(f"/fr/pratiques/{practice.slug}/")
    absent = client_of(tunis_reader).get("/fr/pratiques/liege-rien-ici/")
    assert hidden.status_code == absent.status_code == 404
    slug = practice.slug.encode()
    assert hidden.content.replace(slug, b"") == absent.content.replace(b"liege-rien-ici", b"")
    assert client.get(f"/fr/pratiques/{practice.slug}/").status_code == 404


def test_the_words_for_machines_come_from_the_public_view(client_of, published_practice, tunis_reader) -> None:
    practice = published_practice(visibility="members", summary="Résumé lu par les membres.")
    page = _page(client_of(tunis_reader), practice)
    head = page.split("</head>")[0]
    assert "Résumé lu par les membres." in page
    assert "Résumé lu par les membres." not in head
    assert 'name="robots" content="noindex"' in head


def test_a_public_record_is_offered_to_search_engines(client: Client, published_practice) -> None:
    head = _page(client, published_practice(summary="Des médiateurs parcourent la ville.")).split("</head>")[0]
    assert 'name="robots" content="index, follow"' in head
    assert "Des médiateurs parcourent la ville." in head


def test_markdown_is_rendered_and_html_is_not(client: Client, published_practice) -> None:
    page = _page(client, published_practice(description="Une **équipe** <script>alert(1)</script> part."))
    assert "<strong>équipe</strong>" in page
    assert "<script>alert" not in page


def test_a_notice_says_first_where_it_comes_from(client: Client, notice: Practice) -> None:
    page = _page(client, notice)
    assert f"{NOTICE}." in page
    assert page.index(NOTICE) < page.index("En une minute")
    assert "23 novembre 2026" in page
    assert "Voir les 6 sources" in page
    assert "Vous représentez Montréal" in page
    assert '<li data-stop="reported"><b>Strasbourg</b>' in page
    assert "Soit 1\u202f000\u202f000\xa0$\xa0CA par an" in page
    assert "2\u202f000\u202f000\xa0$\xa0CA pour 24\xa0mois" in page


def test_every_card_of_a_notice_says_where_it_comes_from(client: Client, real_records: None) -> None:
    page = client.get("/fr/pratiques/").content.decode()
    assert page.count(NOTICE) == page.count("<h3>") == 20


def test_first_views_fit_in_one_flight(client: Client, real_records: None) -> None:
    for language, address in product(("fr", "en", "ar"), ("", "montreal-cprmv/")):
        content = client.get(f"/{language}/pratiques/{address}").content
        assert len(gzip.compress(content, 9)) < 14_336, (language, address)


def test_a_text_in_another_language_says_so(client: Client, published_practice) -> None:
    page = _page(client, published_practice(), "ar")
    assert '<h1 lang="fr" dir="ltr">' in page


def test_few_statements_whatever_is_said(
    client, client_of, published_practice, tunis_reader, viewer_for, django_assert_max_num_queries
) -> None:
    practice = published_practice(transfers=[{"city_ref": "strasbourg"}, {"city_ref": "namur"}])
    for number in range(5):
        first = actions.comment(by=viewer_for(tunis_reader), practice_id=practice.pk, body=f"Question {number}")
        actions.comment(by=viewer_for(tunis_reader), practice_id=practice.pk, body="Suite", parent_id=first.pk)
    _page(client, practice)
    reader = client_of(tunis_reader)
    for one in (client, reader):
        with django_assert_max_num_queries(25):
            _page(one, practice)


def test_print_leaves_no_form(client: Client, published_practice) -> None:
    page = _page(client, published_practice())
    for form in page.split("<form")[1:]:
        assert "theme" in form or "no-print" in form.split(">")[0]
