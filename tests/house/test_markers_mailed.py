"""A marker word in every field: answers by mail, their page and their letters show what their reader may still read."""

import pytest
from marking import MARKER, SHOWN_TO, letters_written, marker

from accounts.models import User
from cities.models import City, Membership
from common import clock
from practices import actions, mails
from practices.models import MailedReply


@pytest.fixture
def waiting(marked, readers, dakar_coordinator, viewer_for):
    """Return a maker of answers that wait for a person, to a comment on the marked record."""
    practice, _audiences = marked
    said = actions.comment(by=viewer_for(dakar_coordinator), practice_id=practice.pk, body=f"Mot {marker('comment')}.")

    def waits(browser):
        reader = User.objects.get(pk=browser.session["_auth_user_id"])
        city = City.objects.get(pk=Membership.objects.current().filter(user=reader).first().city_id)
        return MailedReply.objects.create(
            reader=reader, city=city, answered=said, letter_key="0" * 64, body=f"Mot {marker('reply')}."
        )

    return waits


@pytest.mark.parametrize("reader", ["member", "named", "own"])
def test_the_page_shows_no_more_than_the_practice(marked, readers, waiting, reader):
    _practice, audiences = marked
    waiting(readers[reader])
    shown = set(MARKER.findall(readers[reader].get("/fr/pratiques/reponses-recues/").content.decode()))
    allowed = {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
    assert marker("title") in shown
    assert shown - allowed == {marker("reply")}


@pytest.mark.parametrize("reader", ["member", "named"])
def test_nothing_is_shown_of_a_practice_withdrawn_meanwhile(marked, readers, waiting, secretariat, viewer_for, reader):
    row = waiting(readers[reader])
    actions.withdraw(by=viewer_for(secretariat), practice_id=marked[0].pk, note="Essai")
    page = readers[reader].get("/fr/pratiques/reponses-recues/").content.decode()
    assert set(MARKER.findall(page)) == {marker("reply")}
    assert marked[0].slug not in page
    mails.tell_of_mailed(row)
    for changes in ({}, {"state": "refused", "body": "", "settled_at": clock.now(), "reason": "Non."}):
        MailedReply.objects.filter(pk=row.pk).update(**changes or {"had_files": True})
        (said,) = letters_written("comment.mailed")
        assert not MARKER.findall(said)
        assert marked[0].slug not in said
