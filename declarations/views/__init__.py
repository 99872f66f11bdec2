"""The pages of declarations."""

from declarations.views.reading import (
    declaration_list,
    detail,
    ledger,
    ledger_file,
    text_file,
    verifier,
    verifier_file,
)
from declarations.views.signing import confirm, receipt, receipt_file, sign, withdraw

__all__ = [
    "confirm",
    "declaration_list",
    "detail",
    "ledger",
    "ledger_file",
    "receipt",
    "receipt_file",
    "sign",
    "text_file",
    "verifier",
    "verifier_file",
    "withdraw",
]
