"""A practice that stopped is shown with the same care: its state in words, and why, to those who may read it."""

import pytest
from django.utils.translation import override

from practices import vocabulary
from practices.views import meanings

pytestmark = pytest.mark.django_db
WHY = "Les familles venaient peu : les horaires ne leur allaient pas."


@pytest.fixture
def stopped(published_practice):
    return published_practice(programme_status="discontinued", end_date="2023", obstacles=WHY)


def _minute(client, practice):
    page = client.get(f"/fr/pratiques/{practice.slug}/").content.decode()
    return page.split('aria-labelledby="minute"')[1].split("</section>")[0]


def test_the_summary_says_in_words_what_became_of_it(client, stopped):
    minute = _minute(client, stopped)
    assert "Interrompu" in minute
    assert "dire pourquoi aide les autres villes" in minute
    assert "2019" in minute
    assert "2023" in minute


def test_why_it_stopped_comes_first_for_those_who_may_read_it(client_of, stopped, tunis_reader, liege_editor):
    for person in (tunis_reader, liege_editor):
        assert WHY in _minute(client_of(person), stopped)


def test_others_are_told_who_may_read_it_and_nothing_more(client, stopped, published_practice):
    minute = _minute(client, stopped)
    assert "Réservé aux villes membres." in minute
    assert WHY not in client.get(f"/fr/pratiques/{stopped.slug}/").content.decode()
    silent = published_practice(title="Une autre, sans raison écrite", programme_status="discontinued")
    empty = _minute(client, silent)
    # Whether something is written or not, a stranger reads the same words
    assert empty[empty.index("<h3>") :] == minute[minute.index("<h3>") :]


def test_a_practice_that_runs_has_no_such_words(client, published_practice):
    assert "Pourquoi l’action s’est arrêtée" not in _minute(client, published_practice())


def test_what_did_not_work_and_what_was_not_wanted_both_have_their_place(client_of, published_practice, tunis_reader):
    practice = published_practice(adverse_effects="Un quartier s’est senti désigné.")
    page = client_of(tunis_reader).get(f"/fr/pratiques/{practice.slug}/").content.decode()
    failures = page.split('aria-labelledby="echecs"')[1].split("</section>")[0]
    assert "Le recrutement a pris un an de plus que prévu." in failures
    assert "Un quartier s’est senti désigné." in failures


def test_the_list_is_narrowed_to_what_stopped(client, stopped, published_practice):
    published_practice(title="Celle qui continue")
    page = client.get("/fr/pratiques/?status=discontinued").content.decode()
    assert f'href="/fr/pratiques/{stopped.slug}/"' in page
    assert "Celle qui continue" not in page


@pytest.mark.parametrize("word", ["échoué", "abandonn", "mauvais", "faute", "incapable"])
def test_no_word_about_an_outcome_blames(client, stopped, word):
    page = client.get(f"/fr/pratiques/{stopped.slug}/").content.decode()
    assert word not in page.lower()


def test_the_meanings_are_those_of_the_vocabularies():
    with override("fr"):
        for rank, means in enumerate(meanings.EVIDENCE):
            assert vocabulary.term("evidence_level", f"level_{rank}").definition_fr == str(means)
        for term in vocabulary.terms("programme_status"):
            assert term.definition_fr == meanings.of_status(term.slug)
    assert vocabulary.term("evidence_level", f"level_{len(meanings.EVIDENCE)}") is None


def test_every_level_of_evidence_is_explained_on_the_page(client, stopped):
    page = client.get(f"/fr/pratiques/{stopped.slug}/").content.decode()
    proof = page.split('aria-labelledby="preuves"')[1].split("</section>")[0]
    for means in meanings.EVIDENCE:
        assert str(means) in proof
    assert proof.count('<span class="letter"') == 5
