"""The secretariat’s first account, made on the command line: its address is confirmed by letter before it opens."""

import pytest
from django.core.management import call_command
from django.test import Client
from members import PASSWORD

from accounts.models import User
from tests.cities.helpers import letters, link_of

pytestmark = pytest.mark.django_db


def test_it_is_confirmed_by_letter_then_opens(monkeypatch, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="Premiere@aimf.example", name="Première", verbosity=0)
    assert User.objects.get().email == "premiere@aimf.example"
    browser = Client()
    login = {"login": "premiere@aimf.example", "password": PASSWORD}
    response = browser.post("/fr/compte/login/", login, follow=True)
    assert "Une lettre vient d’être envoyée" in response.content.decode()
    assert "_auth_user_id" not in browser.session
    link = link_of(letters("account.email_confirmation")[0])
    assert "Confirmez que premiere@aimf.example" in browser.get(link).content.decode()
    browser.post(link)
    browser.post("/fr/compte/login/", login)
    assert browser.get("/fr/compte/").status_code == 200
