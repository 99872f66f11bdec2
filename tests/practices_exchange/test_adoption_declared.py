"""A city declares that it takes up the practice of another, and keeps it true."""

import pytest
from django.db import IntegrityError, transaction

from common.errors import Conflict, Invalid, NotAllowed
from journal.models import Entry
from mailing.models import Letter
from practices import actions
from practices.models import Adoption, AdoptionStep, IndexEntry, Practice

pytestmark = pytest.mark.django_db


def test_the_declaration_is_kept_journaled_and_told(adopted, practice, liege_coordinator, written) -> None:
    made = adopted()
    assert (made.city.slug, made.state, made.since) == ("dakar", "piloting", "2026-03")
    entry = Entry.objects.get(verb="adoption.declared")
    assert (entry.city_id, entry.audience) == (made.city_id, "public")
    told = written("adoption.declared")
    assert set(told) == {"editrice@liege.example", "coordination@liege.example"}
    message = told["editrice@liege.example"]
    assert "Dakar" in message.paragraphs[0]
    assert "Des équipes de jour." in message.quote
    assert message.action.url.endswith(f"/fr/pratiques/{practice.slug}/reprises/dakar/repondre/")


def test_the_same_post_twice_is_one_declaration(adopted) -> None:
    first, again = adopted(), adopted()
    assert again.pk == first.pk
    assert again.lock_version == first.lock_version == 1
    assert Entry.objects.filter(verb__startswith="adoption.").count() == 1


def test_a_change_is_refused_when_a_colleague_changed_it_meanwhile(adopted) -> None:
    adopted()
    adopted(seen_version=1, state="running", since="2026-09")
    with pytest.raises(Conflict):
        adopted(seen_version=1, state="stopped", since="2026-10")
    assert Adoption.unguarded.get().state == "running"


def test_every_state_is_kept_and_never_changed(adopted) -> None:
    made = adopted()
    adopted(seen_version=1, state="running", since="2026-09")
    adopted(seen_version=2, state="running", since="2026-09", result="Moins de tensions.")
    adopted(seen_version=3, state="stopped", since="2027", result="Moins de tensions.")
    steps = list(AdoptionStep.objects.filter(adoption=made).values_list("state", "since"))
    assert steps == [("piloting", "2026-03"), ("running", "2026-09"), ("stopped", "2027")]
    for change in (
        lambda: AdoptionStep.objects.update(state="running"),
        lambda: AdoptionStep.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_other_city_is_told_of_news_and_not_of_a_comma(adopted) -> None:
    adopted()
    before = Letter.objects.count()
    adopted(seen_version=1, changed="Des équipes de jour, toute l’année.")
    assert Letter.objects.count() == before
    adopted(seen_version=2, result="Moins de tensions.", changed="Des équipes de jour, toute l’année.")
    assert Letter.objects.count() > before


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("state", "", "Dites où votre ville en est."),
        ("since", "hier", "Écrivez 2016, 04/2016 ou 08/04/2016."),
        ("changed", "x" * 1501, "Raccourcissez ce texte"),
        ("audience", "own", "Choisissez qui lit vos textes."),
        ("grown_into", "ailleurs", "Choisissez une fiche de votre ville."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(adopted, field, value, sentence) -> None:
    with pytest.raises(Invalid) as refused:
        adopted(**{field: value})
    assert sentence in str(refused.value.fields[field][0])
    assert not Adoption.unguarded.exists()


def test_nobody_adopts_its_own_practice_nor_what_it_cannot_read(practice, liege, dakar, tunis_reader, viewer_for):
    values = {"state": "running"}
    for viewer in (liege, viewer_for(tunis_reader)):
        with pytest.raises(NotAllowed):
            actions.declare_adoption(by=viewer, practice_id=practice.pk, values=values)
    Practice.unguarded.filter(pk=practice.pk).update(state="withdrawn")
    with pytest.raises(NotAllowed):
        actions.declare_adoption(by=dakar, practice_id=practice.pk, values=values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.unguarded.create(practice=practice, city_id=practice.city_id, state="running", author_id=liege.user_id)


def test_the_lists_count_who_runs_or_tries_it_in_the_same_transaction(adopted, practice) -> None:
    adopted()
    row = IndexEntry.objects.get(practice=practice, scope="public")
    assert (row.adopters, row.adoptions) == (["piloting:dakar"], 1)
    adopted(seen_version=1, state="stopped")
    row.refresh_from_db()
    assert (row.adopters, row.adoptions) == (["stopped:dakar"], 0)


def test_a_declaration_made_by_mistake_is_taken_back(adopted, practice, dakar, liege_coordinator, written) -> None:
    made = adopted()
    actions.cancel_adoption(by=dakar, adoption_id=made.pk, seen_version=1)
    row = IndexEntry.objects.get(practice=practice, scope="public")
    assert (row.adopters, row.adoptions) == ([], 0)
    assert written("adoption.declared")["editrice@liege.example"] is None
    assert "retirée" in written("adoption.cancelled")["editrice@liege.example"].paragraphs[0]
    assert adopted(state="running").pk != made.pk


def test_the_secretariat_takes_one_back_with_its_reasons(adopted, office, written, dakar_coordinator) -> None:
    made = adopted()
    with pytest.raises(Invalid):
        actions.cancel_adoption(by=office, adoption_id=made.pk, seen_version=1)
    actions.cancel_adoption(by=office, adoption_id=made.pk, seen_version=1, note="Autre pratique visée.")
    assert written("adoption.cancelled")["coordination@dakar.example"].quote == "Autre pratique visée."


def test_an_adoption_grows_into_a_practice_of_its_own(
    adopted, practice, dakar, office, client, dakar_coordinator
) -> None:
    import samples

    own = samples.publish(dakar, office, samples.write_draft(dakar, title="Médiation de jour"))
    adopted(grown_into=own.slug)
    own.refresh_from_db()
    assert own.inspired_by_id == practice.pk
    origin = client.get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert "Devenue une fiche" in origin
    assert f'href="/fr/pratiques/{own.slug}/"' in origin
    grown = client.get(f"/fr/pratiques/{own.slug}/").content.decode()
    assert "a publié la pratique dont celle-ci est issue" in grown
    assert f'href="/fr/pratiques/{practice.slug}/"' in grown
    adopted(seen_version=1, grown_into="")
    own.refresh_from_db()
    assert own.inspired_by_id is None


def test_a_declaration_taken_back_leaves_no_lineage(adopted, practice, dakar, office) -> None:
    import samples

    own = samples.publish(dakar, office, samples.write_draft(dakar, title="Médiation de jour"))
    made = adopted(grown_into=own.slug)
    actions.cancel_adoption(by=dakar, adoption_id=made.pk, seen_version=1)
    own.refresh_from_db()
    assert own.inspired_by_id is None
