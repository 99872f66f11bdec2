"""Writing a section: it saves on its own, says what is wrong in words, and loses nothing that was typed."""

import pytest
from django.test import Client

from cities.models import Membership, Role
from practices.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client_of, liege_editor) -> tuple[Client, str]:
    """A new draft of Liège, made by its page."""
    editor = client_of(liege_editor)
    page = editor.get("/fr/pratiques/nouvelle/")
    assert page.status_code == 200
    sent = {
        "title": "Maison des familles",
        "record_language": "fr",
        "acting_city": page.context["form"]["acting_city"].value(),
    }
    made = editor.post("/fr/pratiques/nouvelle/", sent)
    assert made.status_code == 302
    return editor, made["Location"]


def _stored(title: str = "Maison des familles") -> Revision:
    return Revision.unguarded.get(title=title)


def test_a_title_is_enough_to_begin(draft) -> None:
    editor, address = draft
    page = editor.get(address).content.decode()
    assert "Maison des familles" in page
    assert "2 champs sur 24 pour soumettre" in page or "champs sur 24 pour soumettre" in page
    assert "Fiche créée" in page
    assert "Élise Rédac" in page


def test_without_a_title_the_page_says_what_to_do(client_of, liege_editor) -> None:
    editor = client_of(liege_editor)
    city = editor.get("/fr/pratiques/nouvelle/").context["form"]["acting_city"].value()
    page = editor.post("/fr/pratiques/nouvelle/", {"title": " ", "record_language": "fr", "acting_city": city})
    assert page.status_code == 422
    assert "Donnez un titre à la pratique." in page.content.decode()
    assert "<title>Erreur" in page.content.decode()


def test_a_section_saves_on_its_own(draft, typed) -> None:
    editor, address = draft
    page = editor.get(f"{address}identification/")
    sent = typed(
        page, "seen_version", lead_organisation="Service social", start_date="03/2019", city_role="leads", do="save"
    )
    saved = editor.post(f"{address}identification/", sent, follow=True)
    assert "Brouillon enregistré le" in saved.content.decode()
    stored = _stored()
    assert (stored.lead_organisation, stored.start_date, stored.city_role) == ("Service social", "2019-03", "leads")
    again = typed(editor.get(f"{address}identification/"), "seen_version")
    assert again["lead_organisation"] == ["Service social"]
    assert again["start_date"] == ["2019-03"]


def test_saving_and_going_on_leads_to_the_next_section(draft, typed) -> None:
    editor, address = draft
    page = editor.get(f"{address}identification/")
    answer = editor.post(f"{address}identification/", typed(page, "seen_version", do="next"))
    assert answer["Location"].endswith("/modifier/essentiel/")


def test_what_is_wrong_is_said_and_nothing_is_lost(draft, typed) -> None:
    editor, address = draft
    page = editor.get(f"{address}moyens/")
    sent = typed(page, "seen_version", budget_amount="beaucoup", staff_fte="2,5", budget_year="1492")
    answer = editor.post(f"{address}moyens/", sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "2 points sont à revoir" in text
    assert 'href="#id_budget_amount"' in text
    assert "Écrivez un nombre, en chiffres." in text
    assert "Indiquez une année entre" in text
    again = typed(answer, "seen_version")
    assert again["budget_amount"] == ["beaucoup"]
    assert again["staff_fte"] == ["2,5"]
    assert _stored().staff_fte is None


def test_the_first_button_saves(draft, buttons) -> None:
    editor, address = draft
    for section in ("identification", "organisation", "moyens", "contact", "gestion"):
        assert buttons(editor.get(f"{address}{section}/"), "seen_version")[0] == ("do", "save")


def test_rows_are_added_and_removed_without_saving(draft, typed) -> None:
    editor, address = draft
    page = editor.get(f"{address}organisation/")
    sent = typed(page, "seen_version", do="add:partners", **{"partners-0-name": "CPAS", "governance": "Chaque mois."})
    more = editor.post(f"{address}organisation/", sent)
    assert more.status_code == 200
    kept = typed(more, "seen_version", **{"partners-1-name": "Maison des jeunes"})
    assert kept["partners"] == ["2"]
    assert kept["partners-0-name"] == ["CPAS"]
    assert kept["governance"] == ["Chaque mois."]
    assert _stored().partners == []
    less = typed(editor.post(f"{address}organisation/", kept | {"do": "remove:partners:1"}), "seen_version")
    assert less["partners"] == ["1"]
    assert less["partners-0-name"] == ["Maison des jeunes"]
    editor.post(f"{address}organisation/", less | {"do": "save"})
    assert [row["name"] for row in _stored().partners] == ["Maison des jeunes"]
    assert _stored().governance == "Chaque mois."


def test_rows_change_places_without_saving(draft, typed) -> None:
    editor, address = draft
    names = ("CPAS", "Maison des jeunes", "Police locale")
    rows = {f"partners-{i}-name": name for i, name in enumerate(names)}
    page = editor.get(f"{address}organisation/")
    sent = typed(page, "seen_version", partners=3, governance="Chaque mois.", do="up:partners:3", **rows)
    up = typed(editor.post(f"{address}organisation/", sent), "seen_version")
    assert [up[f"partners-{i}-name"][0] for i in range(3)] == ["CPAS", "Police locale", "Maison des jeunes"]
    down = typed(editor.post(f"{address}organisation/", up | {"do": "down:partners:1"}), "seen_version")
    assert [down[f"partners-{i}-name"][0] for i in range(3)] == ["Police locale", "CPAS", "Maison des jeunes"]
    assert down["governance"] == ["Chaque mois."]
    assert _stored().partners == []
    editor.post(f"{address}organisation/", down | {"do": "save"})
    assert [row["name"] for row in _stored().partners] == ["Police locale", "CPAS", "Maison des jeunes"]


def test_the_first_row_does_not_go_up_nor_the_last_down(draft, typed, buttons) -> None:
    editor, address = draft
    page = editor.get(f"{address}organisation/")
    rows = {"partners-0-name": "Un", "partners-1-name": "Deux"}
    sent = typed(page, "seen_version", partners=2, **rows)
    offered = buttons(editor.post(f"{address}organisation/", sent | {"do": "add:transfers"}), "seen_version")
    moves = [value for _name, value in offered if value.startswith(("up:", "down:"))]
    assert moves == ["down:partners:1", "up:partners:2"]
    for button in ("up:partners:1", "down:partners:2"):
        kept = typed(editor.post(f"{address}organisation/", sent | {"do": button}), "seen_version")
        assert (kept["partners-0-name"], kept["partners-1-name"]) == (["Un"], ["Deux"])


def test_a_fault_in_a_row_is_said_beside_it(draft, typed) -> None:
    editor, address = draft
    page = editor.get(f"{address}moyens/")
    sent = typed(page, "seen_version", **{"reach-0-count": "12", "reach-0-unit": ""})
    text = editor.post(f"{address}moyens/", sent).content.decode()
    assert 'href="#id_reach-0-unit"' in text
    assert "Remplissez «\xa0Unité\xa0»." in text


def test_cities_are_chosen_by_name(draft, typed) -> None:
    editor, address = draft
    page = editor.get(f"{address}identification/")
    more = editor.post(f"{address}identification/", typed(page, "seen_version", do="add:associated_cities"))
    assert '<datalist id="villes">' in more.content.decode()
    sent = typed(more, "seen_version", do="save", **{"associated_cities-0-city": "montreal"})
    editor.post(f"{address}identification/", sent)
    assert len(_stored().associated_cities) == 1
    shown = typed(editor.get(f"{address}identification/"), "seen_version")
    assert shown["associated_cities-0-city"] == ["Montréal"]
    unknown = shown | {"associated_cities-0-city": ["Atlantide"], "do": ["save"]}
    refused = editor.post(f"{address}identification/", unknown)
    assert refused.status_code == 422
    assert "Choisissez une ville de la liste." in refused.content.decode()
    assert "Atlantide" in refused.content.decode()


def test_terms_keep_the_order_given(draft, typed) -> None:
    editor, address = draft
    page = editor.get(f"{address}classement/")
    terms = {"themes-0": "youth_work", "themes-1": "multi_agency", "prevention_levels": ["primary", "secondary"]}
    editor.post(f"{address}classement/", typed(page, "seen_version", do="save", **terms))
    assert _stored().themes == ["youth_work", "multi_agency"]
    again = typed(editor.get(f"{address}classement/"), "seen_version")
    assert again["themes-0"] == ["youth_work"]
    assert again["themes-1"] == ["multi_agency"]
    assert again["prevention_levels"] == ["primary", "secondary"]


def test_who_reads_a_field_is_chosen_within_its_limit(draft, typed) -> None:
    editor, address = draft
    page = editor.get(f"{address}organisation/")
    editor.post(f"{address}organisation/", typed(page, "seen_version", do="save", **{"audience-governance": "members"}))
    assert _stored().audiences == {"governance": "members"}
    contact = editor.get(f"{address}contact/")
    assert 'name="audience-contact_person"' not in contact.content.decode()
    wider = typed(contact, "seen_version", do="save", **{"audience-contact_person": "public"})
    editor.post(f"{address}contact/", wider)
    assert "contact_person" not in _stored().audiences


def test_the_audience_of_the_record_is_a_section(draft, typed) -> None:
    editor, address = draft
    page = editor.get(f"{address}gestion/")
    editor.post(f"{address}gestion/", typed(page, "seen_version", visibility="members", do="save"))
    assert _stored().audience == "members"


def test_another_acting_city_is_refused_and_the_text_stays(draft, typed) -> None:
    editor, address = draft
    page = editor.get(f"{address}essentiel/")
    sent = typed(page, "seen_version", summary="Mon résumé.", acting_city="1", do="save")
    answer = editor.post(f"{address}essentiel/", sent)
    assert answer.status_code == 422
    assert typed(answer, "seen_version")["summary"] == ["Mon résumé."]
    assert _stored().summary == ""


def test_others_have_no_way_in(draft, client, client_of, dakar_coordinator, tunis_reader, secretariat) -> None:
    _editor, address = draft
    for person in (dakar_coordinator, tunis_reader):
        assert client_of(person).get(address).status_code == 404
        assert client_of(person).get(f"{address}identification/").status_code == 404
    assert client_of(secretariat).get(address).status_code == 200
    assert client_of(secretariat).get(f"{address}identification/").status_code == 404
    assert client.get(address).status_code == 302


def test_a_reader_cannot_create(client_of, tunis_reader) -> None:
    answer = client_of(tunis_reader).get("/fr/pratiques/nouvelle/")
    assert answer.status_code == 403
    assert "La coordination et la rédaction d’une ville écrivent ses fiches." in answer.content.decode()


def test_an_unknown_section_does_not_exist(draft) -> None:
    editor, address = draft
    for section in ("rien", "A", "identification-2"):
        assert editor.get(f"{address}{section}/").status_code == 404


@pytest.mark.parametrize(
    "section",
    [
        "identification",
        "essentiel",
        "classement",
        "organisation",
        "moyens",
        "preuves",
        "transfert",
        "contact",
        "gestion",
    ],
)
def test_every_section_comes_back_as_it_was(client_of, liege_editor, draft_practice, typed, section: str) -> None:
    """Opening a complete section and saving it changes nothing."""
    revision = draft_practice()
    editor = client_of(liege_editor)
    address = f"/fr/pratiques/{revision.practice.slug}/modifier/{section}/"
    before = Revision.unguarded.get(pk=revision.pk).__dict__
    sent = typed(editor.get(address), "seen_version", do="save")
    assert editor.post(address, sent).status_code == 302
    after = Revision.unguarded.get(pk=revision.pk).__dict__
    moved = {"_state", "lock_version", "saved_at"}
    assert {k: v for k, v in before.items() if k not in moved} == {k: v for k, v in after.items() if k not in moved}


def test_somebody_of_two_cities_is_told_which_one_to_act_for(client_of, dakar_coordinator, draft_practice) -> None:
    revision = draft_practice()
    Membership.objects.create(user=dakar_coordinator, city=revision.practice.city, role=Role.EDITOR)
    answer = client_of(dakar_coordinator).get(f"/fr/pratiques/{revision.practice.slug}/modifier/")
    assert answer.status_code == 403
    assert "Cette fiche est celle de Liège." in answer.content.decode()


@pytest.mark.parametrize("count", ["²", "9" * 5000, "99999999999", "-1", "x"])
@pytest.mark.parametrize(
    "button",
    ["remove:partners:1", "remove:partners:²", "add:partners", "remove:no_such:9", "add:", "up:partners:9", "down:x:1"],
)
def test_a_button_pressed_with_strange_numbers_costs_nothing(draft, typed, count: str, button: str) -> None:
    editor, address = draft
    sent = typed(editor.get(f"{address}organisation/"), "seen_version", partners=count)
    assert editor.post(f"{address}organisation/", sent | {"do": button}).status_code == 200
