"""A complete record, by section: what a city writes before it submits, and before the secretariat publishes."""

from typing import Any

from accounts.models import User
from cities.viewer import Viewer, viewer_of
from practices import actions
from practices.checks import is_sensitive
from practices.models import Practice, Revision
from practices.review.surroundings import checked

COMPLETE: dict[str, dict[str, Any]] = {
    "A": {
        "title": "Médiation de nuit dans les quartiers",
        "lead_organisation": "Service de la prévention de la ville",
        "lead_type": "municipality",
        "city_role": "leads",
        "programme_status": "ongoing",
        "start_date": "2019-03",
        "geographic_scope": "city",
    },
    "B": {
        "summary": "Des médiateurs parcourent la ville le soir et la nuit, à l’écoute des jeunes et des habitants.",
        "context": "Des tensions entre riverains et jeunes avaient été relevées autour des parcs.",
        "objectives": ["Apaiser les tensions", "Orienter les jeunes vers les services"],
        "description": "Deux équipes partent chaque soir à 18 h 00. Elles rendent compte le lendemain.",
    },
    "C": {
        "practice_domains": ["youth_prevention"],
        "prevention_levels": ["primary"],
        "themes": ["youth_work", "community_engagement"],
        "target_groups": ["youth"],
        "methods": ["mediation", "outreach"],
        "age_min": 14,
        "age_max": 25,
    },
    "D": {
        "partners": [
            {"name": "Maison des jeunes", "partner_type": "youth_organisation", "role": "accueil", "consent": True}
        ],
        "governance": "Un comité se réunit chaque mois.",
        "police_link": "independent_threshold",
        "safeguards": "Aucun nom n’est relevé. Chacun peut demander à être oublié.",
        "referral_pathway": "Le médiateur propose, la personne accepte, le service reçoit sous huit jours.",
    },
    "E": {
        "budget_amount": "120 000",
        "budget_currency": "EUR",
        "budget_year": 2024,
        "budget_scope": "annual",
        "budget_duration_months": 12,
        "staff_fte": "4,5",
        "reach": [{"count": 1200, "unit": "participants", "period_from": 2024, "counting_rule": "entretiens de rue"}],
    },
    "F": {
        "evidence_level": "level_2",
        "evaluation_types": ["internal_monitoring"],
        "mechanism": "Si une personne connue passe chaque soir, alors les conflits se parlent plus tôt.",
        "implementation": "Recruter des habitants et les former trois mois.",
        "obstacles": "Le recrutement a pris un an de plus que prévu.",
    },
    "G": {
        "sustainability": "Le service est inscrit au budget de la ville.",
        "transferability": "Les horaires dépendent de chaque ville.",
        "offer_to_peers": ["call", "documents"],
    },
    "H": {
        "contact_person": {"name": "Camille Contact", "role": "cheffe de service", "email": "camille@ville.example"},
        "public_contact": {"service": "Service de la prévention", "email": "prevention@ville.example"},
        "sources": [
            {"title": "Rapport annuel", "publisher": "Ville", "date": "2024", "url": "https://ville.example/r"}
        ],
        "mayor_approval": {"name_role": "Mme Maire, bourgmestre", "date": "2025-01-15"},
    },
}


def write_draft(by: Viewer, **changes: Any) -> Revision:
    """Write a complete draft through the real actions; ``changes`` are values by field."""
    title = changes.get("title", COMPLETE["A"]["title"])
    return fill(by, actions.create(by=by, title=title), **changes)


def fill(by: Viewer, revision: Revision, **changes: Any) -> Revision:
    """Fill every section of a draft, with changes by field."""
    for section, values in COMPLETE.items():
        wanted = {key: changes.get(key, value) for key, value in values.items()}
        revision = actions.save_section(
            by=by, revision_id=revision.pk, section=section, values=wanted, seen_version=revision.lock_version
        )
    return write(by, revision, **{key: value for key, value in changes.items() if not _in_complete(key)})


def write(by: Viewer, revision: Revision, **values: Any) -> Revision:
    """Save some fields of a draft, whatever their sections."""
    from practices.record import FIELDS

    for key, value in values.items():
        revision = actions.save_section(
            by=by,
            revision_id=revision.pk,
            section=FIELDS[key].section,
            values={key: value},
            seen_version=revision.lock_version,
        )
    return revision


def publish(by: Viewer, secretariat: Viewer, revision: Revision) -> Practice:
    """Submit a draft and publish it, through the real actions."""
    submitted = actions.submit(by=by, revision_id=revision.pk, seen_version=revision.lock_version)
    if is_sensitive(*checked(submitted)):
        again = {"revision_id": submitted.pk, "seen_version": submitted.lock_version}
        actions.read_again(by=_second_reader(), **again)
    actions.publish(by=secretariat, revision_id=submitted.pk, seen_version=submitted.lock_version)
    return Practice.unguarded.get(pk=revision.practice_id)


def _second_reader() -> Viewer:
    """Return a second person of the secretariat, who is there only when a record is sensitive."""
    found, _new = User.objects.get_or_create(
        email="seconde.lecture@aimf.example", defaults={"name": "Sofia Seconde", "is_staff": True}
    )
    return viewer_of(found.pk)


def _in_complete(key: str) -> bool:
    return any(key in values for values in COMPLETE.values())
