"""The pages of declarations."""

from declarations.views.heads import head_signature, key_file, keys, signed_head
from declarations.views.mandates import end_mandate, mandate_document, mandates, prepare_signature, support
from declarations.views.reading import (
    declaration_list,
    detail,
    ledger,
    ledger_file,
    text_aligned,
    text_file,
    text_json,
    verifier,
    verifier_file,
)
from declarations.views.signing import confirm, receipt, receipt_file, scan, sign, withdraw
from declarations.views.wall import badge, embed, signatures_csv, signatures_json

__all__ = [
    "badge",
    "confirm",
    "declaration_list",
    "detail",
    "embed",
    "end_mandate",
    "head_signature",
    "key_file",
    "keys",
    "ledger",
    "ledger_file",
    "mandate_document",
    "mandates",
    "prepare_signature",
    "receipt",
    "receipt_file",
    "scan",
    "sign",
    "signatures_csv",
    "signatures_json",
    "signed_head",
    "support",
    "text_aligned",
    "text_file",
    "text_json",
    "verifier",
    "verifier_file",
    "withdraw",
]
