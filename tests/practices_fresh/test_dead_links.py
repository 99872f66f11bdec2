"""Links that published practices cite: asked once a month, dead after two days, told to the city once a month."""

from datetime import timedelta
from io import StringIO

import pytest
import samples
from django.core.management import call_command

from common import clock
from mailing.models import Letter
from practices import actions, links, record, tasks
from practices.fetching import Outcome
from practices.models import LinkCheck

pytestmark = pytest.mark.django_db
GOOD, BAD = "https://ville.example/r", "https://ville.example/disparu"
OTHER = "https://autre.example/"


class Web:
    """A web of a few answers; what it does not know is silent."""

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    def ask(self, url):
        self.asked.append(url)
        return self.answers.get(url, Outcome.SILENT)


def web(*good, gone=()):
    made = Web()
    made.answers = {**dict.fromkeys(good, Outcome.ANSWERS), **dict.fromkeys(gone, Outcome.GONE)}
    return made


def _sources(*urls):
    return [{"title": "Rapport", "publisher": "Ville", "date": "2024", "url": url} for url in urls]


@pytest.fixture
def practice(published_practice):
    made = published_practice(sources=_sources(GOOD, BAD))
    links.enrol()
    return made


def _check(asker):
    return links.check(clock.now(), asker, pause=0)


def _states():
    return dict(LinkCheck.objects.values_list("url", "state"))


def _die(on):
    """Let a link fail on two days."""
    for day in (1, 2):
        on(2027, 1, day)
        _check(web(GOOD, gone=[BAD]))


def test_every_address_of_the_published_record_is_followed_and_leaves_with_it(practice, editor, office):
    assert set(_states()) == {GOOD, BAD}
    assert LinkCheck.objects.get(url=BAD).cited_by == [practice.pk]
    draft = samples.write(editor, actions.start_revision(by=editor, practice_id=practice.pk), sources=_sources(OTHER))
    links.enrol()
    assert set(_states()) == {GOOD, BAD}  # a draft is not published
    samples.publish(editor, office, draft)
    links.enrol()
    assert set(_states()) == {OTHER}


def test_links_of_all_kinds_of_rows_are_found(draft_practice, editor, viewer_for):
    draft = samples.write(
        editor,
        draft_practice(),
        public_contact={"service": "Prévention", "web_page": "https://ville.example/service"},
        deliverables=[{"type": "guide", "title": "Guide", "url": "https://ville.example/guide"}],
        linked_initiatives=[{"title": "Voisine", "url": "https://ville.example/voisine"}],
    )
    found = links.cited(record.view(draft, editor))
    assert set(found) == {
        GOOD,
        "https://ville.example/service",
        "https://ville.example/guide",
        "https://ville.example/voisine",
    }


def test_dead_means_twice_on_different_days(practice, on):
    on(2027, 1, 1)
    asker = web(GOOD, gone=[BAD])
    _check(asker)
    assert _states() == {GOOD: "ok", BAD: "failing"}
    again = _check(asker)
    assert (again.asked, _states()[BAD]) == (0, "failing")  # the same day is not another day
    on(2027, 1, 2)
    _check(asker)
    assert _states() == {GOOD: "ok", BAD: "dead"}
    assert asker.asked.count(GOOD) == 2  # once for itself, once as a witness


def test_a_link_that_answers_again_is_forgiven(practice, on):
    _die(on)
    on(2027, 1, 20)
    assert _check(web(GOOD, BAD)).asked == 0
    on(2027, 2, 5)
    _check(web(GOOD, BAD))
    assert _states() == {GOOD: "ok", BAD: "ok"}
    assert LinkCheck.objects.get(url=BAD).failing_since is None


def test_each_link_is_asked_once_a_month(practice, on):
    on(2027, 1, 1)
    asker = web(GOOD, BAD)
    for day in (1, 5, 15, 30):
        on(2027, 1, day)
        _check(asker)
    assert sorted(asker.asked) == sorted([GOOD, BAD])
    on(2027, 1, 31)
    assert _check(asker).asked == 2


def test_a_closed_network_marks_nothing(practice, on):
    on(2027, 1, 1)
    report = _check(web())
    assert report.is_void
    assert set(_states().values()) == {""}
    assert not LinkCheck.objects.filter(checked_at__isnull=False).exists()


def test_one_failing_link_alone_is_judged_only_if_a_witness_answers(practice, on):
    on(2027, 1, 1)
    _check(web(GOOD))
    assert _states()[BAD] == "failing"
    on(2027, 1, 2)
    assert _check(web()).is_void
    assert _states()[BAD] == "failing"
    on(2027, 1, 3)
    assert not _check(web(GOOD)).is_void
    assert _states()[BAD] == "dead"


def test_an_address_inside_a_network_proves_nothing_about_the_network(practice, on):
    on(2027, 1, 1)
    asker = web()
    asker.answers = {BAD: Outcome.NOT_PUBLIC}
    assert _check(asker).is_void


def test_the_city_has_one_letter_a_month_with_every_dead_link(practice, on, liege_editor, letters):
    _die(on)
    for _twice in range(2):
        actions.tell_dead_links(practice_id=practice.pk)
    on(2027, 1, 25)
    actions.tell_dead_links(practice_id=practice.pk)
    assert Letter.objects.filter(kind="practice.links_dead").count() == 1
    message = letters("practice.links_dead")[liege_editor.email]
    assert [item.title for item in message.parts[0].items] == [BAD]
    assert "un lien ne répond plus" in message.paragraphs[0]
    on(2027, 2, 1)
    actions.tell_dead_links(practice_id=practice.pk)
    assert Letter.objects.filter(kind="practice.links_dead").count() == 2


def test_a_letter_about_links_that_answer_again_is_dropped(practice, on, letters):
    _die(on)
    actions.tell_dead_links(practice_id=practice.pk)
    LinkCheck.objects.update(state="ok", failing_since=None)
    assert letters("practice.links_dead") == {}


def test_the_page_of_the_draft_names_them_until_they_are_replaced(practice, on, client_of, liege_editor, editor, words):
    _die(on)
    edit = f"/fr/pratiques/{practice.slug}/modifier/"
    assert f"Un lien ne répond plus. Sources : {BAD}" in words(client_of(liege_editor).get(edit).content.decode())
    draft = actions.start_revision(by=editor, practice_id=practice.pk)
    samples.write(editor, draft, sources=_sources(GOOD))
    assert "ne répond plus" not in words(client_of(liege_editor).get(edit).content.decode())


def test_nothing_is_asked_unless_an_administrator_says_so(practice, settings, monkeypatch):
    asker = web(GOOD, BAD)
    monkeypatch.setattr(links, "fetcher", lambda: asker)
    tasks.check_links()
    assert asker.asked == []
    settings.LINK_CHECK = True
    monkeypatch.setattr(links.time, "sleep", lambda _seconds: None)
    tasks.check_links()
    assert sorted(asker.asked) == sorted([GOOD, BAD])


def test_the_timetable_tells_the_city(practice, settings, monkeypatch, on, liege_editor, letters):
    settings.LINK_CHECK = True
    monkeypatch.setattr(links, "fetcher", lambda: web(GOOD, gone=[BAD]))
    monkeypatch.setattr(links.time, "sleep", lambda _seconds: None)
    for day in (1, 2, 3):
        on(2027, 1, day)
        tasks.check_links()
    assert set(letters("practice.links_dead")) == {liege_editor.email}


def test_links_of_one_host_are_asked_one_after_the_other(published_practice, monkeypatch, on):
    published_practice(sources=_sources(GOOD, BAD, OTHER))
    links.enrol()
    pauses = []
    monkeypatch.setattr(links.time, "sleep", pauses.append)
    on(2027, 1, 1)
    links.check(clock.now(), web(GOOD, BAD, OTHER))
    assert pauses == [1.0]


def test_one_call_asks_about_few_links(published_practice, monkeypatch):
    monkeypatch.setattr(links, "AT_ONCE", 1)
    published_practice(sources=_sources(GOOD, OTHER))
    links.enrol()
    assert _check(web(GOOD, OTHER)).asked == 1
    assert _check(web(GOOD, OTHER)).asked == 1
    assert set(_states().values()) == {"ok"}


def test_a_months_rest_is_counted_from_the_answer(practice):
    LinkCheck.objects.update(state="ok", checked_at=clock.now() - timedelta(days=29))
    assert links.due(clock.now()) == []


def test_the_command_goes_on_until_no_link_is_due_or_nothing_answers(published_practice, monkeypatch):
    published_practice(sources=_sources(GOOD, BAD, OTHER))
    monkeypatch.setattr(links, "AT_ONCE", 2)
    monkeypatch.setattr(links.time, "sleep", lambda _seconds: None)

    def said(asker):
        monkeypatch.setattr(links, "fetcher", lambda: asker)
        out = StringIO()
        call_command("check_links", stdout=out)
        return out.getvalue()

    assert "Nothing at all could be reached" in said(web())
    assert said(web(GOOD, OTHER, gone=[BAD])) == "3 links asked, 1 did not answer\n"
    assert said(web(GOOD, OTHER)) == "0 links asked, 0 did not answer\n"
