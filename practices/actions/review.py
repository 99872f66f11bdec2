"""The secretariat's decisions, each on the revision that was read."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from common.errors import Invalid, NotAllowed, NotPossible
from practices import index, mails, record
from practices.actions.freshness import close_rounds
from practices.actions.locking import clean_note, demand_move, lock_open_revision, lock_practice, lock_revision
from practices.actions.telling import settle_claims, tell
from practices.actions.translating import carry_over
from practices.actions.writing import copy_of
from practices.checks import Finding, errors_in, is_sensitive
from practices.models import (
    Answer,
    Appeal,
    ClaimKind,
    DecisionReason,
    Decline,
    Origin,
    Outcome,
    Point,
    Practice,
    PracticeState,
    Revision,
    RevisionState,
    SecondReading,
)
from practices.models.review import LANGUAGES
from practices.record import FIELDS, clean_value
from practices.review.surroundings import checked, findings


def request_changes(*, by: Viewer, revision_id: int, seen_version: int, note: str) -> Revision:
    """Send a submitted revision back with reasons; the city finds a new draft with the same content."""
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        demand_move(by, "request_changes", practice, revision, seen_version)
        prepared = Point.objects.filter(practice=practice, sent_at__isnull=True).exists()
        _decide(revision, by, RevisionState.CHANGES_REQUESTED, clean_note(note, needed=not prepared))
        copy_of(
            revision,
            number=revision.number + 1,
            author_id=revision.author_id,
            contributors=list(revision.contributors),
        )
        entry = tell("practice.changes_requested", by, practice, revision=revision, note=revision.decision_note)
        mails.tell_changes_requested(entry, practice, revision)
    return revision


def publish(*, by: Viewer, revision_id: int, seen_version: int, note: str = "") -> Revision:
    """Offer a submitted revision to its readers, in place of the one they read until now."""
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        demand_move(by, "publish", practice, revision, seen_version)
        _demand_complete(revision)
        _demand_read(by, revision)
        first = practice.first_published_at is None
        _decide(revision, by, RevisionState.ACCEPTED, clean_note(note, needed=False))
        # What the city submitted is the city's own: the banner of public sources leaves
        practice.origin = Origin.CITY
        practice.confidence = practice.verified_note = ""
        practice.last_confirmed_on = clock.now().date()
        _offer(practice, revision)
        settle_claims(practice, by, ClaimKind.CLAIM)
        verb = "practice.published" if first else "practice.updated"
        # The reasons of a decision are the city’s and the secretariat’s: they stay out of what readers may see
        entry = tell(verb, by, practice, revision=revision, audience=Audience(revision.audience))
        mails.tell_published(entry, practice, revision)
    return revision


def decline(
    *, by: Viewer, revision_id: int, seen_version: int, note: str = "", reasons: Iterable[int] = ()
) -> Revision:
    """Refuse a submitted revision, with reasons of the list or one's own words; what was published before stays."""
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        demand_move(by, "decline", practice, revision, seen_version)
        chosen = list(DecisionReason.objects.filter(pk__in=list(reasons), active=True))
        _decide(revision, by, RevisionState.DECLINED, clean_note(note, needed=not chosen))
        words = [{language: one.in_language(language) for language in LANGUAGES} for one in chosen]
        Decline.objects.create(revision=revision, reasons=words)
        entry = tell("practice.declined", by, practice, revision=revision, note=revision.decision_note)
        mails.tell_declined(entry, practice, revision)
    return revision


def publish_from_sources(*, by: Viewer, practice_id: int, seen_version: int, note: str = "") -> Revision:
    """Publish a record drawn from public sources, that no city wrote: every surface says so."""
    with transaction.atomic():
        practice = lock_practice(practice_id)
        revision = lock_open_revision(practice)
        if practice.origin != Origin.PUBLIC_SOURCES or revision is None:
            raise NotPossible
        demand_move(by, "publish_from_sources", practice, revision, seen_version)
        if revision.author_id is not None or revision.contributors:
            raise NotPossible(_("La ville a pris cette notice en main : elle la soumettra elle-même."))
        if "amalgam_risk" in revision.moderation_flags:
            raise NotPossible(_("Cette notice porte un risque d’amalgame : elle reste un brouillon."))
        _demand_no_error(findings(revision), _("Corrigez ces textes, puis publiez."))
        first = practice.first_published_at is None
        _decide(revision, by, RevisionState.ACCEPTED, clean_note(note, needed=False))
        _offer(practice, revision)
        verb = "practice.published_from_sources" if first else "practice.updated_from_sources"
        tell(verb, by, practice, revision=revision, audience=Audience(revision.audience))
    return revision


def set_flags(*, by: Viewer, revision_id: int, seen_version: int, flags: Sequence[str], note: str = "") -> Revision:
    """Mark points of attention on a revision in review or imported; the city and the secretariat read them."""
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        drawn = revision.author_id is None and not revision.contributors
        move = "publish_from_sources" if drawn and revision.state == RevisionState.DRAFT else "publish"
        demand_move(by, move, practice, revision, seen_version)
        revision.moderation_flags = clean_value(FIELDS["moderation_flags"], list(flags))
        revision.moderation_note = clean_value(FIELDS["moderation_note"], note)
        revision.lock_version += 1
        revision.save()
        tell("practice.flagged", by, practice, revision=revision)
    return revision


def _demand_complete(revision: Revision) -> None:
    lacking = record.missing(revision, "publish")
    if lacking:
        asked = _("« %(field)s » est à remplir avant de publier.")
        errors: dict[str, list[Any]] = {field.key: [asked % {"field": field.label}] for field in lacking}
        sentence = ngettext(
            "Il manque %(count)d champ avant de publier. Demandez des compléments à la ville.",
            "Il manque %(count)d champs avant de publier. Demandez des compléments à la ville.",
            len(errors),
        )
        raise Invalid(sentence % {"count": len(errors)}, fields=errors)


def _demand_no_error(found: list[Finding], what_to_do: str) -> None:
    """Refuse what would harm somebody as it is: what blocks a submission blocks a publication too."""
    named = _("« %(field)s » : %(sentence)s")
    errors: dict[str, list[Any]] = {
        key: [named % {"field": FIELDS[key].label, "sentence": sentence} for sentence in told]
        for key, told in errors_in(found).items()
    }
    if errors:
        sentence = _("Cette version contient ce qui ne peut pas être publié.")
        raise Invalid(f"{sentence} {what_to_do}", fields=errors)


def _demand_read(by: Viewer, revision: Revision) -> None:
    """Nothing found by the checks blocks the version; what could harm somebody is read by two people."""
    shown, found = checked(revision)
    _demand_no_error(found, _("Demandez à la ville de le corriger."))
    if not is_sensitive(shown, found):
        return
    if not SecondReading.objects.filter(revision=revision).exclude(reader_id=by.user_id).exists():
        raise NotPossible(
            _("Cette fiche est sensible : une autre personne du secrétariat doit d’abord la relire et le noter.")
        )


def _demand_other_after_appeal(by: Viewer, revision: Revision) -> None:
    """The first version that is decided after an upheld appeal is not decided by who decided before it."""
    earlier = Revision.unguarded.filter(practice_id=revision.practice_id, number__lt=revision.number)
    decided = earlier.filter(decided_at__isnull=False).order_by("-number").values("pk")[:1]
    upheld = Appeal.objects.filter(revision__in=decided, outcome=Outcome.UPHELD)
    if upheld.filter(first_decider=by.user_id).exists():
        raise NotAllowed(_("La ville a fait appel de votre décision : une autre personne doit décider cette fois."))


def _decide(revision: Revision, by: Viewer, state: RevisionState, note: str) -> None:
    _demand_other_after_appeal(by, revision)
    revision.state = state
    revision.decided_at = clock.now()
    revision.decided_by_id = by.user_id
    revision.decision_note = note
    revision.lock_version += 1
    revision.save()
    # What was prepared while reading goes to the city with the decision
    Point.objects.filter(practice_id=revision.practice_id, sent_at__isnull=True).update(sent_at=revision.decided_at)


def _offer(practice: Practice, revision: Revision) -> None:
    carry_over(practice.published, revision)
    practice.published = revision
    practice.state = PracticeState.PUBLISHED
    practice.published_at = revision.decided_at
    practice.first_published_at = practice.first_published_at or revision.decided_at
    practice.save()
    close_rounds(practice, Answer.PUBLISHED, by=None, now=clock.now())
    index.refresh(practice)
