"""A city takes up the practice of another: it declares, keeps it true, takes it back; the other city answers."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from common.errors import Conflict, Invalid, NotAllowed, NotPossible, Sentence
from journal.models import Entry
from practices import index, mails, permissions
from practices.actions.locking import clean_note, lock_practice
from practices.actions.telling import published_audience, tell_of_adoption
from practices.actions.words import bounded, refused
from practices.models import Adoption, AdoptionAnswer, AdoptionState, AdoptionStep, AnswerKind, Practice
from practices.models.adoption import READ_BY
from practices.record import FIELDS, clean_value

LONGEST = 1500
LONGEST_ANSWER = 600
TEXTS = ("changed", "why", "result")


def declare_adoption(*, by: Viewer, practice_id: int, values: Mapping[str, str], seen_version: int = 0) -> Adoption:
    """Say that the city acted for takes up a practice, or change what it said; the same words twice are said once.

    ``values``: state, since, changed, why, result, audience, and grown_into, the slug of a practice of its own.
    ``seen_version`` is 0 where nothing was declared yet.
    """
    with transaction.atomic():
        practice = lock_practice(practice_id)
        if by.city_id is None or by.user_id is None or not permissions.can_adopt(by, practice):
            raise NotAllowed
        declared = _cleaned(by, practice, values)
        found = Adoption.unguarded.select_for_update(of=("self",)).filter(
            practice=practice, city_id=by.city_id, cancelled_at__isnull=True
        )
        adoption = found.first()
        if adoption is None:
            if seen_version:
                raise Conflict(_("Cette déclaration a été retirée depuis que vous l’avez ouverte."))
            adoption = Adoption(practice=practice, city_id=by.city_id, lock_version=0)
        elif all(getattr(adoption, key) == value for key, value in declared.items()):
            return adoption
        elif adoption.lock_version != seen_version:
            raise Conflict(_("Votre ville a déclaré autre chose entre-temps. Relisez la page, puis recommencez."))
        _save(by, practice, adoption, declared)
    return adoption


def cancel_adoption(*, by: Viewer, adoption_id: int, seen_version: int, note: str = "") -> Adoption:
    """Take back what was declared by mistake: its own city, or the secretariat with its reasons."""
    with transaction.atomic():
        practice, adoption = _lock(by, adoption_id)
        if not (by.is_secretariat or permissions.declared_by(by, adoption)):
            raise NotAllowed
        if adoption.lock_version != seen_version:
            raise Conflict
        reasons = clean_note(note, needed=not permissions.declared_by(by, adoption))
        _link(practice, adoption.grown_into_id, None)
        adoption.cancelled_at = clock.now()
        adoption.lock_version += 1
        adoption.save(update_fields=["cancelled_at", "lock_version"])
        index.set_adopters(practice)
        entry = tell_of_adoption("adoption.cancelled", by, adoption, note=reasons)
        mails.tell_adoption_cancelled(entry, adoption)
    return adoption


def answer_adoption(*, by: Viewer, adoption_id: int, kind: str, body: str, seen_version: int) -> AdoptionAnswer:
    """The city of the practice thanks, or corrects what was said of it; the secretariat is told of a correction."""
    with transaction.atomic():
        practice, adoption = _lock(by, adoption_id)
        if by.city_id is None or by.user_id is None or not permissions.can_answer_adoption(by, adoption):
            raise NotAllowed
        if kind not in AnswerKind.values:
            raise refused("kind", _("Dites si vous remerciez ou si vous corrigez."))
        words = bounded("body", body, LONGEST_ANSWER)
        if kind == AnswerKind.CORRECTION and not words:
            raise refused("body", _("Écrivez ce qui est à corriger."))
        answer = AdoptionAnswer.objects.filter(adoption=adoption).first() or AdoptionAnswer(adoption=adoption)
        if answer.pk and (answer.kind, answer.body) == (kind, words):
            return answer
        if adoption.lock_version != seen_version:
            raise Conflict(_("L’autre ville a changé sa déclaration entre-temps. Relisez-la, puis recommencez."))
        answer.kind, answer.body = kind, words
        answer.city_id, answer.author_id = by.city_id, by.user_id
        answer.created_at = clock.now()
        answer.handled_at = answer.handled_by_id = None
        answer.save()
        entry = tell_of_adoption("adoption.answered", by, adoption, city_id=practice.city_id, answer=kind)
        mails.tell_adoption_answered(entry, adoption, answer)
    return answer


def settle_correction(*, by: Viewer, answer_id: int, note: str = "") -> AdoptionAnswer:
    """The secretariat has dealt with a correction; both cities are told."""
    if not by.is_secretariat:
        raise NotAllowed
    with transaction.atomic():
        found = AdoptionAnswer.objects.select_for_update(of=("self",)).filter(pk=answer_id).first()
        if found is None or found.kind != AnswerKind.CORRECTION or found.handled_at is not None:
            raise NotPossible
        found.handled_at = clock.now()
        found.handled_by_id = by.user_id
        found.save(update_fields=["handled_at", "handled_by"])
        adoption = Adoption.unguarded.get(pk=found.adoption_id)
        words = clean_note(note, needed=False)
        entry = tell_of_adoption("adoption.correction_settled", by, adoption, note=words)
        mails.tell_correction_settled(entry, adoption)
    return found


# --- What a declaration changes ---


def _save(by: Viewer, practice: Practice, adoption: Adoption, declared: dict[str, Any]) -> None:
    is_new = adoption.pk is None
    moved = is_new or (adoption.state, adoption.since) != (declared["state"], declared["since"])
    told = moved or (declared["result"] and declared["result"] != adoption.result)
    _link(practice, adoption.grown_into_id, declared["grown_into_id"])
    for key, value in declared.items():
        setattr(adoption, key, value)
    adoption.author_id = by.user_id or 0
    adoption.lock_version += 1
    adoption.saved_at = clock.now()
    adoption.save()
    if moved:
        AdoptionStep.objects.create(adoption=adoption, state=adoption.state, since=adoption.since)
        index.set_adopters(practice)
    verb = "adoption.declared" if is_new else "adoption.changed"
    entry = tell_of_adoption(verb, by, adoption, audience=published_audience(practice), state=adoption.state)
    if told:
        mails.tell_adopted(entry, practice, adoption)


def _link(practice: Practice, before: int | None, after: int | None) -> None:
    """Keep one account of the lineage: the practice that grew out of the adoption says where it comes from."""
    if before == after:
        return
    started = Entry.objects.filter(verb="practice.inspired", subject_type="practice", subject_id=before or 0)
    if before is not None and not started.exists():  # a draft that was started from it keeps saying so
        Practice.unguarded.filter(pk=before, inspired_by=practice).update(inspired_by=None)
    if after is not None:
        Practice.unguarded.filter(pk=after, inspired_by=None).update(inspired_by=practice)


# --- Checks ---


def _lock(by: Viewer, adoption_id: int) -> tuple[Practice, Adoption]:
    """Lock a practice, then an adoption that the viewer reads; any other answers like one that does not exist."""
    practice_id = Adoption.objects.visible_to(by).filter(pk=adoption_id).values_list("practice_id", flat=True).first()
    if practice_id is None:
        raise NotAllowed
    practice = lock_practice(practice_id)
    found = Adoption.unguarded.select_for_update(of=("self",)).get(pk=adoption_id)
    if found.cancelled_at is not None:
        raise NotPossible
    found.practice = practice
    return practice, found


def _cleaned(by: Viewer, practice: Practice, values: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of a declaration; Invalid names every field at fault."""
    errors: dict[str, list[Sentence]] = {}

    def checked(key: str, check: Callable[[str], Any]) -> Any:
        try:
            return check(values.get(key, ""))
        except Invalid as refusal:
            errors[key] = [refusal.sentence]
            return None

    found = {
        "state": checked("state", _state),
        "since": checked("since", lambda raw: clean_value(FIELDS["start_date"], raw)),
        "audience": checked("audience", _audience),
        "grown_into_id": checked("grown_into", lambda slug: _grown(by, practice, slug)),
        **{key: checked(key, partial(bounded, key, longest=LONGEST)) for key in TEXTS},
    }
    if errors:
        raise Invalid(fields=errors)
    return found


def _state(raw: str) -> str:
    if raw not in AdoptionState.values:
        raise Invalid(_("Dites où votre ville en est."))
    return raw


def _audience(raw: str) -> str:
    if (raw or Audience.MEMBERS) not in READ_BY:
        raise Invalid(_("Choisissez qui lit vos textes."))
    return raw or Audience.MEMBERS


def _grown(by: Viewer, practice: Practice, slug: str) -> int | None:
    if not slug:
        return None
    own = (
        Practice.objects.editable_by(by).filter(slug=slug).exclude(pk=practice.pk).values_list("pk", flat=True).first()
    )
    if own is None:
        raise Invalid(_("Choisissez une fiche de votre ville."))
    return own
