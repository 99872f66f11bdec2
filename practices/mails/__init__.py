"""The letters about practices, by subject: who is told, and what each letter says when it leaves.

``tell_…`` is called by the actions, inside their transaction, with the journal entry that gives the letter its key;
whoever acted is never told. What a letter says is read again through the gate when it leaves. Subjects name no record.
"""

from practices.mails.adoption import (
    tell_adopted,
    tell_adoption_answered,
    tell_adoption_cancelled,
    tell_correction_settled,
)
from practices.mails.appeals import tell_appeal_decided, tell_appealed
from practices.mails.comments import tell_answered, tell_commented, tell_hidden, tell_mentioned, tell_reported
from practices.mails.experts import send_expert_link
from practices.mails.following import tell_assigned, tell_late, tell_point_answered, tell_point_replied
from practices.mails.freshness import tell_archived_unanswered, tell_confirmation_due, tell_links_dead
from practices.mails.mailed import tell_of_mailed
from practices.mails.presence import tell_archived, tell_claimed, tell_restored, tell_settled, tell_withdrawn
from practices.mails.relay import (
    tell_contact_accepted,
    tell_contact_asked,
    tell_contact_declined,
    tell_contact_expired,
    tell_contact_waiting,
)
from practices.mails.review import tell_changes_requested, tell_declined, tell_published, tell_submitted

__all__ = [
    "send_expert_link",
    "tell_adopted",
    "tell_adoption_answered",
    "tell_adoption_cancelled",
    "tell_answered",
    "tell_appeal_decided",
    "tell_appealed",
    "tell_archived",
    "tell_archived_unanswered",
    "tell_assigned",
    "tell_changes_requested",
    "tell_claimed",
    "tell_commented",
    "tell_confirmation_due",
    "tell_contact_accepted",
    "tell_contact_asked",
    "tell_contact_declined",
    "tell_contact_expired",
    "tell_contact_waiting",
    "tell_correction_settled",
    "tell_declined",
    "tell_hidden",
    "tell_late",
    "tell_links_dead",
    "tell_mentioned",
    "tell_of_mailed",
    "tell_point_answered",
    "tell_point_replied",
    "tell_published",
    "tell_reported",
    "tell_restored",
    "tell_settled",
    "tell_submitted",
    "tell_withdrawn",
]
