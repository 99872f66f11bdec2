"""The journal only grows: the site's role has no right to change it, and triggers refuse even the tables' owner."""

from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from journal import log
from journal.models import Entry

CHANGES = ("UPDATE journal_entry SET note = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry")


@pytest.fixture
def entry(real_commits: Any) -> Entry:
    with transaction.atomic():
        return log.record("city.created", subject_type="city", subject_id=1, actor_id=None, note="as it was")


@pytest.fixture
def owner(real_commits: Any, entry: Entry) -> psycopg.Connection[Any]:
    login = real_commits.owner
    names = {"host": login["HOST"], "port": login["PORT"] or None, "user": login["USER"], "password": login["PASSWORD"]}
    return psycopg.connect(**names, dbname=connection.settings_dict["NAME"], autocommit=True)


@pytest.mark.parametrize("change", CHANGES)
def test_the_owner_of_the_tables_cannot_change_it(owner, entry, change):
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner.execute(change)
    assert Entry.objects.get(pk=entry.pk).note == "as it was"


@pytest.mark.parametrize("change", CHANGES)
def test_the_sites_role_has_no_right_to_change_it(entry, change):
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied")
    with psycopg.connect(**connection.get_connection_params() | {"autocommit": True}) as site, refused:
        site.execute(change)


@pytest.mark.parametrize("change", CHANGES[:2])
def test_a_change_is_refused_even_where_no_row_matches(owner, entry, change):
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner.execute(f"{change} WHERE id < 0")


def test_it_is_written_in_the_transaction_of_what_it_tells(real_commits):
    with pytest.raises(RuntimeError):
        log.record("city.created", subject_type="city", subject_id=1, actor_id=None)
    with transaction.atomic():
        entry = log.record("city.created", subject_type="city", subject_id=1, actor_id=None)
        transaction.set_rollback(True)
    assert not Entry.objects.filter(pk=entry.pk).exists()
