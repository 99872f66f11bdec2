"""The short form: what is needed to submit, on three screens, each saved on its own."""

import pytest
import samples

from practices.models import Revision
from practices.record import FIELDS, Needed
from practices.record.screens import SECTION_SCREENS, SHORT

pytestmark = pytest.mark.django_db


def test_three_screens_hold_what_is_needed_to_submit_and_nothing_else() -> None:
    asked = [field for screen in SHORT for field in screen.fields]
    needed = {field.key for field in FIELDS.values() if field.needed == Needed.SUBMIT and field.editable}
    # The named cities go with the choice of who reads
    assert {field.key for field in asked} == (needed - {"city"}) | {"named_cities"}
    assert len(SHORT) == 3
    assert len(asked) == len({field.key for field in asked})
    assert max(len(screen.fields) for screen in SHORT) < 10


def test_every_field_a_person_fills_is_in_one_section() -> None:
    keys = [field.key for screen in SECTION_SCREENS for field in screen.fields]
    assert sorted(keys) == sorted(field.key for field in FIELDS.values() if field.editable)


def _sent(values: dict) -> dict:
    inputs = {}
    for key, value in values.items():
        if isinstance(value, dict):
            inputs |= {f"{key}-{column}": one for column, one in value.items()}
        elif key == "objectives":
            inputs[key] = "\n".join(value)
        elif key in {"methods", "themes", "target_groups"}:
            inputs |= {f"{key}-{number}": one for number, one in enumerate(value)}
        else:
            inputs[key] = value
    return inputs


def test_a_city_submits_from_the_three_screens_alone(client_of, liege_editor, typed) -> None:
    editor = client_of(liege_editor)
    made = editor.post("/fr/pratiques/nouvelle/", typed(editor.get("/fr/pratiques/nouvelle/"), "title", title="Essai"))
    first = f"{made['Location']}essentiel/1/"
    assert first in editor.get(made["Location"]).content.decode()
    values = {key: value for section in samples.COMPLETE.values() for key, value in section.items()}
    address = first
    for screen in SHORT:
        page = editor.get(address)
        assert page.status_code == 200
        mine = {field.key: values[field.key] for field in screen.fields if field.key in values}
        address = editor.post(address, typed(page, "seen_version", do="next", **_sent(mine)))["Location"]
    assert address.endswith("/soumettre/")
    page = editor.get(address)
    assert "Tout ce qu’il faut pour soumettre est rempli." in page.content.decode()
    editor.post(address, typed(page, "seen_version"))
    assert Revision.unguarded.get().state == "submitted"


def test_each_screen_is_saved_on_its_own(client_of, liege_editor, draft_practice, typed) -> None:
    revision = draft_practice(summary="", safeguards="")
    editor = client_of(liege_editor)
    address = f"/fr/pratiques/{revision.practice.slug}/modifier/essentiel/2/"
    answer = editor.post(address, typed(editor.get(address), "seen_version", summary="Trois lignes.", do="save"))
    assert answer["Location"] == address
    stored = Revision.unguarded.get(pk=revision.pk)
    assert (stored.summary, stored.safeguards) == ("Trois lignes.", "")


def test_a_screen_and_a_section_at_once_are_no_conflict(
    client_of, liege_editor, liege_coordinator, draft_practice, typed
) -> None:
    revision = draft_practice()
    mine, theirs = client_of(liege_editor), client_of(liege_coordinator)
    base = f"/fr/pratiques/{revision.practice.slug}/modifier"
    page = mine.get(f"{base}/essentiel/2/")
    sent = typed(theirs.get(f"{base}/essentiel/"), "seen_version", context="De Colin.", do="save")
    theirs.post(f"{base}/essentiel/", sent)
    answer = mine.post(f"{base}/essentiel/2/", typed(page, "seen_version", summary="D’Élise.", do="save"))
    assert answer.status_code == 302
    stored = Revision.unguarded.get(pk=revision.pk)
    assert (stored.context, stored.summary) == ("De Colin.", "D’Élise.")


def test_progress_leads_to_what_is_needed_to_submit_and_to_publish(client_of, liege_editor, draft_practice) -> None:
    revision = draft_practice(summary="", mechanism="")
    page = client_of(liege_editor).get(f"/fr/pratiques/{revision.practice.slug}/modifier/").content.decode()
    base = f"/fr/pratiques/{revision.practice.slug}/modifier"
    assert "1 champ à remplir pour soumettre" in page
    assert f'href="{base}/essentiel/#id_summary"' in page
    assert "1 champ à remplir avant la publication" in page
    assert f'href="{base}/preuves/#id_mechanism"' in page
    assert f'href="{base}/essentiel/2/"' in page, "the short form opens where something is needed"


def test_there_is_no_fourth_screen(client_of, liege_editor, draft_practice) -> None:
    revision = draft_practice()
    for number in (0, 4):
        address = f"/fr/pratiques/{revision.practice.slug}/modifier/essentiel/{number}/"
        assert client_of(liege_editor).get(address).status_code == 404


def test_a_date_in_letters_is_refused_in_the_words_of_the_help(client_of, liege_editor, draft_practice, typed) -> None:
    editor = client_of(liege_editor)
    address = f"/fr/pratiques/{draft_practice().practice.slug}/modifier/essentiel/1/"
    answer = editor.post(address, typed(editor.get(address), "seen_version", do="next", start_date="mars 2019"))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert shown.count("Écrivez 2016, 04/2016 ou 08/04/2016.") >= 2, "in the help and in what is to be changed"
    assert "mars 2019" in shown
    assert "Exemple\u00a0: Maison des familles." in shown
