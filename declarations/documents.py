"""A delegation or a scanned signature: small, of a kind that is read in fifty years, cleaned before it is kept."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.errors import Invalid
from files.kinds import ENDINGS, MEDIA_TYPES, FileKind, RefusedFile
from files.receiving import cleaned_bytes
from files.sentences import sentence_of

LARGEST = 10 * 1024 * 1024
_STARTS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@dataclass(frozen=True)
class Document:
    """The bytes that are kept: written again from what was sent, without what acts or tells a place."""

    content: bytes
    kind: FileKind

    def called(self, start: str) -> str:
        """Return the name under which a browser saves it."""
        return f"{start}.{ENDINGS[self.kind]}"

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
    if not content.startswith(_STARTS):
        raise Invalid(fields={"document": [_("Ajoutez un fichier PDF, JPEG ou PNG.")]})
    try:
        kind, clean = cleaned_bytes(content)
    except RefusedFile as refused:
        raise Invalid(fields={"document": [sentence_of(refused.why)]}) from refused
    return Document(clean, kind)


def content_type(name: str) -> str:
    """Return what a kept document is served as."""
    kind = next((kind for kind, ending in ENDINGS.items() if name.endswith(f".{ending}")), "")
    return MEDIA_TYPES.get(kind, "application/octet-stream")
