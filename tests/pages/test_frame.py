"""The frame of every page: where one is, in whose name, in which language, with which appearance."""

import re

import pytest

from cities.models import City, Membership, Role
from tests.pages.walked import PUBLIC_PAGES

pytestmark = pytest.mark.django_db


def test_a_page_says_its_language_its_title_and_where_its_content_is(client, real_records, tags):
    titles = []
    for path in PUBLIC_PAGES:
        html = client.get(path).content.decode()
        found = tags(html).found
        assert ("html", {"lang": "fr", "dir": "ltr"}) in found, path
        assert html.index('href="#contenu"') < html.index("<header"), path
        assert 'id="contenu"' in html, path
        assert [tag for tag, _ in found].count("h1") == 1, path
        assert [attrs for tag, attrs in found if tag == "nav" and attrs.get("aria-label")], path
        ids = [attrs["id"] for _, attrs in found if "id" in attrs]
        assert len(ids) == len(set(ids)), path
        titles += re.findall(r"<title>([^<]+)</title>", html)
    assert len(titles) == len(set(titles)) == len(PUBLIC_PAGES)


def test_arabic_is_written_from_right_to_left(client, tags):
    assert ("html", {"lang": "ar", "dir": "rtl"}) in tags(client.get("/ar/villes/").content.decode()).found


def test_other_languages_lead_to_the_same_page_with_what_was_asked(client):
    html = client.get("/fr/villes/?q=lie").content.decode()
    assert 'href="/en/villes/?q=lie" lang="en" hreflang="en"' in html
    assert 'href="/ar/villes/?q=lie" lang="ar" hreflang="ar"' in html
    assert ">العربية</a>" in html


def test_the_menu_says_where_one_is(client):
    html = client.get("/fr/villes/liege/").content.decode()
    assert re.search(r'href="/fr/villes/" aria-current="true"', html)
    assert html.count('aria-current="true"') == 1


def test_a_stranger_is_offered_to_sign_in_and_costs_no_session(client):
    response = client.get("/fr/a-propos/")
    assert "/fr/compte/login/" in response.content.decode()
    assert 'href="/fr/ma-ville/"' not in response.content.decode()
    assert response.cookies == {}


def test_the_frame_costs_a_stranger_no_statement(client, django_assert_num_queries):
    client.get("/fr/a-propos/")
    with django_assert_num_queries(0):
        client.get("/fr/a-propos/")


def test_the_acting_city_is_always_shown(client_of, liege_editor, words):
    client = client_of(liege_editor)
    for path in ("/fr/", "/fr/villes/", "/fr/a-propos/", "/fr/ma-ville/", "/fr/compte/"):
        html = client.get(path).content.decode()
        assert "Au nom de Liège" in words(html)
        assert html.index("Ma ville") < html.index("Pratiques</a>")


def test_someone_of_two_cities_changes_from_one_to_the_other(client_of, liege_editor, words):
    Membership.objects.create(user=liege_editor, city=City.objects.get(slug="tunis"), role=Role.READER)
    client = client_of(liege_editor)
    assert "Changer de ville" in client.get("/fr/villes/").content.decode()
    tunis = City.objects.get(slug="tunis")
    response = client.post("/fr/compte/ville/", {"city": tunis.pk, "next": "/fr/villes/"}, follow=True)
    html = response.content.decode()
    assert f'<option value="{tunis.pk}" selected>Tunis</option>' in html
    assert "Vous agissez maintenant au nom de Tunis." in words(html)


def test_messages_are_shown_once(client_of, liege_editor, words):
    client = client_of(liege_editor)
    liege = City.objects.get(slug="liege")
    html = client.post("/fr/compte/ville/", {"city": liege.pk}, follow=True).content.decode()
    assert 'role="status"' in html
    assert 'role="status"' not in client.get("/fr/ma-ville/").content.decode()


def test_the_demonstration_says_so_and_only_then(client, settings):
    settings.DEMO = True
    assert 'class="demo"' in client.get("/fr/").content.decode()
    settings.DEMO = False
    assert 'class="demo"' not in client.get("/fr/").content.decode()


def test_the_footer_leads_to_what_everybody_may_ask(client):
    html = client.get("/fr/").content.decode()
    for path in ("accessibilite", "donnees-personnelles", "mentions-legales", "charte", "a-propos", "statistiques"):
        assert f'href="/fr/{path}/"' in html
    assert 'href="/api/docs/"' in html


def test_previews_reveal_nothing_of_what_is_restricted(client, published_practice):
    hidden = published_practice(title="Titre des seuls membres", visibility="members")
    response = client.get(f"/fr/pratiques/{hidden.slug}/")
    assert response.status_code == 404
    assert "Titre des seuls membres" not in response.content.decode()
    shown = published_practice(title="Titre de tout le monde")
    html = client.get(f"/fr/pratiques/{shown.slug}/").content.decode()
    assert re.search(r'property="og:title" content="[^"]*Titre de tout le monde', html)
