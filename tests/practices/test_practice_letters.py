"""What each letter says when it leaves, and that it says nothing to who may no longer read."""

import pytest
import samples

from accounts.models import User
from cities.models import Membership
from mailing.models import Letter
from mailing.registry import Reader, kind
from practices import actions
from practices.models import Practice


def written(name: str) -> list[tuple[str, object]]:
    """Write every queued letter of a kind, as the outbox does: (address, message)."""
    found = []
    for letter in Letter.objects.filter(kind=name).order_by("id"):
        person = User.objects.get(pk=letter.recipient_id)
        reader = Reader(person.pk, person.email, person.language, person.time_zone)
        found.append((person.email, kind(name).write(reader, letter.data)))
    return found


def the(name: str):
    ((_, message),) = written(name)
    return message


TITLE = samples.COMPLETE["A"]["title"]


def test_the_secretariat_is_told_of_a_submission(draft_practice, editor, office):
    draft = draft_practice()
    actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    message = the("practice.submitted")
    assert "Liège" in message.paragraphs[0]
    assert TITLE in message.paragraphs[0]
    assert TITLE not in message.subject
    assert message.action.url.startswith("http://testserver/admin/")


@pytest.mark.parametrize("verb", ["request_changes", "decline", "publish"])
def test_the_authors_read_the_decision_and_its_reasons(verb, draft_practice, editor, office):
    draft = draft_practice()
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    getattr(actions, verb)(by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="Précisez le budget.")
    name = {"request_changes": "practice.changes_requested", "decline": "practice.declined"}.get(
        verb, "practice.published"
    )
    message = the(name)
    assert TITLE in message.paragraphs[0]
    assert message.quote == "Précisez le budget."
    assert "/pratiques/liege-mediation" in message.action.url


def test_who_has_left_the_city_is_told_nothing_more(published_practice, liege_editor, editor, office):
    practice = published_practice()
    assert the("practice.published") is not None
    Membership.objects.filter(user=liege_editor).update(ended_at="2026-01-01T00:00Z")
    assert the("practice.published") is None
    assert Practice.unguarded.get(pk=practice.pk).published_id


def test_who_has_left_the_secretariat_is_told_nothing_more(draft_practice, editor, secretariat):
    draft = draft_practice()
    actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    User.objects.filter(pk=secretariat.pk).update(is_staff=False)
    assert the("practice.submitted") is None


def test_a_withdrawal_says_why(published_practice, coordinator, office):
    practice = published_practice()
    actions.withdraw(by=office, practice_id=practice.pk, note="Le service a fermé.")
    assert the("practice.withdrawn").quote == "Le service a fermé."
    actions.restore(by=office, practice_id=practice.pk)
    assert TITLE in the("practice.restored").paragraphs[0]
    actions.archive(by=office, practice_id=practice.pk, note="Ancienne")
    assert the("practice.archived").quote == "Ancienne"


def test_a_comment_is_read_only_while_it_stands_and_may_be_read(published_practice, dakar, office, reader):
    practice = published_practice()
    actions.follow(by=reader, practice_id=practice.pk)
    made = actions.comment(by=dakar, practice_id=practice.pk, body="Quel budget ?")
    messages = dict(written("comment.posted"))
    assert set(messages) == {"editrice@liege.example", "lecteur@tunis.example"}
    assert all(message.quote == "Quel budget ?" for message in messages.values())
    assert "Dakar" in messages["lecteur@tunis.example"].paragraphs[0]
    actions.withdraw(by=office, practice_id=practice.pk, note="Erreur")
    assert set(dict(written("comment.posted")).values()) == {None}
    actions.restore(by=office, practice_id=practice.pk)
    actions.hide_comment(by=office, comment_id=made.pk, reason="Contraire à la charte.")
    assert set(dict(written("comment.posted")).values()) == {None}
    assert the("comment.hidden").quote == "Contraire à la charte."


def test_a_reader_of_a_narrowed_record_gets_no_more_letters(published_practice, editor, office, dakar, reader):
    practice = published_practice()
    actions.follow(by=reader, practice_id=practice.pk)
    actions.comment(by=dakar, practice_id=practice.pk, body="Quel budget ?")
    draft = actions.start_revision(by=editor, practice_id=practice.pk)
    draft = actions.set_audience(by=editor, revision_id=draft.pk, audience="own", seen_version=draft.lock_version)
    samples.publish(editor, office, draft)
    messages = dict(written("comment.posted"))
    assert messages["lecteur@tunis.example"] is None
    assert messages["editrice@liege.example"] is not None


def test_reports_and_claims_reach_the_secretariat(published_practice, dakar, reader, office):
    practice = published_practice()
    made = actions.comment(by=dakar, practice_id=practice.pk, body="Un mot")
    report = actions.report_comment(by=reader, comment_id=made.pk, reason="Blessant")
    assert the("comment.reported").quote == "Blessant"
    actions.dismiss_report(by=office, report_id=report.pk)
    assert the("comment.reported") is None
