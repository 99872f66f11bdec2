"""The database itself keeps the ledger: nothing is changed, removed or slipped in, by the site's role or the owner."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, InternalError, connection, transaction

from cities.models import City
from config import environment
from declarations import ledger, verifier
from declarations.models import Declaration, Event, Kind

CHANGES = (
    "UPDATE declarations_event SET hash = hash",
    "UPDATE declarations_event SET city_id = NULL WHERE sequence = 1",
    "DELETE FROM declarations_event",
    "DELETE FROM declarations_event WHERE sequence = 25",
    "TRUNCATE declarations_event CASCADE",
)


@pytest.fixture
def owner(real_commits: Any) -> Iterator[psycopg.Connection[Any]]:
    """The owner of the tables: every right but that of the superuser."""
    known = connection.settings_dict
    login = environment.database("MIGRATE_DATABASE_URL")
    with psycopg.connect(
        host=known["HOST"],
        port=known["PORT"] or None,
        dbname=known["NAME"],
        user=login["USER"],
        password=login["PASSWORD"],
    ) as session:
        yield session


@pytest.mark.parametrize("change", CHANGES)
def test_the_site_may_change_nothing(db: None, change: str) -> None:
    before = list(Event.objects.values_list("hash", flat=True))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert list(Event.objects.values_list("hash", flat=True)) == before


@pytest.mark.parametrize("change", CHANGES)
def test_nor_may_the_owner(owner: psycopg.Connection[Any], change: str) -> None:
    with pytest.raises(psycopg.errors.IntegrityError, match="ledger: nothing may be changed or removed"):
        owner.execute(change)


@pytest.mark.parametrize("change", ["DELETE FROM declarations_text", "TRUNCATE declarations_text CASCADE"])
def test_nor_the_owner_an_adopted_text(owner: psycopg.Connection[Any], change: str) -> None:
    owner.execute(
        "INSERT INTO declarations_adoptionact (declaration_id, version, text_sha256, mode, body, place, adopted_on,"
        " changes, recorded_at) SELECT id, 1, %s, 'consensus', '{}', '{}', now(), '', now()"
        " FROM declarations_declaration LIMIT 1",
        [verifier.fingerprint("x")],
    )
    owner.execute(
        "INSERT INTO declarations_text (declaration_id, version, language, status, title, considerations, articles,"
        " canonical, sha256, adopted_at) SELECT id, 1, 'fr', 'authentic', 'x', '[]', '[]', 'x', %s, now()"
        " FROM declarations_declaration LIMIT 1",
        [verifier.fingerprint("x")],
    )
    owner.commit()
    with pytest.raises(psycopg.errors.IntegrityError, match="declarations: "):
        owner.execute(change)


def test_the_site_has_no_right_to_try(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants WHERE table_name = 'declarations_event'"
            " AND grantee = current_user"
        )
        assert {right for (right,) in cursor.fetchall()} == {"SELECT", "INSERT"}


def test_the_triggers_cannot_be_passed_by_for_a_session(owner: psycopg.Connection[Any]) -> None:
    rows = owner.execute(
        "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'declarations_event'::regclass AND NOT tgisinternal"
    ).fetchall()
    assert sorted(rows) == [
        ("declarations_event_append", "A"),
        ("declarations_event_keep", "A"),
        ("declarations_event_keep_all", "A"),
    ]


# --- What would be slipped in ---


@pytest.fixture
def declaration(db: None) -> Declaration:
    return Declaration.unguarded.get(slug="paris-2016-terrorisme-prevention")


def next_event(declaration: Declaration, said_too: dict[str, Any] | None = None, **columns: Any) -> Event:
    """The next event as it should be, with what a test changes in its columns, or in its text and columns alike."""
    last = Event.objects.filter(declaration=declaration).latest("sequence")
    city = City.objects.get(slug="tunis")
    act = ledger.Act(Kind.RECORDED, ledger.SECRETARIAT, city=city, mode="in_session")
    at = columns.pop("at", None) or ledger._database_time()
    said = ledger._said(declaration, act, sequence=last.sequence + 1, at=at)
    said |= {"previous": last.hash} | (said_too or {})
    canonical = verifier.written(said)
    given = {
        "sequence": said["sequence"], "kind": said["kind"], "at": at, "text_hash": said["text"], "city": city,
        "commitment": said["commitment"], "refers_to": said["refers_to"], "previous_hash": said["previous"],
        "canonical": canonical, "hash": verifier.fingerprint(canonical),
    }  # fmt: skip
    return Event(declaration=declaration, **{**given, **columns})


def test_the_next_event_is_taken(declaration: Declaration) -> None:
    next_event(declaration).save()
    assert verifier.verify(ledger.export(declaration))["cities"] == 26


REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "out of sequence": ({"sequence": 27}, {}),
    "a sequence already there": ({"sequence": 25}, {}),
    "another previous hash": ({"previous": "0" * 64}, {}),
    "a wrong hash": ({}, {"hash": "0" * 64}),
    "another column than its text": ({}, {"commitment": "0" * 64}),
    "another kind than its text": ({}, {"kind": "closed", "city": None}),
    "another city than its text": ({"city": "paris"}, {}),
    "another declaration than its text": ({"declaration": "autre"}, {}),
    "another time than its text": ({"time": "2026-11-23T00:00:00.000000Z"}, {}),
    "another format": ({"format": 2}, {}),
    "a text that nobody adopted": ({"text": "0" * 64, "version": 1, "kind": "signed", "commitment": "0" * 64}, {}),
    "signed without a text": ({"kind": "signed", "commitment": "0" * 64}, {}),
    "an unknown kind": ({"kind": "liked"}, {}),
    "a confirmation of nothing": ({"kind": "confirmed"}, {}),
    "no JSON at all": ({}, {"canonical": "x", "hash": verifier.fingerprint("x")}),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_wrong_event_is_refused(declaration: Declaration, what: str) -> None:
    said, columns = REFUSED[what]
    event = next_event(declaration, said, **columns)
    with pytest.raises(DatabaseError), transaction.atomic():
        event.save()
    assert Event.objects.filter(declaration=declaration).count() == 25


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_time_that_is_not_the_databases_is_refused(declaration: Declaration, minutes: int) -> None:
    from datetime import timedelta

    event = next_event(declaration, at=ledger._database_time() + timedelta(minutes=minutes))
    with pytest.raises((DatabaseError, InternalError)), transaction.atomic():
        event.save()


def test_the_ledger_is_written_in_the_transaction_of_the_act(real_commits: Any) -> None:
    declaration = Declaration.unguarded.get(slug="paris-2016-terrorisme-prevention")
    act = ledger.Act(Kind.RECORDED, ledger.SECRETARIAT, city=City.objects.get(slug="tunis"))
    with pytest.raises(RuntimeError):
        ledger.append(declaration, act)


def test_a_declaration_never_changes_its_slug(declaration: Declaration) -> None:
    declaration.slug = "autre"
    with pytest.raises(DatabaseError), transaction.atomic():
        declaration.save()


def test_the_events_text_is_what_is_hashed(declaration: Declaration) -> None:
    event = Event.objects.filter(declaration=declaration).earliest("sequence")
    assert json.loads(event.canonical)["previous"] == verifier.FIRST
    assert verifier.fingerprint(event.canonical) == event.hash
