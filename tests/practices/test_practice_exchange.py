"""Comments in the name of a city, replies, reports, hiding, following."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cities.viewer import STRANGER
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from journal.models import Entry
from practices import actions, discussion
from practices.models import Comment, CommentReport, CommentState, Follow


@pytest.fixture
def practice(published_practice):
    return published_practice()


def test_a_member_comments_in_the_name_of_the_city(practice, dakar, office, letters):
    made = actions.comment(by=dakar, practice_id=practice.pk, body=" Quel budget\u202e ? ")
    assert (made.body, made.city.slug) == ("Quel budget ?", "dakar")
    assert letters("comment.posted") == ["editrice@liege.example"]
    (public,) = discussion.thread(practice, STRANGER)
    assert (public.body, public.city.slug, public.person) == ("Quel budget ?", "dakar", "")
    (member,) = discussion.thread(practice, dakar)
    assert member.person == "Cheikh Coord"
    for viewer in (STRANGER, office):
        with pytest.raises(NotAllowed):
            actions.comment(by=viewer, practice_id=practice.pk, body="Bonjour")


def test_a_reply_goes_once_deep_and_tells_who_asked(practice, dakar, editor, reader, letters):
    asked = actions.comment(by=dakar, practice_id=practice.pk, body="Quel budget ?")
    answer = actions.comment(by=editor, practice_id=practice.pk, body="120 000 euros.", parent_id=asked.pk)
    with pytest.raises(NotPossible):
        actions.comment(by=reader, practice_id=practice.pk, body="Merci", parent_id=answer.pk)
    assert letters("comment.posted") == ["coordination@dakar.example", "editrice@liege.example"]
    (voice,) = discussion.thread(practice, reader)
    assert [reply.body for reply in voice.replies] == ["120 000 euros."]


def test_words_are_needed_and_limited(practice, dakar, published_practice):
    for body in ("", " \u200b ", "é" * 3001):
        with pytest.raises(Invalid):
            actions.comment(by=dakar, practice_id=practice.pk, body=body)
    other = published_practice(title="Autre")
    made = actions.comment(by=dakar, practice_id=other.pk, body="Là-bas")
    with pytest.raises(NotPossible):
        actions.comment(by=dakar, practice_id=practice.pk, body="Ici", parent_id=made.pk)


def test_nothing_is_said_about_what_is_not_published(draft_practice, editor, practice, office, dakar):
    with pytest.raises(NotAllowed):
        actions.comment(by=editor, practice_id=draft_practice(title="Brouillon").practice_id, body="Bonjour")
    actions.withdraw(by=office, practice_id=practice.pk, note="Erreur")
    with pytest.raises(NotAllowed):
        actions.comment(by=dakar, practice_id=practice.pk, body="Bonjour")


def test_ten_minutes_to_edit(practice, dakar, editor, monkeypatch):
    made = actions.comment(by=dakar, practice_id=practice.pk, body="Un")
    with pytest.raises(NotAllowed):
        actions.edit_comment(by=editor, comment_id=made.pk, body="Deux")
    assert actions.edit_comment(by=dakar, comment_id=made.pk, body="Deux").edited_at is not None
    assert discussion.thread(practice, dakar)[0].can_edit
    later = clock.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(NotPossible, match="dix minutes"):
        actions.edit_comment(by=dakar, comment_id=made.pk, body="Trois")
    assert not discussion.thread(practice, dakar)[0].can_edit


def test_who_left_the_city_no_longer_speaks_for_it(practice, dakar, reader):
    made = actions.comment(by=dakar, practice_id=practice.pk, body="Un")
    for viewer in (replace(dakar, city_id=reader.city_id), replace(dakar, city_id=None, role=None)):
        assert not discussion.thread(practice, viewer)[0].can_edit
        with pytest.raises(NotAllowed):
            actions.edit_comment(by=viewer, comment_id=made.pk, body="Deux")
        assert discussion.thread(practice, viewer)[0].can_delete
    assert discussion.thread(practice, dakar)[0].can_edit


def test_words_leave_and_their_place_stays(practice, dakar, editor):
    made = actions.comment(by=dakar, practice_id=practice.pk, body="Un mot")
    actions.comment(by=editor, practice_id=practice.pk, body="Réponse", parent_id=made.pk)
    with pytest.raises(NotAllowed):
        actions.delete_comment(by=editor, comment_id=made.pk)
    actions.delete_comment(by=dakar, comment_id=made.pk)
    stored = Comment.unguarded.get(pk=made.pk)
    assert (stored.body, stored.state) == ("", CommentState.REMOVED)
    (voice,) = discussion.thread(practice, STRANGER)
    assert (voice.stands, voice.body, len(voice.replies)) == (False, "", 1)
    with pytest.raises(NotAllowed):
        actions.delete_comment(by=dakar, comment_id=made.pk)


def test_anybody_who_reads_reports_and_nobody_floods(practice, dakar, reader, letters):
    made = actions.comment(by=dakar, practice_id=practice.pk, body="Un mot")
    with pytest.raises(Invalid):
        actions.report_comment(by=STRANGER, comment_id=made.pk, reason=" ")
    for viewer in (STRANGER, STRANGER, reader, reader):
        actions.report_comment(by=viewer, comment_id=made.pk, reason="Blessant")
    assert CommentReport.objects.count() == 2
    assert letters("comment.reported") == ["secretariat@aimf.example"] * 2


def test_what_one_does_not_read_one_does_not_report(draft_practice, editor, office, dakar, reader):
    import samples

    draft = draft_practice()
    draft = actions.set_audience(by=editor, revision_id=draft.pk, audience="members", seen_version=draft.lock_version)
    practice = samples.publish(editor, office, draft)
    made = actions.comment(by=dakar, practice_id=practice.pk, body="Entre nous")
    assert discussion.thread(practice, STRANGER) == []
    with pytest.raises(NotAllowed):
        actions.report_comment(by=STRANGER, comment_id=made.pk, reason="Curieux")
    assert discussion.thread(practice, reader)[0].body == "Entre nous"


def test_the_secretariat_hides_with_a_reason_that_the_author_reads(practice, dakar, editor, office, reader, letters):
    made = actions.comment(by=dakar, practice_id=practice.pk, body="Mot blessant")
    actions.report_comment(by=reader, comment_id=made.pk, reason="Blessant")
    with pytest.raises(NotAllowed):
        actions.hide_comment(by=editor, comment_id=made.pk, reason="Non")
    with pytest.raises(Invalid):
        actions.hide_comment(by=office, comment_id=made.pk, reason="")
    actions.hide_comment(by=office, comment_id=made.pk, reason="Contraire à la charte.")
    assert letters("comment.hidden") == ["coordination@dakar.example"]
    assert Entry.objects.get(verb="comment.hidden").note == "Contraire à la charte."
    assert not CommentReport.objects.filter(handled_at__isnull=True).exists()
    for viewer in (STRANGER, dakar, editor):
        assert discussion.thread(practice, viewer)[0].body == ""
    with pytest.raises(NotPossible):
        actions.hide_comment(by=office, comment_id=made.pk, reason="Encore")
    with pytest.raises(NotPossible):
        actions.comment(by=editor, practice_id=practice.pk, body="Réponse", parent_id=made.pk)


def test_a_report_can_be_set_aside(practice, dakar, office, reader):
    made = actions.comment(by=dakar, practice_id=practice.pk, body="Un mot")
    report = actions.report_comment(by=reader, comment_id=made.pk, reason="Hors sujet")
    with pytest.raises(NotAllowed):
        actions.dismiss_report(by=reader, report_id=report.pk)
    actions.dismiss_report(by=office, report_id=report.pk)
    assert discussion.thread(practice, STRANGER)[0].stands
    with pytest.raises(NotPossible):
        actions.dismiss_report(by=office, report_id=report.pk)


def test_followers_are_told_and_can_stop(practice, dakar, reader, editor, letters):
    for _ in range(2):
        actions.follow(by=reader, practice_id=practice.pk)
    assert Follow.objects.count() == 1
    assert discussion.follows(reader, practice)
    actions.comment(by=dakar, practice_id=practice.pk, body="Un mot")
    assert letters("comment.posted") == ["editrice@liege.example", "lecteur@tunis.example"]
    actions.unfollow(by=reader, practice_id=practice.pk)
    actions.comment(by=dakar, practice_id=practice.pk, body="Un autre")
    assert letters("comment.posted").count("lecteur@tunis.example") == 1
    with pytest.raises(NotAllowed):
        actions.follow(by=STRANGER, practice_id=practice.pk)
