"""What these tests say often: a declaration prepared, adopted, opened and closed by the real verbs."""

from datetime import date

from cities.viewer import Viewer
from declarations import actions
from declarations.facts import Facts
from declarations.models import AdoptionMode, Declaration, Text

SECRETARIAT = Viewer(is_secretariat=True)
TITLE = "Déclaration des villes pour la fraternité"
BODY = """Les maires, réunis à Liège,

rappelant l’engagement de 2016 ;

## Agir

Les villes échangent leurs expériences.

Elles en rendent compte chaque année.

## Accueillir

Les villes refusent l’amalgame."""


def prepare(short_title: str = "Déclaration de Liège", body: str = BODY) -> Declaration:
    facts = Facts(
        short_title={"fr": short_title},
        adopting_body={"fr": "Assemblée d’essai"},
        place={"fr": "Liège"},
        adopted_on=date(2026, 11, 20),
        adoption_mode=AdoptionMode.CONSENSUS,
    )
    return actions.prepare(by=SECRETARIAT, facts=facts, title=TITLE, body=body)


def adopt(declaration: Declaration) -> Declaration:
    """Adopt in session as the facts say it; a second version says what it changes."""
    changes = "Un article dit davantage." if declaration.version else ""
    return actions.adopt(
        by=SECRETARIAT, declaration_id=declaration.pk, seen_edition=declaration.edition, changes=changes
    )


def open_it(declaration: Declaration) -> Declaration:
    return actions.open_for_signature(by=SECRETARIAT, declaration_id=declaration.pk, seen_edition=declaration.edition)


def close_it(declaration: Declaration) -> Declaration:
    return actions.close(by=SECRETARIAT, declaration_id=declaration.pk, seen_edition=declaration.edition)


def authentic(declaration: Declaration) -> Text:
    return Text.objects.get(declaration=declaration, version=declaration.version, status="authentic")
