"""The pages on which member cities take part: who reads them, and what a button does, pressed twice too."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from cities.models import City
from cities.viewer import Viewer
from declarations import actions
from declarations.models import Amendment, AmendmentSupport, Declaration
from tests.declarations.cast import SECRETARIAT, adopt
from tests.declarations.preparing import ask, by_office, coming, consult, proposal, propose, read_again, ready

Browser = Callable[[User], Client]
ViewerOf = Callable[[User], Viewer]


@pytest.fixture
def consulted(draft: Declaration) -> Declaration:
    consult(draft)
    return draft


def page(client: Client, declaration: Declaration, rest: str = "preparation/") -> str:
    return client.get(f"/fr/declarations/{declaration.slug}/{rest}").content.decode()


def city(slug: str) -> str:
    return str(City.objects.get(slug=slug).pk)


def form(declaration: Declaration, slug: str, **changes: str) -> dict[str, str]:
    """What the form of an amendment to article 2 sends."""
    given = proposal(declaration)
    return {
        "acting_city": city(slug),
        "seen": given.seen,
        "kind": "replace",
        "heading": given.heading,
        "text": given.text,
        "reasons": given.reasons,
        **changes,
    }


def test_a_draft_is_for_the_secretariat_until_cities_are_consulted(
    draft: Declaration, client: Client, tunis_reader: User, secretariat: User, client_of: Browser
) -> None:
    address = f"/fr/declarations/{draft.slug}/preparation/"
    member = client_of(tunis_reader)
    assert member.get(address).status_code == 404
    assert client_of(secretariat).get(address).status_code == 200
    consult(draft)
    said = page(member, draft)
    assert "Les villes refusent l’amalgame." in said
    assert "amendements/article-2/" not in said  # a reader proposes nothing
    assert client.get(address).status_code == 302
    assert client.get(f"/fr/declarations/{draft.slug}/").status_code == 404
    assert "En préparation" in member.get("/fr/declarations/").content.decode()
    assert draft.name not in client.get("/fr/declarations/").content.decode()


def test_a_city_proposes_and_sees_what_changes(consulted: Declaration, liege_editor: User, client_of: Browser) -> None:
    client = client_of(liege_editor)
    address = f"/fr/declarations/{consulted.slug}/amendements/article-2/"
    assert "Les villes refusent l’amalgame." in client.get(address).content.decode()
    for _twice in range(2):
        answer = client.post(address, form(consulted, "liege"))
        assert answer.status_code == 302
    made = Amendment.objects.get()
    assert answer["Location"] == f"/fr/declarations/{consulted.slug}/amendements/{made.pk}/"
    said = client.get(answer["Location"]).content.decode()
    assert "<del>" in said
    assert "<ins>" in said
    assert "Plus net." in said
    assert "remplacer l’article 2" in page(client, consulted)


def test_what_was_typed_stays_when_the_article_has_changed(
    consulted: Declaration, liege_editor: User, dakar_signatory: User, client_of: Browser, viewer_for: ViewerOf
) -> None:
    sent = form(consulted, "liege", text="Les mots que personne ne veut retaper.")
    other = propose(consulted, viewer_for(dakar_signatory), text="Les villes accueillent.")
    actions.accept(by=SECRETARIAT, amendment_id=other.pk, note="Oui.")
    client = client_of(liege_editor)
    address = f"/fr/declarations/{consulted.slug}/amendements/article-2/"
    answer = client.post(address, sent)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "L’article a changé" in said
    assert "Les mots que personne ne veut retaper." in said
    assert "Les villes accueillent." in said
    now = form(consulted, "liege", text=sent["text"])
    assert f'value="{now["seen"]}"' in said  # sent again, it is on the article as it is now
    assert client.post(address, now).status_code == 302


def test_an_article_that_changed_is_told_and_the_words_are_taken_up(
    consulted: Declaration, liege_editor: User, dakar_signatory: User, client_of: Browser, viewer_for: ViewerOf
) -> None:
    ours = propose(consulted, viewer_for(liege_editor), text="Nos mots.")
    other = propose(consulted, viewer_for(dakar_signatory), text="Leurs mots.")
    actions.accept(by=SECRETARIAT, amendment_id=other.pk, note="Oui.")
    client = client_of(liege_editor)
    said = page(client, consulted, f"amendements/{ours.pk}/")
    assert "L’article a changé depuis." in said
    again = f"amendements/article-2/?reprise={ours.pk}"
    assert again in said
    taken_up = page(client, consulted, again)
    assert "Nos mots." in taken_up
    assert "Leurs mots." in taken_up
    stolen = page(client_of(dakar_signatory), consulted, again)
    assert "Nos mots." not in stolen


def test_another_city_supports_with_a_button(
    consulted: Declaration, liege_editor: User, dakar_signatory: User, client_of: Browser, viewer_for: ViewerOf
) -> None:
    made = propose(consulted, viewer_for(liege_editor))
    client, start = client_of(dakar_signatory), f"/fr/declarations/{consulted.slug}/amendements/{made.pk}/"
    for _twice in range(2):
        assert client.post(f"{start}soutenir/", {"acting_city": city("dakar")}).status_code == 302
    assert AmendmentSupport.objects.count() == 1
    assert "Dakar" in client.get(start).content.decode()
    client.post(f"{start}soutenir/", {"acting_city": city("liege")})  # opened for another city: nothing is done
    client.post(f"{start}ne-plus-soutenir/", {"acting_city": city("dakar")})
    assert not AmendmentSupport.objects.exists()


def test_the_journal_tells_members_all_of_it(
    consulted: Declaration, liege_editor: User, tunis_reader: User, client_of: Browser, viewer_for: ViewerOf
) -> None:
    made = propose(consulted, viewer_for(liege_editor))
    actions.reject(by=SECRETARIAT, amendment_id=made.pk, note="L’article le dit déjà.")
    actions.end_consultation(**by_office(consulted))
    adopt(ready(consulted))
    said = page(client_of(tunis_reader), consulted, "preparation/journal/")
    for words in ("Consultation des villes ouverte", "Amendement proposé", "Liège", "L’article le dit déjà.", "adopté"):
        assert words in said
    assert liege_editor.name not in said  # people are not in the journal


def test_the_written_procedure_is_answered_on_its_page(
    draft: Declaration, liege_coordinator: User, tunis_reader: User, client_of: Browser
) -> None:
    found = ask(ready(draft), "liege")
    address = f"/fr/declarations/{draft.slug}/procedure/"
    client = client_of(liege_coordinator)
    said = client.get(address).content.decode()
    assert "heure de Paris" in said
    assert "Les villes refusent l’amalgame." in said
    assert client.post(address, {"acting_city": city("liege")}).status_code == 422
    sent = {"acting_city": city("liege"), "reason": "L’article 2 nous gêne."}
    for _twice in range(2):
        assert client.post(address, sent).status_code == 302
    assert found.objections.count() == 1
    assert "L’article 2 nous gêne." in page(client_of(tunis_reader), draft, "procedure/")
    assert client.post(f"{address}ne-plus-s-opposer/", {"acting_city": city("liege")}).status_code == 302
    assert "retirée le" in client.get(address).content.decode()
    assert client_of(tunis_reader).post(address, {**sent, "acting_city": city("tunis")}).status_code == 403


def test_the_board_says_what_waits(
    draft: Declaration, liege_coordinator: User, tunis_reader: User, client_of: Browser
) -> None:
    consult(draft)
    assert "Lire le projet" in client_of(liege_coordinator).get("/fr/ma-ville/").content.decode()
    assert "Lire le projet" not in client_of(tunis_reader).get("/fr/ma-ville/").content.decode()
    actions.end_consultation(**by_office(draft))
    ask(ready(draft), "liege")
    assert "avant son adoption" in client_of(liege_coordinator).get("/fr/ma-ville/").content.decode()


def test_the_draft_changes_and_is_not_public_in_any_file(consulted: Declaration, client: Client) -> None:
    assert coming(consulted).version == 1
    for rest in ("texte/1/fr.md", "texte/1/fr.json", "texte/1/changements/"):
        assert client.get(f"/fr/declarations/{consulted.slug}/{rest}").status_code == 404
    assert read_again(consulted).version == 0
