"""A person without an account reads some sections of one revision: invited, opened, commented, closed."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import tokens
from accounts.addresses import normal
from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from common.errors import Invalid, NotAllowed, NotPossible
from common.text import clean
from practices import mails
from practices.actions.locking import clean_note, lock_revision
from practices.actions.telling import tell
from practices.models import ExpertComment, ExpertReading, PracticeState, RevisionState
from practices.review.experts import SECTIONS_SHOWN, open_reading

LONGEST = 3000
MOST = 40  # comments of one reading
MOST_DAYS = 30
DAYS = 14


def invite_expert(
    *,
    by: Viewer,
    revision_id: int,
    email: str,
    sections: Iterable[str],
    members_too: bool = False,
    days: int = DAYS,
    language: str = "fr",
    message: str = "",
) -> ExpertReading:
    """Send to one address a link to some sections of a submitted revision; the link is only in the letter."""
    if not by.is_secretariat or by.user_id is None:
        raise NotAllowed
    address = normal(email)
    chosen = [key for key in SECTIONS_SHOWN if key in set(sections)]
    if not chosen:
        raise Invalid(fields={"sections": [_("Choisissez au moins une section.")]})
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(fields={"days": [_("Choisissez de 1 à %(max)d jours.") % {"max": MOST_DAYS}]})
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        if revision.state != RevisionState.SUBMITTED or practice.state == PracticeState.WITHDRAWN:
            raise NotPossible
        if revision.audience not in {Audience.PUBLIC, Audience.MEMBERS}:
            raise NotPossible(_("La ville réserve cette fiche à certains lecteurs : elle ne peut pas être confiée."))
        now = clock.now()
        for earlier in ExpertReading.objects.filter(revision=revision, email=address, revoked_at__isnull=True):
            if earlier.expires_at > now:
                raise Invalid(fields={"email": [_("Un lien est déjà ouvert pour cette adresse. Fermez-le d’abord.")]})
            earlier.revoked_at = now
            earlier.save(update_fields=["revoked_at"])
        token, token_hash = tokens.make()
        made = ExpertReading.objects.create(
            revision=revision,
            email=address,
            language=language,
            sections=chosen,
            members_too=members_too or revision.audience == Audience.MEMBERS,
            message=clean_note(message, needed=False),
            token_hash=token_hash,
            invited_by_id=by.user_id,
            expires_at=now + timedelta(days=days),
        )
        # The address stays out of the journal, which never changes
        tell("practice.expert_invited", by, practice, revision=revision, reading=made.pk)
        mails.send_expert_link(made, practice, token)
    return made


def revoke_expert(*, by: Viewer, reading_id: int) -> ExpertReading:
    """Close a link; twice changes nothing."""
    if not by.is_secretariat:
        raise NotAllowed
    with transaction.atomic():
        found = _lock(reading_id)
        if found.revoked_at is None:
            found.revoked_at = clock.now()
            found.save(update_fields=["revoked_at"])
            tell("practice.expert_revoked", by, found.revision.practice, revision=found.revision, reading=found.pk)
    return found


def enter_as_expert(*, token: str, email: str) -> ExpertReading:
    """Open a reading to whoever says the address that the link was sent to."""
    with transaction.atomic():
        opened = open_reading(token)
        if opened is None:
            raise NotPossible
        found = _lock(opened.pk)
        if clean(email).lower() != found.email:
            sentence = _("Ce n’est pas l’adresse à laquelle le lien a été envoyé. Reprenez celle de la lettre.")
            raise Invalid(sentence, fields={"email": [sentence]})
        if found.opened_at is None:
            found.opened_at = clock.now()
            found.save(update_fields=["opened_at"])
            tell("practice.expert_opened", None, found.revision.practice, revision=found.revision, reading=found.pk)
    return found


def comment_as_expert(*, reading_id: int, section: str, body: str) -> ExpertComment:
    """Write to the reviewers about a section of the reading, or about the whole; the same words twice are one."""
    with transaction.atomic():
        found = _lock(reading_id)
        if found.revoked_at is not None or found.expires_at <= clock.now():
            raise NotPossible(_("Ce lien n’est plus ouvert."))
        written = clean(body)
        if not written or len(written) > LONGEST:
            sentence = _("Écrivez votre remarque : %(max)d signes au plus.") % {"max": LONGEST}
            raise Invalid(sentence, fields={"body": [sentence]})
        about = section if section in found.sections else ""
        same = ExpertComment.objects.filter(reading=found, section=about, body=written).first()
        if same is not None:
            return same
        if ExpertComment.objects.filter(reading=found).count() >= MOST:
            raise NotPossible(_("Vous avez déjà écrit quarante remarques. Écrivez au secrétariat pour la suite."))
        made = ExpertComment.objects.create(reading=found, section=about, body=written)
        tell("practice.expert_commented", None, found.revision.practice, revision=found.revision, reading=found.pk)
    return made


def _lock(reading_id: int) -> ExpertReading:
    rows = ExpertReading.objects.select_for_update(of=("self",)).select_related("revision__practice__city")
    found = rows.filter(pk=reading_id).first()
    if found is None:
        raise NotAllowed
    return found
