"""The API gives what the pages give, and nothing more, whatever the key."""

import json

import pytest

from practices import actions

MEMBERS, OWN = "motréservéauxmembres", "motdelaville"


@pytest.fixture
def practice(published_practice):
    return published_practice(
        obstacles=f"Le recrutement a pris un an, {MEMBERS}.",
        contact_person={"name": f"Camille {OWN}", "role": "cheffe", "email": "camille@ville.example"},
    )


def test_a_stranger_and_a_public_key_read_what_is_public(read, key, practice):
    for secret in ("", key().secret):
        for path in ("practices/", f"practices/{practice.slug}/"):
            answer = read(path, secret)
            assert answer.status_code == 200
            assert MEMBERS not in answer.content.decode()
            assert OWN not in answer.content.decode()
        field = read(f"practices/{practice.slug}/", secret).json()["record"]["obstacles"]
        assert field == {**field, "value": None, "text": "", "known": False, "locked": True, "audience": "members"}


def test_a_members_key_reads_what_member_cities_read_and_nothing_of_the_city_alone(read, key, practice, liege_editor):
    secret = key("liege").secret
    answer = read(f"practices/{practice.slug}/", secret).json()
    assert MEMBERS in answer["record"]["obstacles"]["value"]
    assert "contact_person" not in answer["record"]
    assert OWN not in json.dumps(answer)


def test_a_hidden_word_is_not_found_by_its_count(read, key, practice, liege_editor):
    assert read(f"practices/?q={MEMBERS}").json()["count"] == 0
    assert read(f"practices/?q={MEMBERS}", key("liege").secret).json()["count"] == 1
    assert read(f"practices/?q={OWN}", key("liege").secret).json()["count"] == 0


def test_signing_in_on_the_site_opens_nothing_here(client_of, secretariat, practice):
    answer = client_of(secretariat).get(f"/api/v1/practices/{practice.slug}/")
    assert answer.json()["record"]["obstacles"]["locked"] is True


def test_what_is_not_for_this_reader_answers_like_what_does_not_exist(
    read, key, draft_practice, published_practice, viewer_for, secretariat, liege_editor
):
    draft = draft_practice(title="Un brouillon")
    reserved = published_practice(title="Entre villes membres", visibility="members")
    absent = read("practices/cette-fiche-n-existe-pas/")
    for slug in (draft.practice.slug, reserved.slug):
        hidden = read(f"practices/{slug}/")
        assert (hidden.status_code, hidden.json()) == (404, absent.json())
    assert read(f"practices/{reserved.slug}/", key("liege").secret).status_code == 200
    assert read("practices/").json()["count"] == 0
    assert read("practices/", key("liege").secret).json()["count"] == 1


def test_a_practice_taken_away_leaves_the_list_and_its_address(read, practice, viewer_for, secretariat):
    actions.withdraw(by=viewer_for(secretariat), practice_id=practice.pk, note="À la demande de la ville.")
    assert read("practices/").json()["count"] == 0
    assert read(f"practices/{practice.slug}/").status_code == 404


def test_a_record_from_public_sources_says_so_everywhere(read, practice):
    from practices.models import Practice

    assert read(f"practices/{practice.slug}/").json()["public_sources"] is None
    Practice.unguarded.filter(pk=practice.pk).update(origin="public_sources")
    from practices import index

    index.refresh(Practice.unguarded.get(pk=practice.pk))
    sentence = "Notice établie d’après des sources publiques, non confirmée par la ville"
    assert read(f"practices/{practice.slug}/?lang=fr").json()["public_sources"] == sentence
    assert read("practices/?lang=fr").json()["results"][0]["public_sources"] == sentence
