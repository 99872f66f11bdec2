"""Writing a draft: section by section, until it is submitted."""

from collections.abc import Iterable
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
from practices.actions import translating
from practices.actions.attaching import carry_over
from practices.actions.locking import demand_move, lock_open_revision, lock_practice, lock_revision
from practices.actions.saving import clean_title, digest_of, save_section
from practices.actions.telling import tell
from practices.checks import Finding, errors_in, flags_of
from practices.models import Practice, PracticeState, Revision, RevisionState, Saving
from practices.record import Field
from practices.review.surroundings import findings

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


def create(*, by: Viewer, title: str, language: str = "fr", token: str = "") -> Revision:
    """Start a practice of the city acted for, and return its first draft: the same one when a form is sent twice."""
    if by.city_id is None or not permissions.can_create(by):
        raise NotAllowed
    if language not in dict(settings.LANGUAGES):
        raise Invalid(fields={"record_language": [_("Choisissez le français, l’anglais ou l’arabe.")]})
    name = clean_title(title)
    with transaction.atomic():
        # The city's row orders two people who give the same name at once
        city = City.objects.select_for_update(of=("self",), no_key=True).get(pk=by.city_id)
        form = {"token": token, "screen": "", "digest": digest_of({"title": name, "language": language}, {})}
        sent = Saving.objects.filter(**form, revision__author=by.user_id) if token else Saving.objects.none()
        earlier = sent.select_related("revision__practice").first()
        if earlier is not None:
            return earlier.revision
        practice = Practice.unguarded.create(city=city, slug=free_slug(city.slug, name))
        revision = Revision.unguarded.create(
            practice=practice,
            number=1,
            title=name,
            language=language,
            author_id=by.user_id,
            contributors=[by.user_id],
        )
        if token:
            Saving.objects.create(revision=revision, version=1, user_id=by.user_id, **form)
        tell("practice.created", by, practice, revision=revision)
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
        hand_over(revision, submitted_by_id=by.user_id, found=_demand_no_error(revision))
        entry = tell("practice.submitted", by, practice, revision=revision)
        mails.tell_submitted(entry, practice, revision)
    return revision


def hand_over(revision: Revision, *, submitted_by_id: int | None, found: list[Finding]) -> None:
    """Make a locked draft the secretariat's to read, with the points of attention that the checks raise."""
    revision.state = RevisionState.SUBMITTED
    revision.submitted_at = clock.now()
    revision.submitted_by_id = submitted_by_id
    revision.lock_version += 1
    revision.moderation_flags = list(dict.fromkeys([*revision.moderation_flags, *flags_of(found)]))
    revision.save()


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
        for field in Revision._meta.concrete_fields  # noqa: SLF001  # documented by Django
        if field.name not in _NOT_COPIED
    }
    kept |= {"author_id": author_id, "contributors": [pk for pk in contributors if pk is not None]}
    kept.pop("author")
    # A point of attention belongs to the version that was read
    made = Revision.unguarded.create(number=number, **{**kept, "moderation_flags": [], "moderation_note": ""})
    carry_over(revision, made)
    if revision.practice.published_id is None:  # what is published carries its own over when the next version is
        translating.carry_over(revision, made)
    return made


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


def _demand_no_error(revision: Revision) -> list[Finding]:
    """Refuse what may not be sent as it is, each thing beside its field; return all the findings otherwise."""
    found = findings(revision)
    errors: dict[str, list[Any]] = {key: [*told] for key, told in errors_in(found).items()}
    if errors:
        raise Invalid(_("Certains textes ne peuvent pas être envoyés ainsi. Corrigez-les."), fields=errors)
    return found
