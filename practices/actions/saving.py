"""Saving some fields of a draft: once for a form however often it is sent, and beside what others wrote meanwhile."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common.audience import Audience
from common.errors import Conflict, Invalid, NotPossible, Sentence
from practices import permissions, record
from practices.actions.locking import demand_move, lock_revision, stamp
from practices.models import Revision, Saving
from practices.record import FIELDS, clean_value
from practices.record.marks import mark, marks
from practices.record.reading import field_audience
from practices.record.screens import Screen, screen_called


class BothWrote(Conflict):
    """Two people wrote the same fields: ``both``. ``theirs`` are those where only the other one did."""

    def __init__(self, both: set[str], theirs: set[str]) -> None:
        super().__init__()
        self.both, self.theirs = both, theirs


def save_section(
    *,
    by: Viewer,
    revision_id: int,
    section: str,
    values: Mapping[str, Any],
    audiences: Mapping[str, str] | None = None,
    seen_version: int,
    seen_marks: Mapping[str, str] | None = None,
    token: str = "",
) -> Revision:
    """Save what is given of one section, or of a screen of the short form; Invalid names every field at fault.

    ``seen_marks`` are the fields as the form showed them: what somebody else saved meanwhile in other fields is kept
    beside this, and BothWrote names the fields that both changed. With a ``token``, sending again changes nothing.
    """
    screen = screen_called(section)
    if screen is None:
        raise NotPossible(_("Cette section n’existe pas."))
    given = dict(audiences or {})
    digest = digest_of(values, given)
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        earlier = list(Saving.objects.filter(revision=revision, token=token)) if token else []
        if earlier and earlier[-1].digest == digest and permissions.can_edit(by, practice):
            return revision
        if any(saving.digest == digest for saving in earlier):
            raise Conflict  # an old post that comes back after a newer one of the same page
        stale = seen_version != revision.lock_version
        seen_now = revision.lock_version if stale and seen_marks is not None else seen_version
        demand_move(by, "save", practice, revision, seen_now)
        cleaned = _checked(screen, values, given)
        if stale and seen_marks is not None:
            own = {key: after for saving in earlier for key, after in saving.changed.items()}
            _leave_theirs(revision, cleaned, given, seen_marks, own)
        before = marks(revision, screen.fields)
        _write(revision, screen, cleaned, given)
        after = marks(revision, screen.fields)
        stamp(revision, by)
        revision.save()
        Saving.objects.create(
            revision=revision,
            screen=screen.slug,
            token=token or secrets.token_hex(16),
            digest=digest,
            version=revision.lock_version,
            changed={key: found for key, found in after.items() if found != before[key]},
            user_id=by.user_id,
        )
    return revision


def clean_title(raw: str) -> str:
    """Return a title; Invalid when there is none."""
    try:
        title: str = clean_value(FIELDS["title"], raw)
    except Invalid as error:
        raise Invalid(error.sentence, fields={"title": [error.sentence]}) from error
    if not title:
        sentence = _("Donnez un titre à la pratique.")
        raise Invalid(sentence, fields={"title": [sentence]})
    return title


def digest_of(values: Mapping[str, Any], audiences: Mapping[str, str]) -> str:
    """Return what tells one content of a form from another."""
    held = json.dumps([dict(values), dict(audiences)], default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(held.encode()).hexdigest()


def _leave_theirs(
    revision: Revision,
    cleaned: dict[str, Any],
    audiences: dict[str, str],
    seen: Mapping[str, str],
    own: Mapping[str, str],
) -> None:
    """Take out of what was typed the fields that only somebody else changed; BothWrote names those that both did.

    ``seen`` is what the page showed, ``own`` what an earlier sending of the same page wrote.
    """
    both: set[str] = set()
    theirs: set[str] = set()
    for key in {*cleaned, *audiences}:
        field = FIELDS[key]
        readers = field_audience(revision, field)
        stored = getattr(revision, field.attribute)
        now = mark(stored, readers)
        mine = mark(cleaned.get(key, stored), audiences.get(key, readers))
        # After « back », a browser that forgot what was typed shows the old text again: that is asked, not guessed
        if now in {mine, seen.get(key)} or (now == own.get(key) and mine != seen.get(key)):
            continue
        if now == own.get(key) or mine not in {seen.get(key), own.get(key)}:
            both.add(key)
            continue
        theirs.add(key)
    if both:
        raise BothWrote(both, theirs)
    for key in theirs:
        cleaned.pop(key, None)
        audiences.pop(key, None)


# --- Checks ---


def _checked(screen: Screen, values: Mapping[str, Any], audiences: Mapping[str, str]) -> dict[str, Any]:
    """Return the values to store; Invalid names every field at fault."""
    on_screen = {field.key: field for field in screen.fields}
    errors: dict[str, list[Any]] = {}
    cleaned: dict[str, Any] = {}
    for key, raw in values.items():
        if key not in on_screen:
            errors[key] = [_("Ce champ ne fait pas partie de cette section.")]
            continue
        try:
            cleaned[key] = clean_title(raw) if key == "title" else clean_value(on_screen[key], raw)
        except Invalid as error:
            errors |= error.fields or {key: [error.sentence]}
    errors |= {key: [sentence] for key, sentence in _audience_errors(set(on_screen), audiences).items()}
    if "visibility" in values and not values["visibility"]:
        errors["visibility"] = [_("Choisissez qui peut lire la fiche.")]
    if errors:
        raise Invalid(fields=errors)
    return cleaned


def _audience_errors(on_screen: set[str], audiences: Mapping[str, str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for key, given in audiences.items():
        field = FIELDS.get(key)
        if field is None or key not in on_screen or given not in Audience.values:
            wrong[key] = _("Choisissez une diffusion de la liste.")
        elif Audience(given).width < field.widest.width:
            wrong[key] = _("Ce champ ne peut pas être lu plus largement que : %(widest)s.") % {
                "widest": field.widest.label
            }
        elif key == "title" and given != field.audience:
            wrong[key] = _("Ce champ se lit comme la fiche entière. Changez la diffusion de la fiche.")
    return wrong


def _write(revision: Revision, screen: Screen, cleaned: Mapping[str, Any], audiences: Mapping[str, str]) -> None:
    """Put checked values and audiences on a revision that is not saved yet."""
    for key, value in cleaned.items():
        setattr(revision, FIELDS[key].attribute, value)
    written = {key: getattr(revision, f.attribute) for key, f in FIELDS.items() if not f.on_practice}
    on_screen = {field.key for field in screen.fields}
    contradictions: dict[str, list[Sentence]] = {
        key: [said] for key, said in record.inconsistencies(written).items() if key in on_screen
    }
    if contradictions:
        raise Invalid(fields=contradictions)
    merged = {**revision.audiences, **audiences}
    # Only what differs from the default is kept: a default that changes later is followed
    revision.audiences = {key: audience for key, audience in merged.items() if audience != FIELDS[key].audience}
