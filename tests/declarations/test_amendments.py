"""A city proposes on one article; others support; the secretariat answers, on the very words it was proposed on."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from cities.viewer import Viewer
from common.errors import Conflict, Invalid, NotAllowed, NotPossible
from declarations import actions
from declarations.models import Amendment, AmendmentSupport, Declaration, TextStatus
from journal.models import Entry
from mailing.compose import compose
from mailing.models import Letter
from tests.declarations.cast import BODY, SECRETARIAT, TITLE
from tests.declarations.preparing import AGIR, by_office, coming, consult, proposal, propose

ViewerOf = Callable[[User], Viewer]


@pytest.fixture
def consulted(draft: Declaration) -> Declaration:
    consult(draft)
    return draft


@pytest.fixture
def liege(liege_editor: User, viewer_for: ViewerOf) -> Viewer:
    return viewer_for(liege_editor)


@pytest.fixture
def dakar(dakar_signatory: User, viewer_for: ViewerOf) -> Viewer:
    return viewer_for(dakar_signatory)


def articles(declaration: Declaration) -> list[tuple[int, str, str, str]]:
    return [(one["number"], one["anchor"], one["heading"], one["text"]) for one in coming(declaration).articles]


def accept(amendment: Amendment, **more: bool) -> Amendment:
    return actions.accept(by=SECRETARIAT, amendment_id=amendment.pk, note="Le texte y gagne.", **more)


def test_accepted_it_is_the_text(consulted: Declaration, liege: Viewer) -> None:
    before = coming(consulted).sha256
    accept(propose(consulted, liege))
    assert articles(consulted)[1] == (2, "article-2", "Accueillir", "Les villes refusent tout amalgame.")
    assert coming(consulted).sha256 != before
    assert "## 2. Accueillir\n\nLes villes refusent tout amalgame.\n" in coming(consulted).canonical


def test_an_article_added_or_deleted_moves_the_numbers(consulted: Declaration, liege: Viewer, dakar: Viewer) -> None:
    first = propose(consulted, liege, 0, "add", heading="Dire", text="Les villes le disent.")
    last = propose(consulted, dakar, 2, "delete", heading="", text="")
    accept(first)
    assert [one[2] for one in articles(consulted)] == ["Dire", "Agir", "Accueillir"]
    accept(last)  # its article is now the third: the words are the same
    assert [one[:3] for one in articles(consulted)] == [(1, "article-1", "Dire"), (2, "article-2", "Agir")]


def test_two_on_one_article(consulted: Declaration, liege: Viewer, dakar: Viewer) -> None:
    first, second = propose(consulted, liege), propose(consulted, dakar, text="Les villes accueillent.")
    accept(first)
    with pytest.raises(Conflict, match="a changé depuis"):
        accept(second)
    second.refresh_from_db()
    assert (second.state, second.text) == ("proposed", "Les villes accueillent.")
    accept(second, is_carried=True)
    assert articles(consulted)[1][3] == "Les villes refusent tout amalgame."
    second.refresh_from_db()
    assert (second.state, second.is_carried) == ("accepted", True)


def test_what_was_read_is_what_it_is_proposed_on(consulted: Declaration, liege: Viewer, dakar: Viewer) -> None:
    read = proposal(consulted)
    accept(propose(consulted, dakar, text="Les villes accueillent."))
    with pytest.raises(Conflict):
        actions.propose(by=liege, declaration_id=consulted.pk, proposal=read)


def test_sent_twice_it_is_one(consulted: Declaration, liege: Viewer) -> None:
    assert propose(consulted, liege).pk == propose(consulted, liege).pk
    assert Entry.objects.filter(verb="declaration.amendment_proposed").count() == 1
    made = Amendment.objects.get()
    made.pk = None
    with pytest.raises(DatabaseError, match="one_amendment_sent_twice"), transaction.atomic():
        made.save(force_insert=True)


@pytest.mark.parametrize(
    ("article", "kind", "given", "field"),
    [
        (2, "replace", {"text": ""}, "text"),
        (2, "replace", {"heading": "Agir", "text": AGIR}, ""),  # the words of another article: a change like any
        (1, "replace", {"heading": "Agir", "text": AGIR}, "text"),
        (2, "replace", {"reasons": " "}, "reasons"),
        (2, "add", {"text": "Un.\n\n## Deux\n\nDeux."}, "text"),
        (2, "replace", {"text": "# Titre"}, "text"),
        (9, "replace", {}, "kind"),
        (0, "delete", {}, "kind"),
    ],
)
def test_what_says_nothing_is_refused(
    consulted: Declaration, liege: Viewer, article: int, kind: str, given: dict[str, str], field: str
) -> None:
    if not field:
        assert propose(consulted, liege, article, kind, **given).pk
        return
    with pytest.raises(Invalid) as refused:
        propose(consulted, liege, article, kind, **given)
    assert set(refused.value.fields) == {field}
    assert not Amendment.objects.exists()


def test_cities_support_once_and_may_leave(consulted: Declaration, liege: Viewer, dakar: Viewer) -> None:
    made = propose(consulted, liege)
    for _twice in range(2):
        actions.support_amendment(by=dakar, amendment_id=made.pk)
    assert AmendmentSupport.objects.count() == 1
    assert [actions.withdraw_support(by=dakar, amendment_id=made.pk) for _twice in range(2)] == [True, False]
    with pytest.raises(NotPossible, match="votre ville"):
        actions.support_amendment(by=liege, amendment_id=made.pk)
    verbs = list(Entry.objects.filter(verb__contains="support").values_list("verb", flat=True))
    assert verbs == ["declaration.amendment_support_withdrawn", "declaration.amendment_supported"]


def test_the_city_withdraws_it_until_it_is_decided(consulted: Declaration, liege: Viewer, dakar: Viewer) -> None:
    first, second = propose(consulted, liege), propose(consulted, liege, text="Autrement.")
    with pytest.raises(NotAllowed):
        actions.take_back(by=dakar, amendment_id=first.pk)
    for _twice in range(2):
        assert actions.take_back(by=liege, amendment_id=first.pk).state == "withdrawn"
    with pytest.raises(NotPossible):
        accept(first)
    accept(second)
    with pytest.raises(NotPossible):
        actions.take_back(by=liege, amendment_id=second.pk)


def test_the_city_reads_the_reason(
    consulted: Declaration, liege: Viewer, liege_editor: User, liege_coordinator: User
) -> None:
    made = propose(consulted, liege)
    with pytest.raises(Invalid):
        actions.reject(by=SECRETARIAT, amendment_id=made.pk, note="  ")
    actions.reject(by=SECRETARIAT, amendment_id=made.pk, note="L’article le dit déjà.")
    letters = Letter.objects.filter(kind="amendment.decided")
    assert {one.recipient_id for one in letters} == {liege_editor.pk, liege_coordinator.pk}
    said = str(compose(letters[0]).body)
    assert "n’est pas retenu" in said
    assert "L’article le dit déjà." in said
    with pytest.raises(NotPossible):
        accept(made)


def test_nobody_answers_their_own(consulted: Declaration, liege: Viewer) -> None:
    made = propose(consulted, liege)
    both = Viewer(user_id=liege.user_id, city_id=liege.city_id, role=liege.role, is_secretariat=True)
    with pytest.raises(NotAllowed, match="autre personne"):
        actions.accept(by=both, amendment_id=made.pk, note="Oui.")
    with pytest.raises(NotAllowed):
        actions.accept(by=liege, amendment_id=made.pk, note="Oui.")


def test_a_reader_proposes_and_supports_nothing(
    consulted: Declaration, liege: Viewer, tunis_reader: User, viewer_for: ViewerOf
) -> None:
    reader = viewer_for(tunis_reader)
    with pytest.raises(NotAllowed):
        propose(consulted, reader)
    with pytest.raises(NotAllowed):
        actions.support_amendment(by=reader, amendment_id=propose(consulted, liege).pk)


def test_the_database_keeps_what_was_proposed(consulted: Declaration, liege: Viewer) -> None:
    made = propose(consulted, liege)
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        Amendment.objects.filter(pk=made.pk).update(text="Autre chose.")
    accept(made)
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        Amendment.objects.filter(pk=made.pk).update(state="proposed")
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        Amendment.objects.filter(pk=made.pk)._raw_delete("default")  # type: ignore[attr-defined]  # Django's own


def test_cities_read_a_text_that_nobody_rewrites_under_them(consulted: Declaration) -> None:
    with pytest.raises(NotPossible, match="amendements retenus"):
        actions.write_text(**by_office(consulted), title=TITLE, body=BODY, language="fr", status=TextStatus.AUTHENTIC)
