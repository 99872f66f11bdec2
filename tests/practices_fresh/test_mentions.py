"""Member cities named with « @ » in a comment: told by letter if they may read it, and shown as links."""

import pytest
import samples
from members import make_member

from cities.models import City, Membership, Role
from common.errors import Invalid
from practices import actions, mentions
from practices.models import Mention

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(published_practice):
    return published_practice()


@pytest.fixture
def lausanne(db):
    return make_member("redaction@lausanne.example", "Luce Lausanne", "lausanne", Role.EDITOR)


def _city(slug):
    return City.objects.get(slug=slug)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Comme @Liège le fait", ["liege"]),
        ("Comme @liege, et @LIEGE.", ["liege"]),
        ("@Dakar et @Tunis : qu’en dites-vous ?", ["dakar", "tunis"]),
        ("Voir @تونس", ["tunis"]),
        ("@Liégeois", []),
        ("écrire à prevention@liege.example", []),
        ("@Paris", []),  # has no account here
        ("@", []),
        ("@Lausanne-Est et (@Lausanne)", ["lausanne"]),
    ],
)
def test_names_are_found_whatever_their_accents(body, found, lausanne, liege_editor, dakar_coordinator, tunis_reader):
    assert [city.slug for city in mentions.cities_in(body, mentions.member_cities())] == found


def test_a_name_of_two_cities_stands_for_neither_and_its_address_stands_for_one():
    one = City(pk=1, slug="saint-denis", name_fr="Saint-Denis", name_en="Saint-Denis", name_ar="سان دوني")
    other = City(pk=2, slug="saint-denis-2", name_fr="Saint-Denis", name_en="Saint-Denis", name_ar="سان دوني ٢")
    names = mentions.names_of([one, other])
    assert mentions.cities_in("@Saint-Denis", [one, other]) == []
    assert mentions.handle(other, names) == "@saint-denis-2"
    assert mentions.cities_in("@saint-denis-2", [one, other]) == [other]


def test_the_people_of_the_city_are_told_and_the_page_links_to_it(
    client, practice, dakar, tunis_reader, liege_editor, letters
):
    actions.comment(by=dakar, practice_id=practice.pk, body="@Tunis <b>fait</b> pareil.")
    told = letters("comment.mentioned")
    assert set(told) == {tunis_reader.email}
    assert told[tunis_reader.email].quote == "@Tunis <b>fait</b> pareil."
    assert set(letters("comment.posted")) == {liege_editor.email}
    html = client.get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert '<a href="/fr/villes/tunis/">@Tunis</a> &lt;b&gt;fait&lt;/b&gt; pareil.' in html


def test_nobody_is_told_twice_of_one_comment(practice, dakar, tunis, tunis_reader, letters):
    actions.follow(by=tunis, practice_id=practice.pk)
    actions.comment(by=dakar, practice_id=practice.pk, body="@Tunis aussi ?")
    assert set(letters("comment.mentioned")) == {tunis_reader.email}
    assert tunis_reader.email not in letters("comment.posted")


def test_a_city_that_may_not_read_the_practice_is_told_nothing(
    draft_practice, editor, office, lausanne, tunis_reader, viewer_for, letters
):
    draft = actions.set_audience(
        by=editor,
        revision_id=(made := draft_practice()).pk,
        audience="named",
        named_cities=[_city("lausanne").pk],
        seen_version=made.lock_version,
    )
    practice = samples.publish(editor, office, draft)
    actions.comment(by=viewer_for(lausanne), practice_id=practice.pk, body="Et @Tunis ?")
    assert letters("comment.mentioned") == {}
    actions.comment(by=editor, practice_id=practice.pk, body="Merci @Lausanne.")
    assert set(letters("comment.mentioned")) == {lausanne.email}


def test_a_letter_not_sent_yet_is_dropped_when_its_reason_is_gone(practice, dakar, tunis_reader, letters):
    made = actions.comment(by=dakar, practice_id=practice.pk, body="@Tunis aussi ?")
    assert letters("comment.mentioned")
    actions.edit_comment(by=dakar, comment_id=made.pk, body="Et ailleurs ?")
    assert letters("comment.mentioned") == {}
    assert not Mention.objects.exists()


def test_who_has_left_the_city_is_told_nothing(practice, dakar, tunis_reader, letters):
    actions.comment(by=dakar, practice_id=practice.pk, body="@Tunis aussi ?")
    Membership.objects.filter(user=tunis_reader).update(ended_at="2026-01-01T00:00Z")
    assert letters("comment.mentioned") == {}


def test_an_edit_tells_only_the_cities_that_it_adds(practice, dakar, tunis_reader, lausanne, letters):
    made = actions.comment(by=dakar, practice_id=practice.pk, body="@Tunis aussi ?")
    actions.edit_comment(by=dakar, comment_id=made.pk, body="@Tunis et @Lausanne aussi ?")
    assert set(letters("comment.mentioned")) == {tunis_reader.email, lausanne.email}
    from mailing.models import Letter

    assert Letter.objects.filter(kind="comment.mentioned", recipient_id=tunis_reader.pk).count() == 1


def test_a_city_is_picked_from_the_list(client_of, practice, dakar_coordinator, tunis_reader):
    browser = client_of(dakar_coordinator)
    address = f"/fr/pratiques/{practice.slug}/commentaires/"
    form = browser.get(address).content.decode()
    assert '<option value="tunis">Tunis</option>' in form
    assert 'value="dakar"' not in form  # one's own city
    assert 'value="paris"' not in form  # nobody there to tell
    acting = dakar_coordinator.memberships.get().city_id
    browser.post(address, {"body": "Et vous ?", "named": "tunis", "acting_city": acting})
    assert Mention.objects.get().comment.body == "@Tunis Et vous ?"
    empty = browser.post(address, {"body": " ", "named": "tunis", "acting_city": acting})
    assert empty.status_code == 422


def test_a_comment_names_five_cities_at_most(practice, dakar, monkeypatch):
    six = list(City.objects.order_by("pk")[:6])
    monkeypatch.setattr(mentions, "member_cities", lambda: six)
    body = " ".join(f"@{city.slug}" for city in six)
    with pytest.raises(Invalid, match="5 villes"):
        actions.comment(by=dakar, practice_id=practice.pk, body=body)
