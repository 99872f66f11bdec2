"""What is being prepared is read by member cities and the secretariat, and met by nobody else on any surface."""

import pytest
from django.test import Client

from declarations import actions
from declarations.models import Declaration
from tests.declarations.cast import adopt, prepare
from tests.declarations.preparing import ask, consult, propose, ready

DRAFT, PROPOSED, WHY, OBJECTED = "zqprojetqz", "zqproposeqz", "zqmotifqz", "zqoppositionqz"
EVERY = {DRAFT, PROPOSED, WHY, OBJECTED}
BODY = f"Considérant.\n\n## Agir\n\nMot {DRAFT}."


@pytest.fixture
def surfaces(liege_editor, liege_coordinator, viewer_for):
    """Return the addresses of two preparations, with a marker in each text that people write."""
    consulted, asked = prepare("Un projet", BODY), prepare("Un autre projet", BODY)
    consult(consulted)
    made = propose(consulted, viewer_for(liege_editor), 1, text=f"Mot {PROPOSED}.", reasons=f"Parce que {WHY}.")
    procedure = ask(ready(asked), "liege")
    actions.object_to(by=viewer_for(liege_coordinator), procedure_id=procedure.pk, reason=f"Non : {OBJECTED}.")
    own = [
        f"/fr/declarations/{consulted.slug}/{rest}"
        for rest in ("preparation/", "preparation/journal/", "amendements/article-1/", f"amendements/{made.pk}/")
    ]
    own += [f"/fr/declarations/{asked.slug}/{rest}" for rest in ("procedure/", "preparation/journal/")]
    public = [
        f"/fr/declarations/{one.slug}/{rest}"
        for one in (consulted, asked)
        for rest in ("", "texte/1/fr.md", "texte/1/fr.json", "texte/1/changements/", "registre/", "registre.json")
    ]
    public += ["/fr/", "/fr/declarations/", "/fr/villes/liege/", "/api/v1/declarations/", "/api/v1/changes/"]
    public += [f"/api/v1/declarations/{one.slug}/" for one in (consulted, asked)]
    return own + public + ["/sitemap.xml"]


def met(client, addresses):
    said = "".join(client.get(address).content.decode() for address in addresses)
    return {word for word in EVERY if word in said}


def test_a_stranger_meets_none_of_it(surfaces):
    assert met(Client(), surfaces) == set()


def test_members_of_any_city_read_all_of_it(surfaces, tunis_reader, secretariat, client_of):
    assert met(client_of(tunis_reader), surfaces) == EVERY
    assert met(client_of(secretariat), surfaces) >= EVERY - {PROPOSED}


def test_a_draft_not_shown_yet_is_for_the_secretariat(tunis_reader, client_of):
    draft = prepare("Un premier jet", BODY)
    for rest in ("", "preparation/", "preparation/journal/", "amendements/article-1/"):
        assert client_of(tunis_reader).get(f"/fr/declarations/{draft.slug}/{rest}").status_code == 404
    adopt(draft)
    assert DRAFT in Client().get(f"/fr/declarations/{draft.slug}/").content.decode()
    assert Declaration.unguarded.get(pk=draft.pk).version == 1
