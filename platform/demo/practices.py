"""Fictitious records of Liège in each state, and a conversation about one of them."""

import json
from pathlib import Path
from typing import Any

from accounts.models import User
from cities.viewer import Viewer, viewer_of
from practices.actions import (
    ask_exchange,
    comment,
    create,
    declare_adoption,
    follow,
    publish,
    publish_from_sources,
    save_section,
    submit,
)
from practices.models import AdoptionState, Comment, ContactKind, Practice, Revision, RevisionState
from practices.record import FIELDS

RECORDS = Path(__file__).with_name("practices.json")


def publish_notices(office: Viewer) -> None:
    """Publish the records drawn from public sources; those with a risk of amalgam stay drafts."""
    drafts = Revision.unguarded.filter(
        state=RevisionState.DRAFT, practice__origin="public_sources", practice__published=None
    ).exclude(moderation_flags__contains=["amalgam_risk"])
    for revision in drafts.order_by("pk"):
        publish_from_sources(by=office, practice_id=revision.practice_id, seen_version=revision.lock_version)


def load(people: dict[str, User]) -> None:
    """Write each fictitious record through the verbs, as far as its state says, once."""
    office = viewer_of(people["secretariat"].pk)
    publish_notices(office)
    for record in json.loads(RECORDS.read_text()):
        title = record["values"]["title"]
        if not Revision.unguarded.filter(title=title).exists():
            _write(record, viewer_of(people["editor"].pk), office)
    _talk(people)


def _write(record: dict[str, Any], editor: Viewer, office: Viewer) -> None:
    values = record["values"]
    revision = create(by=editor, title=values["title"])
    # Said before anything is published: a fictitious record is marked on its page and kept from search engines
    Practice.unguarded.filter(pk=revision.practice_id).update(illustrative=True)
    for section in sorted({FIELDS[key].section for key in values}):
        mine = {key: value for key, value in values.items() if FIELDS[key].section == section}
        revision = save_section(
            by=editor, revision_id=revision.pk, section=section, values=mine, seen_version=revision.lock_version
        )
    if record["state"] in {"submitted", "published"}:
        revision = submit(by=editor, revision_id=revision.pk, seen_version=revision.lock_version)
    if record["state"] == "published":
        publish(by=office, revision_id=revision.pk, seen_version=revision.lock_version)


def _talk(people: dict[str, User]) -> None:
    practice = Practice.unguarded.filter(illustrative=True, published__isnull=False).first()
    if practice is None or Comment.unguarded.filter(practice=practice).exists():
        return
    dakar, liege = viewer_of(people["confirms for Dakar"].pk), viewer_of(people["coordinator"].pk)
    asked = comment(
        by=dakar,
        practice_id=practice.pk,
        body="Exemple de démonstration. Comment avez-vous choisi les jeunes médiateurs\u202f?",
        is_question=True,
    )
    comment(
        by=liege,
        practice_id=practice.pk,
        parent_id=asked.pk,
        body="Exemple de démonstration. Par un appel public, puis un entretien avec deux éducateurs.",
        is_answer=True,
    )
    follow(by=dakar, practice_id=practice.pk)
    declare_adoption(
        by=dakar,
        practice_id=practice.pk,
        values={
            "state": AdoptionState.PILOTING,
            "since": "2026-09",
            "changed": "Exemple de démonstration. Deux quartiers au lieu de cinq, le samedi seulement.",
            "why": "Exemple de démonstration. L’équipe compte quatre personnes.",
        },
    )
    ask_exchange(
        by=dakar,
        to_city_id=practice.city_id,
        practice_id=practice.pk,
        kind=ContactKind.CALL,
        purpose="Exemple de démonstration. Comprendre comment l’équipe se relaie le soir.",
        proposed_time="Un matin de janvier 2027, heure de Dakar",
    )
