"""Once a year, a signatory city is asked what it did; it answers article by article, for the readers it chooses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from members import make_member

from accounts.models import User
from cities.models import Role
from cities.viewer import Viewer, viewer_of
from commitments import actions as commitments
from commitments import queries, tasks
from commitments.models import YearlyAnswer, YearlyQuestion
from common import clock
from declarations import actions
from declarations.models import Declaration, Signature
from mailing.compose import Dropped, compose
from mailing.models import Letter
from practices.models import Practice, Revision
from tests.declarations.cast import adopt, authentic, open_it, prepare

ViewerOf = Callable[[User], Viewer]
Browser = Callable[[User], Client]


@pytest.fixture
def editor(db: None) -> User:
    return make_member("redaction@dakar.example", "Rama Rédac", "dakar", Role.EDITOR)


@pytest.fixture
def opened(db: None) -> Declaration:
    return open_it(adopt(prepare()))


@pytest.fixture
def counted(opened: Declaration, dakar_signatory: User, dakar_coordinator: User, viewer_for: ViewerOf) -> Signature:
    by = viewer_for(dakar_signatory)
    signed = actions.sign(by=by, declaration_id=opened.pk, seen_text=authentic(opened).sha256).signature
    return actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signed.pk)


def days_later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Do the daily work twice, some days from now by the database's clock."""
    then = clock.now() + timedelta(days=days)
    with monkeypatch.context() as moved:
        moved.setattr(clock, "now", lambda: then)
        tasks.ask()
        tasks.ask()


@pytest.fixture
def question(counted: Signature, editor: User, monkeypatch: pytest.MonkeyPatch) -> YearlyQuestion:
    days_later(monkeypatch, 367)
    return YearlyQuestion.objects.get()


def given(question: YearlyQuestion, **said: object) -> dict[str, object]:
    empty = {f"article-{n}-{name}": "" for n in (1, 2) for name in ("text", "practice")}
    audiences = {f"article-{n}-audience": "members" for n in (1, 2)}
    return {"acting_city": question.city_id, **empty, **audiences, **said}


def page_of(question: YearlyQuestion, anchor: str = "article-1") -> str:
    return f"/fr/declarations/{question.declaration.slug}/articles/{anchor}/"


def answer_page(question: YearlyQuestion) -> str:
    return f"/fr/declarations/{question.declaration.slug}/nos-actions/"


def test_nobody_is_asked_before_the_first_year(counted: Signature) -> None:
    tasks.ask()
    assert not YearlyQuestion.objects.exists()


def test_one_letter_a_year_to_those_who_write(
    question: YearlyQuestion, editor: User, dakar_coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = Letter.objects.filter(kind="commitment.asked")
    assert {letter.recipient_id for letter in letters} == {editor.pk, dakar_coordinator.pk}
    letter = letters.get(recipient_id=editor.pk)
    sent = compose(letter)
    assert sent is not None
    assert "article par article" in str(sent.body)
    days_later(monkeypatch, 733)
    assert YearlyQuestion.objects.count() == 2


def test_two_schedulers_at_once_ask_once(real_commits: object) -> None:
    declaration = open_it(adopt(prepare()))
    mayor = make_member("maire@dakar.example", "Mame Maire", "dakar", Role.READER, can_sign=True)
    second = make_member("seconde@dakar.example", "Seydou Second", "dakar", Role.COORDINATOR)
    by = viewer_of(mayor.pk)
    signed = actions.sign(by=by, declaration_id=declaration.pk, seen_text=authentic(declaration).sha256).signature
    actions.confirm(by=viewer_of(second.pk), signature_id=signed.pk)

    def ask(_time: int) -> bool:
        try:
            return commitments.ask(signature_id=signed.pk, year=2027) is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 1
    assert Letter.objects.filter(kind="commitment.asked").count() == 1


def test_a_city_that_withdrew_is_not_asked(
    counted: Signature, viewer_for: ViewerOf, dakar_signatory: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.withdraw(by=viewer_for(dakar_signatory), signature_id=counted.pk)
    days_later(monkeypatch, 367)
    assert not YearlyQuestion.objects.exists()


def test_the_letter_is_dropped_once_answered(question: YearlyQuestion, editor: User, client_of: Browser) -> None:
    letter = Letter.objects.get(kind="commitment.asked", recipient_id=editor.pk)
    client_of(editor).post(answer_page(question), given(question, **{"article-1-text": "Fait."}))
    with pytest.raises(Dropped):
        compose(letter)


def test_an_answer_is_read_by_whom_the_city_chose(
    question: YearlyQuestion, editor: User, liege_editor: User, client_of: Browser, client: Client
) -> None:
    browser = client_of(editor)
    assert "Qu’avez-vous fait pour" in browser.get("/fr/ma-ville/").content.decode()
    said = {
        "article-1-text": "Trois rencontres.",
        "article-2-text": "Un accueil ouvert.",
        "article-2-audience": "public",
    }
    for _press in range(2):
        assert browser.post(answer_page(question), given(question, **said)).status_code == 302
    assert YearlyAnswer.unguarded.count() == 2
    assert "Qu’avez-vous fait pour" not in browser.get("/fr/ma-ville/").content.decode()
    assert "Trois rencontres." not in client.get(page_of(question)).content.decode()
    assert "Trois rencontres." in client_of(liege_editor).get(page_of(question)).content.decode()
    assert "Un accueil ouvert." in client.get(page_of(question, "article-2")).content.decode()


def test_a_linked_practice_is_shown_to_who_may_read_it(
    counted: Signature,
    liege_editor: User,
    published_practice: Callable[..., Practice],
    viewer_for: ViewerOf,
    client_of: Browser,
    client: Client,
) -> None:
    hidden = published_practice(title="Pour les villes membres", visibility="members")
    question = YearlyQuestion.objects.create(
        declaration=counted.declaration, city_id=hidden.city_id, year=2027, asked_at=clock.now()
    )
    Signature.objects.filter(pk=counted.pk).update(city=hidden.city_id)  # Liège is the signatory of this test
    browser = client_of(liege_editor)
    said = {"article-1-text": "Voici.", "article-1-audience": "public", "article-1-practice": hidden.pk}
    assert browser.post(answer_page(question), given(question, **said)).status_code == 302
    read = client.get(page_of(question)).content.decode()
    assert "Voici." in read
    assert "Pour les villes membres" not in read
    assert "Pour les villes membres" in browser.get(page_of(question)).content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "pour un article au moins"),
        ({"article-1-text": "x" * 1001}, "1000"),
        ({"article-1-text": "Fait.", "article-1-audience": "named"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_keeps_what_was_typed(
    question: YearlyQuestion, editor: User, client_of: Browser, said: dict[str, object], words: str
) -> None:
    answer = client_of(editor).post(answer_page(question), given(question, **{"article-2-text": "", **said}))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert str(said.get("article-1-text", ""))[:80] in answer.content.decode()
    assert not YearlyAnswer.unguarded.exists()


def test_only_those_who_write_for_the_city_answer(
    question: YearlyQuestion, liege_editor: User, dakar_signatory: User, client_of: Browser
) -> None:
    for person in (liege_editor, dakar_signatory):
        assert client_of(person).get(answer_page(question)).status_code == 404


def test_the_question_is_on_no_page_without_a_text(client: Client) -> None:
    assert client.get("/fr/declarations/paris-2016-terrorisme-prevention/articles/article-1/").status_code == 404
    assert queries.with_text() == [] or all(one.version for one in queries.with_text())


def test_a_draft_of_a_practice_is_never_cited(
    question: YearlyQuestion, editor: User, draft_practice: Callable[..., Revision], client_of: Browser
) -> None:
    draft = draft_practice(title="Un brouillon").practice
    said = {"article-1-text": "Fait.", "article-1-practice": draft.pk}
    client_of(editor).post(answer_page(question), given(question, **said))
    assert not YearlyAnswer.unguarded.filter(practice=draft).exists()
