"""Writing a draft: section by section, until it is submitted."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from common.errors import Invalid, NotAllowed, NotPossible
from common.text import fold
from practices import mails, permissions, record
from practices.actions.locking import demand_move, lock_open_revision, lock_practice, lock_revision
from practices.actions.telling import tell
from practices.models import Practice, PracticeState, Revision, RevisionState
from practices.record import FIELDS, Field, clean_value, section_called

_NOT_COPIED = {
    "id",
    "number",
    "state",
    "lock_version",
    "created_at",
    "saved_at",
    "submitted_at",
    "submitted_by",
    "decided_at",
    "decided_by",
    "decision_note",
}


def create(*, by: Viewer, title: str, language: str = "fr") -> Revision:
    """Start a practice of the city acted for, and return its first draft."""
    if by.city_id is None or not permissions.can_create(by):
        raise NotAllowed
    if language not in dict(settings.LANGUAGES):
        raise Invalid(fields={"record_language": [_("Choisissez le français, l’anglais ou l’arabe.")]})
    name = _title(title)
    with transaction.atomic():
        # The city's row orders two people who give the same name at once
        city = City.objects.select_for_update(of=("self",), no_key=True).get(pk=by.city_id)
        practice = Practice.unguarded.create(city=city, slug=free_slug(city.slug, name))
        revision = Revision.unguarded.create(
            practice=practice,
            number=1,
            title=name,
            language=language,
            author_id=by.user_id,
            contributors=[by.user_id],
        )
        tell("practice.created", by, practice, revision=revision)
    return revision


def save_section(
    *,
    by: Viewer,
    revision_id: int,
    section: str,
    values: Mapping[str, Any],
    audiences: Mapping[str, str] | None = None,
    seen_version: int,
) -> Revision:
    """Save what is given of one section of a draft; Invalid names every field at fault and nothing is saved."""
    found = section_called(section)
    if found is None:
        raise NotPossible(_("Cette section n’existe pas."))
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        demand_move(by, "save", practice, revision, seen_version)
        _write(revision, found.key, values, audiences or {})
        _stamp(revision, by)
        revision.save()
    return revision


def set_audience(
    *, by: Viewer, revision_id: int, audience: str, named_cities: Iterable[int | str] = (), seen_version: int
) -> Revision:
    """Say who may read the whole record: no field is read more widely than it."""
    values = {"visibility": audience, "named_cities": list(named_cities)}
    return save_section(by=by, revision_id=revision_id, section="I", values=values, seen_version=seen_version)


def submit(*, by: Viewer, revision_id: int, seen_version: int) -> Revision:
    """Hand a draft to the secretariat. From here on its content never changes."""
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        demand_move(by, "submit", practice, revision, seen_version)
        _demand_complete(revision)
        revision.state = RevisionState.SUBMITTED
        revision.submitted_at = clock.now()
        revision.submitted_by_id = by.user_id
        revision.lock_version += 1
        flags = [caution.code for caution in record.cautions(revision)]
        revision.moderation_flags = list(dict.fromkeys([*revision.moderation_flags, *flags]))
        revision.save()
        entry = tell("practice.submitted", by, practice, revision=revision)
        mails.tell_submitted(entry, practice, revision)
    return revision


def start_revision(*, by: Viewer, practice_id: int) -> Revision:
    """Open a draft of the next version from the published one, or from the last; readers see no difference."""
    with transaction.atomic():
        practice = lock_practice(practice_id)
        demand_move(by, "start_revision", practice, None, None)
        if lock_open_revision(practice) is not None:
            raise NotPossible(_("Une version de cette fiche est déjà en cours. Ouvrez-la."))
        last = Revision.unguarded.filter(practice=practice).order_by("-number").first()
        source = practice.published or last
        if source is None or last is None:
            raise NotPossible
        revision = copy_of(source, number=last.number + 1, author_id=by.user_id, contributors=[by.user_id])
        tell("practice.revision_started", by, practice, revision=revision)
    return revision


def discard(*, by: Viewer, revision_id: int, seen_version: int) -> None:
    """Throw a draft away, with its practice when that was all there was."""
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        demand_move(by, "discard", practice, revision, seen_version)
        if revision.author_id is None:
            raise NotPossible(_("Cette notice vient de sources publiques : demandez son retrait au secrétariat."))
        tell("practice.draft_discarded", by, practice, revision=revision)
        revision.delete()
        if practice.state == PracticeState.UNPUBLISHED and not Revision.unguarded.filter(practice=practice).exists():
            practice.delete()


def copy_of(revision: Revision, *, number: int, author_id: int | None, contributors: list[int | None]) -> Revision:
    """Write a draft with the content of another revision."""
    kept = {
        field.name: getattr(revision, field.name)
        for field in Revision._meta.concrete_fields  # noqa: SLF001  (documented by Django)
        if field.name not in _NOT_COPIED
    }
    kept |= {"author_id": author_id, "contributors": [pk for pk in contributors if pk is not None]}
    kept.pop("author")
    # A point of attention belongs to the version that was read
    return Revision.unguarded.create(number=number, **{**kept, "moderation_flags": [], "moderation_note": ""})


def free_slug(city_slug: str, title: str) -> str:
    """Return an address nobody has; the caller holds the city's lock."""
    words = slugify(fold(title))[:80].strip("-")
    base = words if words.startswith(f"{city_slug}-") else f"{city_slug}-{words or 'pratique'}"
    taken = set(Practice.unguarded.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


# --- Checks ---


def _title(raw: str) -> str:
    try:
        title: str = clean_value(FIELDS["title"], raw)
    except Invalid as error:
        raise Invalid(error.sentence, fields={"title": [error.sentence]}) from error
    if not title:
        sentence = _("Donnez un titre à la pratique.")
        raise Invalid(sentence, fields={"title": [sentence]})
    return title


def _write(revision: Revision, section: str, values: Mapping[str, Any], audiences: Mapping[str, str]) -> None:
    """Put checked values and audiences on a revision that is not saved yet."""
    errors: dict[str, list[Any]] = {}
    for key, raw in values.items():
        field = FIELDS.get(key)
        if field is None or field.section != section or not field.editable:
            errors[key] = [_("Ce champ ne fait pas partie de cette section.")]
            continue
        try:
            value = _title(raw) if key == "title" else clean_value(field, raw)
        except Invalid as error:
            errors |= error.fields or {key: [error.sentence]}
        else:
            setattr(revision, field.attribute, value)
    errors |= {key: [sentence] for key, sentence in _audience_errors(section, audiences).items()}
    if not errors:
        written = {key: getattr(revision, f.attribute) for key, f in FIELDS.items() if not f.on_practice}
        contradictions = record.inconsistencies(written)
        errors |= {key: [sentence] for key, sentence in contradictions.items() if FIELDS[key].section == section}
    if "visibility" in values and not values["visibility"]:
        errors["visibility"] = [_("Choisissez qui peut lire la fiche.")]
    if errors:
        raise Invalid(fields=errors)
    revision.audiences = _merged(revision.audiences, audiences)


def _audience_errors(section: str, audiences: Mapping[str, str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for key, given in audiences.items():
        field = FIELDS.get(key)
        if field is None or field.section != section or given not in Audience.values:
            wrong[key] = _("Choisissez une diffusion de la liste.")
        elif Audience(given).width < field.widest.width:
            wrong[key] = _("Ce champ ne peut pas être lu plus largement que : %(widest)s.") % {
                "widest": field.widest.label
            }
        elif (key == "title" or not field.editable) and given != field.audience:
            wrong[key] = _("Ce champ se lit comme la fiche entière. Changez la diffusion de la fiche.")
    return wrong


def _merged(present: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Keep only what differs from the default: a default that changes later is followed."""
    merged = {**present, **given}
    return {key: audience for key, audience in merged.items() if audience != FIELDS[key].audience}


def _demand_complete(revision: Revision) -> None:
    lacking: list[Field] = record.missing(revision, "submit")
    errors: dict[str, list[Any]] = {field.key: [_("À remplir avant de soumettre.")] for field in lacking}
    used = {revision.audience, *revision.audiences.values()}
    if Audience.NAMED in used and not revision.named_cities:
        errors["named_cities"] = [_("Nommez au moins une ville, ou choisissez une autre diffusion.")]
    if errors:
        sentence = ngettext(
            "Il reste %(count)d champ à remplir avant de soumettre.",
            "Il reste %(count)d champs à remplir avant de soumettre.",
            len(errors),
        )
        raise Invalid(sentence % {"count": len(errors)}, fields=errors)


def _stamp(revision: Revision, by: Viewer) -> None:
    revision.lock_version += 1
    revision.saved_at = clock.now()
    if by.user_id is not None:  # the last who wrote comes last
        revision.contributors = [*(pk for pk in revision.contributors if pk != by.user_id), by.user_id]
