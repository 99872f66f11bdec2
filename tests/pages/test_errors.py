"""Pages for what went wrong: the right status, a sentence, a way on."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from cities.viewer import STRANGER
from common.errors import Conflict, Invalid, NotAllowed, NotPossible, Refusal
from pages import errors
from pages.middleware import refusals

pytestmark = pytest.mark.django_db


def test_what_is_absent_offers_a_stranger_to_sign_in_and_come_back(client):
    response = client.get("/fr/pratiques/nulle-part/?q=a")
    html = response.content.decode()
    assert response.status_code == 404
    assert 'href="/fr/compte/login/?next=%2Ffr%2Fpratiques%2Fnulle-part%2F%3Fq%3Da"' in html
    assert "noindex" in html


def test_signing_in_from_there_comes_back(client, liege_editor, published_practice):
    practice = published_practice(visibility="members")
    path = f"/fr/pratiques/{practice.slug}/"
    assert client.get(path).status_code == 404
    response = client.post(
        f"/fr/compte/login/?next={path}", {"login": liege_editor.email, "password": "correct-horse-battery-staple"}
    )
    assert response["Location"] == path
    assert client.get(path).status_code == 200


def test_a_member_is_not_asked_to_sign_in_again(client_of, liege_editor):
    html = client_of(liege_editor).get("/fr/pratiques/nulle-part/").content.decode()
    assert "/compte/login/" not in html


def test_hidden_and_absent_answer_alike(client, draft_practice):
    slug = draft_practice().practice.slug
    hidden, absent = client.get(f"/fr/pratiques/{slug}/"), client.get(f"/fr/pratiques/{'x' * len(slug)}/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.replace(slug.encode(), b"x" * len(slug)) == absent.content


def test_a_form_without_its_token_is_explained(client_of, liege_editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(liege_editor, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.post("/fr/compte/ville/", {"city": 1})
    assert response.status_code == 403
    assert "Ce formulaire n’est plus valable" in response.content.decode()


def test_an_unknown_host_gets_a_page_and_nothing_else(client):
    response = client.get("/fr/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize("refusal", [Refusal, NotAllowed, NotPossible, Conflict, Invalid])
def test_a_refusal_that_no_page_caught_is_said_in_a_sentence(refusal):
    request = RequestFactory().get("/fr/")
    request.viewer, request.resolver_match = STRANGER, None
    middleware = refusals(lambda _request: HttpResponse())
    response = middleware.process_exception(request, refusal("Voici pourquoi."))
    assert response.status_code == refusal.status
    assert "Voici pourquoi." in response.content.decode()


def test_other_exceptions_go_on_their_way():
    middleware = refusals(lambda _request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/fr/"), ValueError()) is None


def test_the_page_of_our_own_error_asks_nothing_of_the_site(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.server_error(RequestFactory().get("/fr/"))
    assert response.status_code == 500
    html = response.content.decode()
    assert "<h1>" in html
    assert 'lang="ar" dir="rtl"' in html


def test_a_crash_shows_that_page(monkeypatch):
    from pages import front

    def crash(_viewer):
        raise ZeroDivisionError

    monkeypatch.setattr(front, "read", crash)
    client = Client(raise_request_exception=False)
    response = client.get("/fr/")
    assert response.status_code == 500
    assert "ZeroDivisionError" not in response.content.decode()
    assert "Le site a rencontré une erreur" in response.content.decode()
