"""An erasure: exactly once, nothing left that names the person, what was done for a city stays."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from members import PASSWORD, make_head

from accounts import erased_list, erasing, own_data
from accounts.models import Erased, Erasure, KeptText, User
from cities.models import Invitation, Membership
from common import clock
from declarations import actions as declarations
from declarations import ledger, verifier
from declarations.models import Basis, Signatory
from journal.models import Entry
from mailing.compose import compose
from mailing.models import Letter, State
from practices import actions
from practices.models import Comment, Follow
from tests.accounts.leaving import due
from tests.accounts.test_second_factor import SECRET
from tests.cities.helpers import letters, membership_of
from tests.declarations.cast import adopt, authentic, open_it, prepare

pytestmark = pytest.mark.django_db

LEFT = "Une personne qui a quitté la plateforme"


def whole_database():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return rows


def rows_that_name(*words):
    return [row for row in whole_database() if any(word.lower() in row.lower() for word in words)]


@pytest.fixture
def signed(dakar_signatory, dakar_coordinator, viewer_for):
    opened = open_it(adopt(prepare()))
    seen = authentic(opened).sha256
    made = declarations.sign(by=viewer_for(dakar_signatory), declaration_id=opened.pk, seen_text=seen).signature
    return declarations.confirm(by=viewer_for(dakar_coordinator), signature_id=made.pk)


def test_nothing_in_the_database_names_the_person_any_more(
    signed, dakar_signatory, dakar_coordinator, published_practice, viewer_for, client_of, secretariat
):
    practice = published_practice()
    User.objects.filter(pk=dakar_signatory.pk).update(office="Adjointe aux archives")
    by = viewer_for(dakar_signatory)
    actions.comment(by=by, practice_id=practice.pk, body="Une question de Dakar")
    Follow.objects.get_or_create(practice=practice, user=dakar_signatory)
    KeptText.objects.create(user=dakar_signatory, place="ici", typed={"text": ["gardé"]})
    TOTP.activate(dakar_signatory, SECRET)
    Invitation.objects.create(
        city=signed.city,
        email=dakar_signatory.email,
        role="reader",
        token_hash="f" * 64,
        invited_by=dakar_coordinator,
        expires_at=clock.now() + timedelta(days=7),
    )
    browser = client_of(dakar_signatory)
    assert browser.get("/fr/compte/").status_code == 200
    due(dakar_signatory)
    before = ledger.export(signed.declaration)

    assert erasing.erase_due() == 1
    assert [letter.address for letter in letters("account.erased")] == ["signataire@dakar.example"]
    Letter.objects.filter(kind="account.erased").update(state=State.SENT, finished_at=clock.now())
    assert erasing.erase_due() == 0
    helper = User.objects.get(email="greffe+signataire@dakar.example")  # of the tests: holds the address in its own
    User.objects.filter(pk=helper.pk).update(email="greffe@dakar.example")
    EmailAddress.objects.filter(user=helper).update(email="greffe@dakar.example")
    assert rows_that_name("Simone", "signataire@dakar.example", "Adjointe aux archives") == []

    # The chain still verifies, and the city still counts
    assert ledger.export(signed.declaration) == before
    assert verifier.verify(before)["cities"] == 1
    assert Signatory.objects.get(event=signed.event).name == ""
    # Signed out, and never in again
    assert browser.get("/fr/compte/").status_code == 302
    answer = Client().post("/fr/compte/login/", {"login": "signataire@dakar.example", "password": PASSWORD})
    assert answer.status_code == 200
    assert not Authenticator.objects.filter(user=dakar_signatory).exists()
    assert not Membership.objects.current().filter(user=dakar_signatory).exists()


def test_a_comment_stays_to_the_city_in_the_words_of_who_left(
    published_practice, dakar_coordinator, dakar_signatory, liege_editor, client_of, viewer_for
):
    practice = published_practice()
    actions.comment(by=viewer_for(dakar_signatory), practice_id=practice.pk, body="Une question de Dakar")
    due(dakar_signatory)
    erasing.erase_due()
    text = client_of(liege_editor).get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert "Une question de Dakar" in text
    assert LEFT in text
    assert "A person who left" not in text
    assert Comment.unguarded.get(body="Une question de Dakar").city.slug == "dakar"


def test_the_words_that_stand_for_a_name_are_never_saved(liege_editor, liege_coordinator):
    due(liege_editor)
    erasing.erase_due()
    erased = User.objects.get(pk=liege_editor.pk)
    assert (erased.name, str(erased)) == (LEFT, LEFT)
    erased.save()
    assert rows_that_name(LEFT) == []


def test_rows_that_were_the_persons_alone_are_gone_in_every_room(liege_editor, liege_coordinator, published_practice):
    practice = published_practice()
    Follow.objects.get_or_create(practice=practice, user=liege_editor)
    person = own_data.Person(liege_editor.pk, liege_editor.email)
    due(liege_editor)
    going = [rows for part in own_data.parts() for rows in part.rows if rows.goes]
    assert sum(rows.of(person).exists() for rows in going) >= 3
    erasing.erase_due()
    assert [rows.label for rows in going if rows.of(person).exclude(pk__in=last_letters()).exists()] == []


def last_letters():
    return Letter.objects.filter(kind="account.erased").values("pk")


def test_journal_entries_stay_by_number(liege_editor, liege_coordinator, published_practice):
    published_practice()
    before = Entry.objects.filter(actor_id=liege_editor.pk).count()
    due(liege_editor)
    erasing.erase_due()
    assert before > 0
    assert Entry.objects.filter(actor_id=liege_editor.pk).count() >= before
    assert Entry.objects.filter(verb="account.erased", subject_id=liege_editor.pk).count() == 1


def test_a_delegation_that_names_the_person_is_deleted_and_its_fingerprint_stays(
    dakar_signatory, dakar_coordinator, db
):
    declaration = adopt(prepare())
    membership = membership_of(dakar_signatory, "dakar")
    mandate = make_head(
        membership,
        dakar_coordinator,
        basis=Basis.DELEGATION,
        declaration=declaration,
        document_sha256="a" * 64,
        document=ContentFile(b"%PDF Simone", name="delegation"),
        starts_on=date(2026, 1, 1),
    )
    stored, place = mandate.document.storage, mandate.document.name
    assert stored.exists(place)
    due(dakar_signatory)
    assert erasing.erase_due() == 1
    mandate.refresh_from_db()
    assert (mandate.document.name, mandate.document_sha256, mandate.office) == ("", "a" * 64, "")
    assert not stored.exists(place)


def test_the_secretariat_is_given_the_number_and_the_list_has_it(
    liege_editor, liege_coordinator, secretariat, settings
):

    settings.ERASURES_FILE = str(Path(settings.MEDIA_ROOT).with_name("list.txt"))
    due(liege_editor)
    erasing.erase_due()
    (letter,) = letters("account.person_erased")
    erased = Erased.objects.get(person_id=liege_editor.pk)
    assert letter.recipient_id == secretariat.pk
    assert erased_list.read(erased_list.place()) == {liege_editor.pk: erased.at}
    assert f"{erased.pk} {erased.at.isoformat()}" in compose(letter).body


@pytest.mark.parametrize("room", [part.name for part in own_data.parts()])
def test_a_worker_killed_in_any_room_loses_nothing_and_repeats_nothing(
    room, liege_editor, liege_coordinator, monkeypatch
):
    class Killed(BaseException):
        """What no handler of ours catches."""

    due(liege_editor)
    whole = erasing._erase_room

    def dies(erasure_id, part):
        if part.name == room:
            raise Killed
        whole(erasure_id, part)

    monkeypatch.setattr(erasing, "_erase_room", dies)
    with pytest.raises(Killed):
        erasing.erase_due()
    assert not User.objects.get(pk=liege_editor.pk).is_active
    assert Erasure.objects.get().done_at is None
    monkeypatch.setattr(erasing, "_erase_room", whole)
    assert erasing.erase_due() == 1
    assert erasing.erase_due() == 0
    assert Erasure.objects.get().rooms == [part.name for part in own_data.parts()]
    assert Entry.objects.filter(verb="account.erased").count() == 1
    assert len(letters("account.erased")) == 1


def test_one_that_fails_does_not_keep_the_next_waiting(
    liege_editor, liege_coordinator, tunis_reader, monkeypatch, caplog
):
    due(liege_editor)
    due(tunis_reader)
    whole = erasing.carry_out
    monkeypatch.setattr(
        erasing, "carry_out", lambda pk: 1 / 0 if Erasure.objects.get(pk=pk).user == liege_editor else whole(pk)
    )
    assert erasing.erase_due() == 1
    assert User.objects.get(pk=liege_editor.pk).is_active
    assert "could not be done" in caplog.text


def test_the_list_of_the_erased_cannot_be_changed(liege_editor, liege_coordinator):
    due(liege_editor)
    erasing.erase_due()
    for change in (Erased.objects.all().delete, lambda: Erased.objects.update(at=clock.now())):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
