"""The desk's pages of this room."""

from declarations.admin.declarations import DeclarationAdmin
from declarations.admin.mandates import MandateAdmin
from declarations.admin.signatures import EventAdmin, SignatureAdmin

__all__ = ["DeclarationAdmin", "EventAdmin", "MandateAdmin", "SignatureAdmin"]
