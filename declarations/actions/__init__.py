"""The verbs of declarations. Nobody saves around them, the desk included."""

from declarations.actions.preparing import (
    adopt,
    archive,
    close,
    open_for_signature,
    prepare,
    revise,
    write_text,
)
from declarations.actions.signing import Outcome, confirm, correct, erase_signatory, sign, withdraw
from declarations.actions.sourcing import record_from_source

__all__ = [
    "Outcome",
    "adopt",
    "archive",
    "close",
    "confirm",
    "correct",
    "erase_signatory",
    "open_for_signature",
    "prepare",
    "record_from_source",
    "revise",
    "sign",
    "withdraw",
    "write_text",
]
