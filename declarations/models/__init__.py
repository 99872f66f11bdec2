"""Declarations and their texts, the ledger, the wall drawn from it, and the mandates of those who sign."""

from declarations.models.declaration import (
    AdoptionMode,
    Declaration,
    DeclarationQuerySet,
    Event,
    Kind,
    Said,
    Signatory,
    Statement,
    Text,
    TextStatus,
    Verification,
    in_language,
)
from declarations.models.head import SignedHead, SigningKey
from declarations.models.mandate import Basis, Mandate, Preparation, Support
from declarations.models.signature import ACTIVE_LINES, Signature

__all__ = [
    "ACTIVE_LINES",
    "AdoptionMode",
    "Basis",
    "Declaration",
    "DeclarationQuerySet",
    "Event",
    "Kind",
    "Mandate",
    "Preparation",
    "Said",
    "Signatory",
    "Signature",
    "SignedHead",
    "SigningKey",
    "Statement",
    "Support",
    "Text",
    "TextStatus",
    "Verification",
    "in_language",
]
