"""Declarations and their texts, how they are prepared and adopted, the ledger, the wall drawn from it, and mandates."""

from declarations.models.adoption import AdoptionAct, Objection, Procedure
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
from declarations.models.preparation import Amendment, AmendmentKind, AmendmentSupport, Consultation
from declarations.models.signature import ACTIVE_LINES, Signature

__all__ = [
    "ACTIVE_LINES",
    "AdoptionAct",
    "AdoptionMode",
    "Amendment",
    "AmendmentKind",
    "AmendmentSupport",
    "Basis",
    "Consultation",
    "Declaration",
    "DeclarationQuerySet",
    "Event",
    "Kind",
    "Mandate",
    "Objection",
    "Preparation",
    "Procedure",
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
