"""A written delegation as it is given: small enough, of a kind that is read in fifty years, kept as it is."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.errors import Invalid

LARGEST = 10 * 1024 * 1024
_KINDS = {
    b"%PDF-": ("pdf", "application/pdf"),
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
    b"\x89PNG\r\n\x1a\n": ("png", "image/png"),
}


@dataclass(frozen=True)
class Document:
    """The bytes of a file whose kind was read from its first bytes, never from its name."""

    content: bytes
    extension: str
    content_type: str

    @property
    def sha256(self) -> str:
        """The fingerprint of the file: what was checked is what is kept."""
        return hashlib.sha256(self.content).hexdigest()


def read(content: bytes) -> Document:
    """Return the document, or Invalid when it is too large or of another kind."""
    if len(content) > LARGEST:
        raise Invalid(
            fields={"document": [_("Le fichier dépasse 10 Mo. Numérisez-le avec une définition plus basse.")]}
        )
    for start, (extension, content_type) in _KINDS.items():
        if content.startswith(start):
            return Document(content, extension, content_type)
    raise Invalid(fields={"document": [_("Ajoutez un fichier PDF, JPEG ou PNG.")]})


def content_type(name: str) -> str:
    """Return what a kept document is served as."""
    kinds = dict(_KINDS.values())
    return kinds.get(name.rpartition(".")[2], "application/octet-stream")
