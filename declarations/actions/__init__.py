"""The verbs of declarations. Nobody saves around them, the desk included."""

from declarations.actions.ceremony import prepare_signature, support
from declarations.actions.mandates import ask_successors, check_mandate, end_mandate, refuse_mandate, state_mandate
from declarations.actions.paper import acknowledge, record_on_paper
from declarations.actions.preparing import (
    adopt,
    archive,
    close,
    close_overdue,
    open_for_signature,
    prepare,
    revise,
    write_text,
)
from declarations.actions.signing import Outcome, confirm, correct, erase_signatory, sign, withdraw
from declarations.actions.sourcing import record_from_source

__all__ = [
    "Outcome",
    "acknowledge",
    "adopt",
    "archive",
    "ask_successors",
    "check_mandate",
    "close",
    "close_overdue",
    "confirm",
    "correct",
    "end_mandate",
    "erase_signatory",
    "open_for_signature",
    "prepare",
    "prepare_signature",
    "record_from_source",
    "record_on_paper",
    "refuse_mandate",
    "revise",
    "sign",
    "state_mandate",
    "support",
    "withdraw",
    "write_text",
]
