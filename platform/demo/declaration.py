"""Clearly fictitious declarations: one to sign, with a signature that waits, and one that cities are consulted on."""

from datetime import date, timedelta

from accounts.models import User
from cities.viewer import viewer_of
from common import clock
from declarations import rewording
from declarations.actions import (
    Proposal,
    adopt,
    confirm,
    open_consultation,
    open_for_signature,
    prepare,
    propose,
    sign,
    support_amendment,
)
from declarations.facts import Facts
from declarations.models import Declaration, Text

SLUG = "declaration-de-demonstration"
TITLE = "Déclaration de démonstration sur l’échange d’expériences"
BODY = """\
Ce texte est fictif. Il sert à essayer la signature et ne lie aucune ville.

Considérant qu’une ville apprend plus vite de ce qu’une autre a tenté que de ce qu’elle a réussi ;

## Partager ce qui a été fait

Chaque ville décrit au moins une pratique par an, avec ce qu’elle a coûté et ce qui n’a pas marché.

## Répondre

Chaque ville répond aux questions qu’une autre ville lui pose sur ses pratiques.

## Ne désigner personne

Les villes décrivent des programmes et jamais des personnes. Elles refusent tout amalgame.
"""
FACTS = Facts(
    short_title={"fr": "Déclaration de démonstration", "en": "Demonstration declaration", "ar": "إعلان تجريبي"},
    summary={
        "fr": "Un texte fictif, pour essayer la signature. Il ne lie aucune ville.",
        "en": "A fictitious text, to try signing. It binds no city.",
        "ar": "نص وهمي لتجربة التوقيع، ولا يُلزم أي مدينة.",
    },
    adopting_body={"fr": "Instance fictive", "en": "Fictitious body", "ar": "هيئة وهمية"},
    place={"fr": "Démonstration", "en": "Demonstration", "ar": "عرض تجريبي"},
    adopted_on=date(2026, 11, 2),
    adoption_mode="unanimity",
    source_note="Texte écrit pour la démonstration.",
    is_fictitious=True,
)


PROJECT_SLUG = "projet-de-demonstration"
PROJECT_TITLE = "Projet de déclaration, pour la démonstration"
PROJECT = """\
Ce texte est fictif. Il sert à essayer la préparation d’une déclaration et ne lie aucune ville.

## Écouter

Les villes écoutent les jeunes avant de décider pour eux.

## Rendre compte

Les villes disent chaque année ce qu’elles ont fait.
"""
CONSULTED_FOR = timedelta(days=60)


def load(people: dict[str, User]) -> None:
    """Load what is missing: a declaration that cities sign, and a project that they are consulted on."""
    _load_signed(people)
    _load_project(people)


def _load_project(people: dict[str, User]) -> None:
    """Consult the cities on a project; one proposes an amendment that another supports."""
    if Declaration.unguarded.filter(slug=PROJECT_SLUG).exists():
        return
    office = viewer_of(people["secretariat"].pk)
    facts = Facts(
        short_title={"fr": "Projet de démonstration", "en": "Demonstration draft", "ar": "مشروع تجريبي"},
        adopting_body=FACTS.adopting_body,
        is_fictitious=True,
    )
    project = prepare(by=office, facts=facts, title=PROJECT_TITLE, body=PROJECT, slug=PROJECT_SLUG)
    today = clock.now().date()
    open_consultation(
        by=office,
        declaration_id=project.pk,
        seen_edition=project.edition,
        starts_on=today,
        ends_on=today + CONSULTED_FOR,
        zone="Europe/Paris",
    )
    article = Text.objects.get(declaration=project).articles[1]
    made = propose(
        by=viewer_of(people["editor"].pk),
        declaration_id=project.pk,
        proposal=Proposal(
            kind="replace",
            article=2,
            heading=article["heading"],
            text="Les villes disent chaque année ce qu’elles ont fait, et ce qui n’a pas marché.",
            reasons="Ce qui n’a pas marché aide aussi les autres villes.",
            seen=rewording.mark(article["heading"], article["text"]),
        ),
    )
    support_amendment(by=viewer_of(people["signatory"].pk), amendment_id=made.pk)


def _load_signed(people: dict[str, User]) -> None:
    """Prepare, adopt and open the declaration; one city signs and is confirmed, another waits."""
    if Declaration.unguarded.filter(slug=SLUG).exists():
        return
    office = viewer_of(people["secretariat"].pk)
    declaration = prepare(by=office, facts=FACTS, title=TITLE, body=BODY, slug=SLUG)
    declaration = adopt(by=office, declaration_id=declaration.pk, seen_edition=declaration.edition)
    declaration = open_for_signature(by=office, declaration_id=declaration.pk, seen_edition=declaration.edition)
    seen = Text.objects.get(declaration=declaration, version=declaration.version, language="fr").sha256
    first = sign(by=viewer_of(people["signatory (has signed)"].pk), declaration_id=declaration.pk, seen_text=seen)
    confirm(by=office, signature_id=first.signature.pk)
    sign(by=viewer_of(people["signatory (waits)"].pk), declaration_id=declaration.pk, seen_text=seen)
