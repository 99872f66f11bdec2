"""Only the secretariat enters, by the one sign-in page; for anybody else the desk does not exist."""

from urllib.parse import unquote

import pytest
from django.contrib import admin
from django.urls import reverse


def every_page():
    """Return every address of the desk, rows included: those that take a number get one."""
    pages = [reverse("admin:index")]
    for model, room in admin.site._registry.items():
        start = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages += [reverse(f"{start}_changelist"), reverse(f"{start}_change", args=[1])]
        pages += [reverse(f"{start}_{verb.name}") for verb in room.list_verbs]
        pages += [reverse(f"{start}_{verb.name}", args=[1]) for verb in room.verbs]
        pages += [reverse(f"{start}_export")] if room.exported else []
    return pages


def test_the_desk_has_pages():
    assert len(every_page()) > 60


def test_a_stranger_is_led_to_sign_in_and_back(client, db):
    for page in every_page():
        for method in (client.get, client.post):
            answer = method(page, follow=True)
            last, status = answer.redirect_chain[-1]
            assert status == 302, page
            assert unquote(last).startswith(f"{reverse('account_login')}?next=/admin/"), page


@pytest.mark.parametrize("who", ["tunis_reader", "liege_coordinator", "dakar_signatory"])
def test_a_member_finds_nothing(client_of, request, who):
    member = client_of(request.getfixturevalue(who))
    for page in every_page():
        assert member.get(page).status_code == 404, page
        assert member.post(page).status_code == 404, page


def test_the_desk_s_own_sign_in_page_leads_to_the_one_sign_in_page(client, db, client_of, tunis_reader, desk):
    answer = client.get("/admin/login/?next=/admin/cities/city/")
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Fadmin%2Fcities%2Fcity%2F"
    elsewhere = client.get("/admin/login/?next=https://ailleurs.example/")
    assert "ailleurs" not in elsewhere["Location"]
    assert client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302
    assert client_of(tunis_reader).get("/admin/login/").status_code == 404
    assert desk.get("/admin/login/")["Location"] == "/admin/"


def test_somebody_who_leaves_the_secretariat_is_out_at_the_next_request(desk, secretariat):
    assert desk.get("/admin/").status_code == 200
    secretariat.is_staff = False
    secretariat.save()
    assert desk.get("/admin/").status_code == 404


def test_a_second_factor_is_demanded_where_the_site_demands_it(desk, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    for page in ("/admin/", reverse("admin:practices_practice_changelist")):
        answer = desk.get(page)
        assert answer.status_code == 302, page
        assert "2fa" in answer["Location"] or "mfa" in answer["Location"], page


def test_the_pages_of_an_admin_that_the_site_has_elsewhere_do_not_exist(desk, client):
    for page in ("logout/", "password_change/", "autocomplete/", "jsi18n/", "r/1/1/", "auth/user/"):
        for method in (desk.get, desk.post):
            assert method(f"/admin/{page}").status_code == 404, page
        assert client.get(f"/admin/{page}").status_code == 302, page


def test_only_our_own_rooms_are_on_the_desk():
    """Libraries register admins that save, and that show secrets: none is taken."""
    rooms = {model._meta.app_label for model in admin.site._registry}
    subjects = {"accounts", "cities", "practices", "declarations", "commitments"}
    assert rooms == subjects | {"mailing", "announcements", "journal", "api"}
