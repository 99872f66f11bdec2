"""« Vos données »: one file with all of it, after a recent proof of identity, for its person alone."""

import json

import pytest
from django.apps import apps
from members import PASSWORD

from accounts import own_data
from accounts.models import KeptText, User
from cities.models import Invitation
from practices import actions
from practices.models import Follow
from tests.cities.helpers import acting, membership_of

pytestmark = pytest.mark.django_db

PAGE, FILE = "/fr/compte/donnees/", "/fr/compte/donnees/fichier/"


@pytest.fixture
def browser(client_of, liege_coordinator):
    browser = client_of(liege_coordinator)
    browser.post("/fr/compte/reauthenticate/", {"password": PASSWORD})
    return browser


def copied(browser):
    answer = browser.get(FILE)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    return json.loads(answer.content)


def test_the_page_leads_to_the_file(browser):
    assert FILE in browser.get(PAGE).content.decode()
    assert PAGE in browser.get("/fr/compte/").content.decode()


def test_signed_in_is_not_enough(client_of, liege_coordinator):
    answer = client_of(liege_coordinator).get(FILE)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/fr/compte/reauthenticate/")


def test_the_file_says_what_a_person_did_and_chose(
    browser, liege_coordinator, dakar_signatory, published_practice, viewer_for
):
    practice = published_practice()
    Follow.objects.get_or_create(practice=practice, user=liege_coordinator)
    KeptText.objects.create(user=liege_coordinator, place="ici", typed={"text": ["Gardé pour moi"]})
    by = viewer_for(liege_coordinator)
    actions.comment(by=by, practice_id=practice.pk, body="Un commentaire de Colin")
    actions.comment(by=viewer_for(dakar_signatory), practice_id=practice.pk, body="Un commentaire de Simone")
    invitation = {"email": "nouvelle@liege.example", "role": "editor", "language": "fr"}
    browser.post("/fr/villes/liege/equipe/", invitation | acting(browser, membership_of(liege_coordinator, "liege")))
    assert Invitation.objects.filter(email="nouvelle@liege.example").exists()

    told = copied(browser)
    assert told["format"] == own_data.FORMAT
    assert told["account"]["account"][0]["email"] == liege_coordinator.email
    assert [row["city__slug"] for row in told["cities"]["memberships"]] == ["liege"]
    assert [row["email"] for row in told["cities"]["invitations_sent"]] == ["nouvelle@liege.example"]
    assert [row["body"] for row in told["practices"]["comments"]] == ["Un commentaire de Colin"]
    assert practice.slug in [row["practice__slug"] for row in told["practices"]["follows"]]
    assert [row["typed"] for row in told["account"]["kept_texts"]] == [{"text": ["Gardé pour moi"]}]
    assert "invitation.sent" in [row["verb"] for row in told["journal"]["entries"]]
    # The letter that waits is told by kind and date; neither its words nor secrets are
    assert "password" not in json.dumps(told["account"])
    assert dakar_signatory.email not in json.dumps(told)
    assert all("text" not in row for row in told["mailing"]["letters"])


def people_named():
    """Every field of every model that leads to a person."""
    for model in apps.get_models():
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if field.related_model is User and field.remote_field.parent_link is False:
                yield f"{model._meta.label}.{field.name}", model, field


def test_each_field_that_names_a_person_is_in_the_copy_or_says_why_not():
    told = {rows.label for part in own_data.parts() for rows in part.rows}
    kept = {label for part in own_data.parts() for label in part.kept}
    named = {label for label, _model, _field in people_named()}
    assert named - told - kept == set(), "neither in a room's own_data.rows nor in its kept, with the reason"
    assert kept <= named, "an exemption names what does not exist"
    assert kept & told == set()
    assert all(reason for part in own_data.parts() for reason in part.kept.values())


def test_what_would_go_with_the_account_goes_with_an_erasure():
    """A row that the database would delete with its person is the person's alone: an erasure deletes it too."""
    alone = {label for label, _model, field in people_named() if field.remote_field.on_delete.__name__ == "CASCADE"}
    going = {rows.label for part in own_data.parts() for rows in part.rows if rows.goes}
    assert alone - going == set()


def test_each_field_of_the_account_is_told():
    (account,) = [rows for part in own_data.parts() for rows in part.rows if rows.model is User]
    never_told = {"id", "password", "is_superuser"}  # the number is the file's; a secret; a right of the desk
    assert {field.name for field in User._meta.fields} - set(account.fields) == never_told
