"""The city's translations of its record: saved section by section, shown once finished, carried over.

The published version is translated, which never changes: a text is stale only when a later version was published. A
record that was never published is translated as it is written, so that its first version is read in both languages.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from common.errors import Conflict, Invalid, NotAllowed, NotPossible
from practices import index, permissions
from practices.actions.locking import lock_practice
from practices.actions.telling import tell
from practices.models import OPEN, Practice, Revision, Translation
from practices.record import FIELDS, Field, clean_value, is_empty
from practices.record.translating import (
    NEEDED,
    column_of,
    is_cell,
    is_stale,
    mark_of,
    source_of,
    sources_in,
)


def save_translation(
    *,
    by: Viewer,
    practice_id: int,
    language: str,
    texts: Mapping[str, Any],
    confirmed: Collection[str] = (),
    seen: str,
) -> Translation:
    """Save some texts; ``confirmed``: what the source's change left right. ``seen`` is ``state_of`` these texts.

    The same texts sent twice are saved once.
    """
    with transaction.atomic():
        practice, revision, translation = _locked(by, practice_id, language)
        sources = sources_of(revision)
        if seen != state_of(revision, translation, texts) and not texts.keys() <= sources.keys():
            raise Conflict  # a text of a row that somebody has changed since
        written = _cleaned(translation, sources, texts)
        if seen != state_of(revision, translation, texts):
            if all((translation.texts.get(key) or None) == (value or None) for key, value in written.items()):
                return translation
            raise Conflict
        for key, value in written.items():
            _write(revision, translation, key, sources[key][1], value, confirmed=key in confirmed)
        _let_go(translation, sources, texts)
        translation.author_id = by.user_id
        translation.saved_at = clock.now()
        translation.save()
        if translation.finished_at is not None:
            _shown(practice, revision)
            _tell("practice.translation_changed", by, practice, revision, language)
    return translation


def finish_translation(*, by: Viewer, practice_id: int, language: str, seen_revision: int) -> Translation:
    """Show a translation to the readers of the published record; the title and the summary are needed."""
    with transaction.atomic():
        practice, revision, translation = _locked(by, practice_id, language)
        if revision.pk != seen_revision:
            raise Conflict
        if translation.finished_at is not None:
            return translation
        if any(is_empty(translation.texts.get(key)) for key in NEEDED):
            raise NotPossible(_("Traduisez d’abord le titre et le résumé : ce sont eux que les listes montrent."))
        translation.finished_at = clock.now()
        translation.save()
        _shown(practice, revision)
        _tell("practice.translation_published", by, practice, revision, language)
    return translation


def withdraw_translation(*, by: Viewer, practice_id: int, language: str) -> None:
    """Take a translation away from readers, at old versions too; its texts stay. The secretariat may do it too."""
    with transaction.atomic():
        practice, revision, translation = _locked(by, practice_id, language, also_secretariat=True)
        if translation.finished_at is None:
            return
        Translation.objects.filter(revision__practice=practice, language=language).update(finished_at=None)
        _shown(practice, revision)
        _tell("practice.translation_withdrawn", by, practice, revision, language)


def carry_over(before: Revision | None, revision: Revision) -> None:
    """Give a newly published version the translations of the one before; what changed at the source is then stale."""
    if before is None:
        return
    for translation in Translation.objects.filter(revision=before).exclude(language=revision.language):
        translation.pk = None
        translation.revision = revision
        translation.save(force_insert=True)


def state_of(revision: Revision, translation: Translation | None, keys: Collection[str]) -> str:
    """Return the mark of what somebody sees who translates these texts: the sources, and what is written."""
    sources = sources_of(revision)
    return mark_of([[key, value, *_kept(translation, key)] for key, (_field, value) in sources.items() if key in keys])


def sources_of(revision: Revision) -> dict[str, tuple[Field, Any]]:
    """Return every text of a revision that is to be translated."""
    return sources_in(lambda key: getattr(revision, FIELDS[key].attribute))


def subject_of(practice: Practice) -> Revision | None:
    """Return the version that is translated: what is published, or the first one while it is being made."""
    if practice.published_id is not None:
        return Revision.unguarded.get(pk=practice.published_id)
    return Revision.unguarded.filter(practice=practice, state__in=OPEN).first()


def _kept(translation: Translation | None, key: str) -> list[Any]:
    return [translation.texts.get(key), translation.sources.get(key)] if translation else [None, None]


def _locked(
    by: Viewer, practice_id: int, language: str, *, also_secretariat: bool = False
) -> tuple[Practice, Revision, Translation]:
    practice = lock_practice(practice_id)
    if not (permissions.can_edit(by, practice) or (also_secretariat and by.is_secretariat)):
        raise NotAllowed
    revision = subject_of(practice)
    if revision is None:
        raise NotPossible(_("Aucun brouillon n’est ouvert pour cette fiche. Commencez une nouvelle version."))
    revision.practice = practice
    if language not in dict(settings.LANGUAGES) or language == revision.language:
        raise NotPossible(_("Choisissez une autre langue que celle de la fiche."))
    translation = Translation.objects.filter(revision=revision, language=language).first()
    return practice, revision, translation or Translation(revision=revision, language=language)


def _cleaned(
    translation: Translation, sources: Mapping[str, tuple[Field, Any]], texts: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the checked texts; Invalid names each one at fault."""
    errors: dict[str, list[Any]] = {}
    written: dict[str, Any] = {}
    for key, raw in texts.items():
        if key not in sources:
            errors[key] = [_("Ce texte n’est pas à traduire.")]
            continue
        try:
            written[key] = clean_value(sources[key][0], raw)
        except Invalid as error:
            errors |= error.fields or {key: [error.sentence]}
        else:
            if key in NEEDED and translation.finished_at is not None and not written[key]:
                errors[key] = [_("Ce texte est nécessaire tant que la traduction est publiée.")]
    if errors:
        raise Invalid(fields=errors)
    return written


def _write(revision: Revision, translation: Translation, key: str, source: Any, value: Any, *, confirmed: bool) -> None:
    """Put a text in its place; one that was not touched keeps the version it was made from."""
    if is_empty(value):
        translation.texts.pop(key, None)
        translation.sources.pop(key, None)
        return
    touched = translation.texts.get(key) != value
    if touched or confirmed or not is_stale(translation, key, source):
        translation.sources |= source_of(key, source, revision.number)
    translation.texts[key] = value


def _let_go(translation: Translation, sources: Collection[str], saved: Collection[str]) -> None:
    """Forget the translations of row texts that are gone, in the columns that were just looked at."""
    seen = {column_of(key) for key in saved if is_cell(key)}
    for key in [key for key in translation.texts if is_cell(key) and key not in sources and column_of(key) in seen]:
        translation.texts.pop(key)
        translation.sources.pop(key, None)


def _shown(practice: Practice, revision: Revision) -> None:
    if practice.published_id == revision.pk:
        practice.published = revision
        index.refresh(practice)


def _tell(verb: str, by: Viewer, practice: Practice, revision: Revision, language: str) -> None:
    audience = Audience(revision.audience) if practice.is_readable else Audience.OWN
    tell(verb, by, practice, revision=revision, audience=audience, language=language)
