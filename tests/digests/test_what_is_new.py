"""What a digest says: what others did, as far as its reader may read it when the letter leaves."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import User
from cities.models import Membership
from cities.viewer import viewer_of
from common.audience import Audience
from common.clock import now
from digests import due, mails
from mailing import delivery
from mailing.message import Message
from mailing.models import Letter
from mailing.render import render
from practices import actions
from practices.models import Practice, PracticeState


def letter(user: User, *, since: timedelta = timedelta(hours=1)) -> Message | None:
    return mails.compose(user.pk, now() - since, now())


def titles(message: Message | None) -> dict[str, list[str]]:
    return {part.title: [item.title for item in part.items] for part in message.parts} if message else {}


def test_nothing_new_makes_no_letter(liege_editor):
    assert letter(liege_editor) is None


def test_what_was_published_then_updated(publish, dakar_coordinator):
    practice = publish("Médiation", summary="Des médiateurs dans la rue.")
    message = letter(dakar_coordinator)
    assert titles(message) == {"Nouvelles pratiques": ["Médiation"]}
    (item,) = message.parts[0].items
    assert item.url.startswith("http://testserver/fr/")
    assert practice.slug in item.url
    assert "Liège" in item.text
    assert "non confirmée par la ville" in item.reason
    since = now()
    publish("Médiation de rue", practice=practice)
    assert titles(mails.compose(dakar_coordinator.pk, since, now())) == {"Pratiques mises à jour": ["Médiation de rue"]}


def test_a_long_summary_is_cut_after_a_whole_word(publish, dakar_coordinator):
    publish("Longue", summary="Médiateurs " * 30)
    publish("D’un seul tenant", summary="m" * 300)
    texts = {item.title: item.text for item in letter(dakar_coordinator).parts[0].items}
    assert texts["Longue"].removeprefix("Liège – ") == " ".join(["Médiateurs"] * 12) + "…"
    assert texts["D’un seul tenant"].endswith("mm…")


def test_what_is_new_and_updated_in_one_week_is_told_once(publish, dakar_coordinator):
    publish("Encore", practice=publish("Une fois"))
    assert titles(letter(dakar_coordinator)) == {"Nouvelles pratiques": ["Encore"]}


def test_ones_own_acts_are_not_news(publish, secretariat):
    publish("Médiation")
    assert letter(secretariat) is None


def test_comments_of_others_are_counted_by_practice(publish, dakar_coordinator, liege_coordinator, tunis_reader):
    practice = publish("Médiation")
    since = now()
    for person, body in ((dakar_coordinator, "MARQUE"), (dakar_coordinator, "MARQUE bis"), (tunis_reader, "MARQUE")):
        actions.comment(by=viewer_of(person.pk), practice_id=practice.pk, body=body)
    message = mails.compose(liege_coordinator.pk, since, now())
    (part,) = message.parts
    assert part.title == "Commentaires"
    assert part.items[0].text == "3 commentaires, de Dakar et Tunis"
    assert "MARQUE" not in str(message)
    mine = mails.compose(tunis_reader.pk, since, now())
    assert mine.parts[0].items[0].text == "2 commentaires, de Dakar"


def test_a_removed_comment_is_not_told(publish, dakar_coordinator, liege_coordinator):
    practice = publish("Médiation")
    since = now()
    said = actions.comment(by=viewer_of(dakar_coordinator.pk), practice_id=practice.pk, body="Un mot")
    actions.delete_comment(by=viewer_of(dakar_coordinator.pk), comment_id=said.pk)
    assert mails.compose(liege_coordinator.pk, since, now()) is None


def test_what_a_reader_follows_comes_first_and_says_why(publish, dakar_coordinator):
    followed = publish("Ancienne")
    publish("Récente")
    actions.follow(by=viewer_of(dakar_coordinator.pk), practice_id=followed.pk)
    (part,) = letter(dakar_coordinator).parts
    assert [item.title for item in part.items] == ["Ancienne", "Récente"]
    assert "Vous suivez cette pratique." in part.items[0].reason
    assert "Vous suivez" not in part.items[1].reason


def test_a_long_list_is_cut_says_how_much_is_left_and_stays_light(publish, dakar_coordinator):
    for number in range(mails.MOST + 2):
        publish(f"Fiche-{number}", summary="Une phrase qui dit beaucoup. " * 40)
    message = letter(dakar_coordinator)
    (part,) = message.parts
    assert len(render(message, "fr").html.encode()) < 30_000
    assert len(part.items) == mails.MOST + 1
    assert part.items[-1].title == "et 2 autres sur la plateforme"


@pytest.mark.parametrize("audience", [Audience.NAMED, Audience.OWN])
def test_what_is_kept_to_a_few_cities_is_not_told(publish, dakar_coordinator, audience):
    publish("Réservée", audience=audience)
    assert letter(dakar_coordinator) is None


def test_somebody_without_a_city_any_more_gets_no_letter(publish, tunis_reader):
    publish("Médiation")
    assert letter(tunis_reader) is not None
    Membership.objects.filter(user=tunis_reader).update(ended_at=now())
    assert letter(tunis_reader) is None


def test_what_is_withdrawn_after_queueing_is_not_revealed(publish, dakar_coordinator, secretariat, at):
    withdrawn, kept = publish("Retirée"), publish("Gardée")
    assert due.queue(due.of_period(_this_week())) >= 1
    actions.withdraw(by=viewer_of(secretariat.pk), practice_id=withdrawn.pk, note="À la demande de la ville")
    delivery.deliver()
    (message,) = [sent for sent in mail.outbox if sent.to == [dakar_coordinator.email]]
    html = str(message.alternatives[0])
    assert kept.slug in message.body
    assert "Gardée" in html
    assert "Retirée" not in message.body + html + message.subject
    assert withdrawn.slug not in message.body + html
    assert Practice.unguarded.get(pk=withdrawn.pk).state == PracticeState.WITHDRAWN


def test_a_letter_left_empty_is_dropped(publish, dakar_coordinator, secretariat):
    practice = publish("Retirée")
    due.queue(due.of_period(_this_week()))
    actions.withdraw(by=viewer_of(secretariat.pk), practice_id=practice.pk, note="À la demande de la ville")
    Letter.objects.exclude(kind="digest").delete()
    delivery.deliver()
    assert mail.outbox == []
    assert set(Letter.objects.values_list("state", flat=True)) == {"dropped"}


def test_the_letter_is_in_the_readers_language(publish, tunis_reader):
    publish("Médiation")
    due.queue(due.of_period(_this_week()))
    delivery.deliver()
    (message,) = [sent for sent in mail.outbox if sent.to == [tunis_reader.email]]
    assert 'dir="rtl"' in str(message.alternatives[0])
    assert "/ar/" in message.body
    assert message.extra_headers["List-Id"].startswith("<digest.")


def _this_week() -> str:
    year, week, _day = now().isocalendar()
    return f"{year}-W{week:02d}"
