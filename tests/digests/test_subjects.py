"""A reader chooses the subjects of the digest; each item says why it is there, and the most useful comes first."""

import pytest
from test_what_is_new import letter, titles

from cities.viewer import viewer_of
from common.clock import now, period_of
from digests.models import Run, Subject
from mailing import people, tokens
from mailing.render import render
from practices import actions
from practices.models import Reading

KEPT = {"digest": "weekly", "digest_weekday": "0", "digest_hour": "8", "language": "fr"}
WITH = {"subjects-with": ["declarations", "questions"]}


def chosen(user):
    return set(Subject.objects.filter(user=user).values_list("kind", "value"))


def test_subjects_are_chosen_through_the_link_of_a_letter(client, publish, dakar_coordinator):
    publish("Médiation")
    page = f"/fr/lettres/{tokens.for_preferences(dakar_coordinator.pk)}/"
    shown = client.get(page).content.decode()
    assert "De quoi doit-elle parler" in shown
    ticked = {"subjects-city": ["liege"], "subjects-country": ["BE"], "subjects-with": ["questions"]}
    for _ in range(2):
        assert client.post(page, KEPT | ticked).status_code == 302
    assert chosen(dakar_coordinator) == {("city", "liege"), ("country", "BE"), ("without", "declarations")}
    client.post(page, KEPT | WITH)
    assert chosen(dakar_coordinator) == set()


def test_a_subject_that_does_not_exist_is_refused_and_nothing_is_saved(client, publish, dakar_coordinator):
    page = f"/fr/lettres/{tokens.for_preferences(dakar_coordinator.pk)}/"
    answer = client.post(page, KEPT | WITH | {"digest": "off", "subjects-city": ["atlantide"]})
    assert answer.status_code == 200
    dakar_coordinator.refresh_from_db()
    assert (dakar_coordinator.digest, chosen(dakar_coordinator)) == ("weekly", set())


def test_only_what_was_chosen_or_followed_is_told_and_says_why(publish, dakar_coordinator):
    publish("Liège")
    publish("Tunis", city="tunis")
    followed = publish("Suivie")
    actions.follow(by=viewer_of(dakar_coordinator.pk), practice_id=followed.pk)
    Subject.objects.create(user=dakar_coordinator, kind="city", value="tunis")
    (part,) = letter(dakar_coordinator).parts
    assert [item.title for item in part.items] == ["Suivie", "Tunis"]
    assert part.items[0].reason.startswith("Vous suivez cette pratique.")
    assert part.items[1].reason.startswith("Vous suivez Tunis.")


def test_who_takes_every_subject_is_told_so_once_with_the_way_to_choose(client_of, publish, dakar_coordinator):
    publish("Première")
    followed = publish("Deuxième")
    said = "Vous recevez les nouvelles de tous les sujets."
    message = letter(dakar_coordinator)
    assert message.choice == said
    assert all("tous les sujets" not in item.reason for item in message.parts[0].items)
    rendered = render(message, "fr", preferences_url="https://x.example/choix")
    assert rendered.text.count(said) == rendered.html.count(said) == 1
    assert f"{said}\nChoisir vos sujets\u00a0: https://x.example/choix\n\nNouvelles" in rendered.text
    assert '<a href="https://x.example/choix">Choisir vos sujets</a>' in rendered.html
    assert client_of(dakar_coordinator).get("/fr/lettre-de-synthese/").content.decode().count(said) == 1
    Subject.objects.create(user=dakar_coordinator, kind="city", value="tunis")
    actions.follow(by=viewer_of(dakar_coordinator.pk), practice_id=followed.pk)
    assert letter(dakar_coordinator).choice == ""


def test_nothing_is_said_of_subjects_where_each_practice_has_its_own_reason(publish, dakar_coordinator):
    followed = publish("Suivie")
    actions.follow(by=viewer_of(dakar_coordinator.pk), practice_id=followed.pk)
    assert letter(dakar_coordinator).choice == ""


def test_what_was_opened_on_the_site_since_is_not_told(client_of, publish, dakar_coordinator):
    practice = publish("Médiation")
    assert letter(dakar_coordinator) is not None
    client_of(dakar_coordinator).get(f"/fr/pratiques/{practice.slug}/")
    assert Reading.objects.filter(user=dakar_coordinator, practice=practice).count() == 1
    assert letter(dakar_coordinator) is None
    publish("Médiation de rue", practice=practice)
    assert titles(letter(dakar_coordinator)) == {"Pratiques mises à jour": ["Médiation de rue"]}


def test_a_letter_of_the_archive_still_tells_what_was_opened_since(client_of, publish, dakar_coordinator):
    practice = publish("Médiation")
    week = period_of(now(), "UTC")
    run = Run.objects.create(
        reader=dakar_coordinator,
        period=week.name,
        starts_at=week.start,
        ends_at=week.end,
        told=[f"published/{practice.pk}"],
    )
    browser = client_of(dakar_coordinator)
    browser.get(f"/fr/pratiques/{practice.slug}/")
    Subject.objects.create(user=dakar_coordinator, kind="city", value="tunis")
    assert "Médiation" in browser.get(f"/fr/lettre-de-synthese/{run.period}/").content.decode()


def test_nothing_is_kept_of_who_has_no_digest(client_of, publish, dakar_coordinator):
    practice = publish("Médiation")
    people.refuse(dakar_coordinator.pk, ["digest"])
    client_of(dakar_coordinator).get(f"/fr/pratiques/{practice.slug}/")
    assert not Reading.objects.exists()


def test_a_record_published_and_discussed_is_told_once(publish, dakar_coordinator, liege_coordinator, tunis_reader):
    practice = publish("Médiation")
    actions.comment(by=viewer_of(dakar_coordinator.pk), practice_id=practice.pk, body="Un mot")
    (part,) = letter(tunis_reader).parts
    assert part.items[0].text.endswith("1 commentaire, de Dakar")


@pytest.mark.parametrize("way", ["now", "digest"])
def test_a_comment_told_at_once_is_not_counted_again_and_one_left_to_the_digest_is_told_there(
    publish,
    real_mail,
    dakar_coordinator,
    liege_coordinator,
    way,
):
    practice = publish("Médiation")
    since = now()
    people.choose(liege_coordinator.pk, {"comments": way})
    actions.comment(by=viewer_of(dakar_coordinator.pk), practice_id=practice.pk, body="Comment faire ?")
    real_mail()
    from digests import mails

    message = mails.compose(liege_coordinator.pk, since, now())
    if way == "now":
        assert message is None
        return
    (part,) = message.parts
    assert part.title == "Ce que vous avez choisi de lire ici"
    assert "Comment faire ?" in part.items[0].text
    actions.delete_comment(by=viewer_of(dakar_coordinator.pk), comment_id=_comment(practice))
    assert mails.compose(liege_coordinator.pk, since, now()) is None


def _comment(practice):
    from practices.models import Comment

    return Comment.unguarded.get(practice=practice).pk


@pytest.fixture
def real_mail(settings):
    """Send what waits, as if ten minutes had passed."""
    from django.db.models.functions import Now

    from mailing import delivery
    from mailing.models import Letter

    def send():
        Letter.objects.filter(state="queued").update(next_try_at=Now())
        delivery.deliver()

    return send
