"""A clearly fictitious declaration to sign, with one confirmed signature and one that waits."""

from datetime import date

from accounts.models import User
from cities.viewer import viewer_of
from declarations.actions import adopt, confirm, open_for_signature, prepare, sign
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


def load(people: dict[str, User]) -> None:
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
