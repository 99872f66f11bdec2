"""What the tests of a preparation say often: cities consulted, an amendment, a body that is asked."""

from datetime import date, timedelta
from typing import Any

from cities.models import City
from cities.viewer import Viewer
from common import clock
from declarations import actions, rewording
from declarations.models import Amendment, Consultation, Declaration, Procedure, Text
from tests.declarations.cast import SECRETARIAT

AGIR = "Les villes échangent leurs expériences.\n\nElles en rendent compte chaque année."
ACCUEILLIR = "Les villes refusent l’amalgame."


def read_again(declaration: Declaration) -> Declaration:
    return Declaration.unguarded.get(pk=declaration.pk)


def by_office(declaration: Declaration, **more: Any) -> dict[str, Any]:
    """What each verb of the secretariat takes, with the edition of this moment."""
    return {
        "by": SECRETARIAT,
        "declaration_id": declaration.pk,
        "seen_edition": read_again(declaration).edition,
        **more,
    }


def consult(
    declaration: Declaration, starts_on: date | None = None, ends_on: date | None = None, zone: str = "Europe/Paris"
) -> Consultation:
    today = clock.now().date()
    days = {"starts_on": starts_on or today - timedelta(days=1), "ends_on": ends_on or today + timedelta(days=30)}
    return actions.open_consultation(**by_office(declaration, zone=zone, **days))


def coming(declaration: Declaration) -> Text:
    """The authentic text being prepared."""
    version = read_again(declaration).version + 1
    return Text.objects.get(declaration=declaration, version=version, status="authentic")


def proposal(declaration: Declaration, article: int = 2, kind: str = "replace", **changes: str) -> actions.Proposal:
    """What a city proposes on an article as it stands now."""
    words = {one["number"]: (one["heading"], one["text"]) for one in coming(declaration).articles}
    heading, text = words.get(article, ("", ""))
    given = {"heading": "Accueillir", "text": "Les villes refusent tout amalgame.", "reasons": "Plus net.", **changes}
    return actions.Proposal(kind=kind, article=article, seen=rewording.mark(heading, text), **given)


def propose(declaration: Declaration, by: Viewer, article: int = 2, kind: str = "replace", **changes: str) -> Amendment:
    return actions.propose(
        by=by, declaration_id=declaration.pk, proposal=proposal(declaration, article, kind, **changes)
    )


def ready(declaration: Declaration) -> Declaration:
    return actions.make_ready(**by_office(declaration))


def ask(declaration: Declaration, *cities: str, ends_on: date | None = None, zone: str = "Europe/Paris") -> Procedure:
    """Ask these cities, the members of the body, in writing."""
    question = actions.Question(
        body={"fr": "Bureau d’essai"},
        cities=tuple(City.objects.filter(slug__in=cities)),
        ends_on=ends_on or clock.now().date() + timedelta(days=15),
        zone=zone,
        changes="Un article dit davantage." if read_again(declaration).version else "",
    )
    return actions.ask_in_writing(**by_office(declaration, question=question))
