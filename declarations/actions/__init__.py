"""The verbs of declarations. Nobody saves around them, the desk included."""

from declarations.actions.adopting import Sitting, adopt, sitting_of
from declarations.actions.amending import (
    Proposal,
    accept,
    propose,
    reject,
    support_amendment,
    take_back,
    withdraw_support,
)
from declarations.actions.asking import (
    Question,
    ask_in_writing,
    end_procedures,
    object_to,
    stop_procedure,
    withdraw_objection,
)
from declarations.actions.ceremony import prepare_signature, support
from declarations.actions.consulting import (
    end_consultation,
    keep_consultations,
    make_ready,
    open_consultation,
    write_again,
)
from declarations.actions.mandates import ask_successors, check_mandate, end_mandate, refuse_mandate, state_mandate
from declarations.actions.paper import acknowledge, record_on_paper
from declarations.actions.preparing import (
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
    "Proposal",
    "Question",
    "Sitting",
    "accept",
    "acknowledge",
    "adopt",
    "archive",
    "ask_in_writing",
    "ask_successors",
    "check_mandate",
    "close",
    "close_overdue",
    "confirm",
    "correct",
    "end_consultation",
    "end_mandate",
    "end_procedures",
    "erase_signatory",
    "keep_consultations",
    "make_ready",
    "object_to",
    "open_consultation",
    "open_for_signature",
    "prepare",
    "prepare_signature",
    "propose",
    "record_from_source",
    "record_on_paper",
    "refuse_mandate",
    "reject",
    "revise",
    "sign",
    "sitting_of",
    "state_mandate",
    "stop_procedure",
    "support",
    "support_amendment",
    "take_back",
    "withdraw",
    "withdraw_objection",
    "withdraw_support",
    "write_again",
    "write_text",
]
