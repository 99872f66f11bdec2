"""« Ma ville », whole: the most urgent first, what is new, who took up what; few statements and one flight."""

from datetime import timedelta

import pytest
import samples

from cities.models import City
from common import clock
from declarations.actions import sign
from practices import actions
from practices.models import ConfirmationRound, LinkCheck, Practice
from tests.declarations.cast import adopt, authentic, open_it, prepare

pytestmark = pytest.mark.django_db
BOARD = "/fr/ma-ville/"


@pytest.fixture
def board(client_of, words):
    """Return what somebody reads on their board."""
    return lambda user: words(client_of(user).get(BOARD).content.decode())


@pytest.fixture
def editor(liege_editor, viewer_for):
    return viewer_for(liege_editor)


@pytest.fixture
def dakar(dakar_coordinator, viewer_for):
    return viewer_for(dakar_coordinator)


def _asked(practice, years=1):
    for year in range(years):
        ConfirmationRound.objects.create(practice=practice, year=2020 + year, asked_at=clock.now())


def _dead(practice, url="https://ville.example/disparu"):
    LinkCheck.objects.create(
        url=url, state="dead", failing_since=clock.now() - timedelta(days=90), cited_by=[practice.pk]
    )


def _in_order(text, *parts):
    places = [text.index(part) for part in parts]
    assert places == sorted(places), parts


def test_the_most_urgent_comes_first_whatever_its_age(
    board, published_practice, draft_practice, liege_editor, editor, dakar, secretariat, viewer_for
):
    office = viewer_for(secretariat)
    dying, kept = published_practice(title="Bientôt archivée"), published_practice(title="À vérifier")
    _dead(kept)
    actions.comment(by=dakar, practice_id=kept.pk, body="À quel coût ?", is_question=True)
    draft = draft_practice(title="À compléter")
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    actions.add_point(by=office, revision_id=sent.pk, about="summary", body="Précisez.", seen_version=sent.lock_version)
    actions.request_changes(by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="Voir les points.")
    _asked(kept)
    _asked(dying, years=3)
    text = board(liege_editor)
    _in_order(
        text,
        "« Bientôt archivée » est-elle toujours exacte ? Troisième lettre : sans réponse, la fiche sera archivée",
        "Répondre à Dakar Question sur « À vérifier »",
        "Compléter « À compléter » 1 point demandé par le secrétariat",
        "« À vérifier » est-elle toujours exacte ? Vérification annuelle",
        "Corriger les liens de « À vérifier » 1 lien ne répond plus · depuis 2 mois",
    )


def test_a_city_that_asks_for_an_exchange_waits_for_those_who_write(
    board, published_practice, liege_editor, tunis_reader, dakar, dakar_coordinator
):
    practice = published_practice()
    actions.ask_exchange(
        by=dakar,
        to_city_id=practice.city_id,
        practice_id=practice.pk,
        kind="call",
        purpose="Comprendre le recrutement.",
        proposed_time="En janvier",
    )
    text = board(liege_editor)
    assert "Répondre à la demande de Dakar Un appel – vos coordonnées restent masquées" in text
    assert dakar_coordinator.name not in text
    assert "demande de Dakar" not in board(dakar_coordinator)


def test_what_only_writers_may_do_is_shown_to_them_alone(
    board, published_practice, liege_editor, tunis_reader, viewer_for
):
    from cities.models import Membership

    practice = published_practice()
    _asked(practice)
    _dead(practice)
    Membership.objects.filter(user=tunis_reader).update(city=City.objects.get(slug="liege"))
    assert "Rien n’attend votre ville aujourd’hui." in board(tunis_reader)


def test_nothing_of_another_city_waits_here(board, published_practice, dakar_coordinator):
    practice = published_practice()
    _asked(practice)
    _dead(practice)
    text = board(dakar_coordinator)
    assert "toujours exacte" not in text
    assert "Corriger les liens" not in text
    assert "Rien n’attend votre ville aujourd’hui." in text


def test_an_answer_takes_the_task_away(board, published_practice, liege_editor, editor):
    practice = published_practice()
    _asked(practice)
    assert "Vérification annuelle" in board(liege_editor)
    actions.answer_confirmation(by=editor, practice_id=practice.pk, year=2020, answer="running")
    assert "Vérification annuelle" not in board(liege_editor)


def test_what_changed_waits_until_the_readers_have_it(
    board, published_practice, liege_editor, editor, secretariat, viewer_for
):
    practice = published_practice()
    _asked(practice)
    actions.answer_confirmation(by=editor, practice_id=practice.pk, year=2020, answer="changed")
    assert "Votre ville a répondu que l’action a changé" in board(liege_editor)
    samples.publish(editor, viewer_for(secretariat), actions.start_revision(by=editor, practice_id=practice.pk))
    assert "Votre ville a répondu" not in board(liege_editor)


def test_who_took_up_our_practices_and_what_is_new_for_us(
    board, published_practice, liege_editor, dakar_coordinator, dakar
):
    practice = published_practice()
    assert "Aucune ville n’a encore dit" in board(liege_editor)
    actions.declare_adoption(by=dakar, practice_id=practice.pk, values={"state": "running", "since": "2026"})
    actions.comment(by=dakar, practice_id=practice.pk, body="Merci.")
    text = board(liege_editor)
    assert "Reprises par d’autres villes 1 ville" in text
    assert "Qui a repris nos pratiques Dakar En place Médiation de nuit dans les quartiers" in text
    assert "Dakar a mis en place « Médiation de nuit dans les quartiers »" in text
    assert "Dakar a commenté « Médiation de nuit dans les quartiers »" in text
    assert "Nouveau pour nous" not in board(dakar_coordinator)


def test_a_city_reads_where_it_was_named_but_only_of_what_it_may_read(
    board, published_practice, tunis_reader, dakar, editor, liege_coordinator, viewer_for
):
    tunis_reader.language = "fr"
    tunis_reader.save()
    practice = published_practice()
    actions.comment(by=dakar, practice_id=practice.pk, body="Et @Tunis ?")
    assert "Dakar vous nomme sur « Médiation de nuit dans les quartiers »" in board(tunis_reader)
    actions.withdraw(by=viewer_for(liege_coordinator), practice_id=practice.pk, note="Erreur")
    assert "vous nomme" not in board(tunis_reader)


def _fill(published_practice, draft_practice, dakar, secretariat, editor, viewer_for, number):
    office = viewer_for(secretariat)
    practice = published_practice(title=f"Publiée {number}")
    actions.comment(by=dakar, practice_id=practice.pk, body="À quel coût ?", is_question=True)
    actions.comment(by=dakar, practice_id=practice.pk, body="Bravo @Liège.")
    actions.declare_adoption(by=dakar, practice_id=practice.pk, values={"state": "running", "since": "2026"})
    _asked(practice)
    kinds = ("call", "visit", "documents")
    actions.ask_exchange(
        by=dakar,
        to_city_id=practice.city_id,
        practice_id=practice.pk,
        kind=kinds[number % 3],
        purpose="Comprendre.",
        proposed_time="En janvier",
    )
    _dead(practice, f"https://ville.example/disparu-{number}")
    draft = draft_practice(title=f"Brouillon {number}")
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    actions.add_point(by=office, revision_id=sent.pk, about="B", body="Précisez.", seen_version=sent.lock_version)
    actions.request_changes(by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="Voir les points.")


def test_a_full_board_is_read_in_few_statements_and_travels_in_one_flight(
    client_of,
    draft_practice,
    published_practice,
    liege_editor,
    editor,
    dakar,
    dakar_signatory,
    secretariat,
    viewer_for,
    django_assert_max_num_queries,
    django_assert_num_queries,
):
    declaration = open_it(adopt(prepare()))
    sign(by=viewer_for(dakar_signatory), declaration_id=declaration.pk, seen_text=authentic(declaration).sha256)
    everybody = (published_practice, draft_practice, dakar, secretariat, editor, viewer_for)
    for number in range(2):
        _fill(*everybody, number)
    client = client_of(liege_editor)
    client.get(BOARD)
    with django_assert_max_num_queries(25) as asked:
        client.get(BOARD)
    for number in range(2, 5):
        _fill(*everybody, number)
    with django_assert_num_queries(len(asked)):
        client.get(BOARD)
    response = client.get(BOARD, headers={"accept-encoding": "gzip"})
    assert len(response.content) < 14_336
    assert Practice.unguarded.count() == 10
