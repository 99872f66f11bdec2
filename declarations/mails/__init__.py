"""Letters about declarations: who is told, and what it says at the moment it leaves."""

from declarations.mails.preparing import (
    tell_asked,
    tell_consultation,
    tell_decided,
    tell_new_version,
    tell_procedure_ended,
)
from declarations.mails.signing import (
    tell_checked,
    tell_corrected,
    tell_opened,
    tell_prepared,
    tell_receipt,
    tell_succession,
    tell_to_check,
    tell_to_confirm,
    tell_withdrawn,
)
from declarations.mails.telling import note_of

__all__ = [
    "note_of",
    "tell_asked",
    "tell_checked",
    "tell_consultation",
    "tell_corrected",
    "tell_decided",
    "tell_new_version",
    "tell_opened",
    "tell_prepared",
    "tell_procedure_ended",
    "tell_receipt",
    "tell_succession",
    "tell_to_check",
    "tell_to_confirm",
    "tell_withdrawn",
]
