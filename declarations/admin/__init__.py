"""The desk's pages of this room."""

from declarations.admin.declarations import DeclarationAdmin
from declarations.admin.mandates import MandateAdmin
from declarations.admin.preparing import AmendmentAdmin, ProcedureAdmin
from declarations.admin.signatures import EventAdmin, SignatureAdmin

__all__ = ["AmendmentAdmin", "DeclarationAdmin", "EventAdmin", "MandateAdmin", "ProcedureAdmin", "SignatureAdmin"]
