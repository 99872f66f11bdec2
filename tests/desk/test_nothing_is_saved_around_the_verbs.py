"""The desk's own save, delete and bulk actions do not exist."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from cities.models import City
from practices.models import Practice


def rooms():
    return [(model._meta.app_label, model._meta.model_name, room) for model, room in admin.site._registry.items()]


@pytest.mark.parametrize("kind", ["add", "delete", "history"])
def test_no_address_adds_deletes_or_keeps_a_second_history(kind):
    for label, name, room in rooms():
        if kind in {verb.name for verb in room.list_verbs}:  # a verb of ours, with its own form
            continue
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{label}_{name}_{kind}", args=[] if kind == "add" else [1])


def test_the_usual_addresses_of_an_admin_answer_that_they_do_not_exist(desk):
    for label, name, room in rooms():
        verbs = {f"{verb.name}/" for verb in room.list_verbs}
        for end in {"add/", "1/delete/", "1/history/", "1/change/"} - verbs:
            for method in (desk.get, desk.post):
                assert method(f"/admin/{label}/{name}/{end}").status_code in {301, 404}, (label, name, end)


def test_posting_to_a_row_or_to_a_list_changes_nothing(desk, published_practice):
    practice = published_practice()
    row = reverse("admin:practices_practice_change", args=[practice.pk])
    assert desk.post(row, {"state": "withdrawn", "_save": "1"}).status_code == 404
    listing = reverse("admin:practices_practice_changelist")
    bulk = {"action": "delete_selected", "_selected_action": [practice.pk], "post": "yes"}
    assert desk.post(listing, bulk).status_code == 404
    assert Practice.unguarded.get(pk=practice.pk).state == "published"


def test_facts_of_a_city_cannot_be_posted(desk):
    city = City.objects.get(slug="liege")
    desk.post(reverse("admin:cities_city_change", args=[city.pk]), {"name_fr": "Autre", "_save": "1"})
    assert City.objects.get(pk=city.pk).name_fr == "Liège"


def test_no_room_lets_anything_be_added_changed_or_deleted(rf, secretariat):
    request = rf.get("/")
    request.user = secretariat
    for label, name, room in rooms():
        allowed = [
            room.has_add_permission(request),
            room.has_change_permission(request),
            room.has_delete_permission(request),
        ]
        assert allowed == [False, False, False], (label, name)
        assert room.get_actions(request) == {}, (label, name)


def test_a_verb_is_not_done_by_a_link(desk, published_practice):
    practice = published_practice()
    assert desk.get(reverse("admin:practices_practice_withdraw", args=[practice.pk])).status_code == 200
    assert Practice.unguarded.get(pk=practice.pk).state == "published"


def test_a_verb_needs_its_token(secretariat, published_practice):
    from django.conf import settings
    from django.test import Client

    practice = published_practice()
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(secretariat, backend=settings.AUTHENTICATION_BACKENDS[0])
    address = reverse("admin:practices_practice_withdraw", args=[practice.pk])
    assert forged.post(address, {"note": "x"}).status_code == 403
    assert Practice.unguarded.get(pk=practice.pk).state == "published"
