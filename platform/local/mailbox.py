"""The letters caught, one file each."""

import html
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

NAME = re.compile(r"[0-9]{20}")
LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
MOST = 300


@dataclass(frozen=True)
class Letter:
    """One letter, read from its file."""

    name: str
    source: bytes

    @property
    def message(self) -> EmailMessage:
        """Return the parsed letter."""
        return message_from_bytes(self.source, policy=policy.default)

    def header(self, name: str) -> str:
        """Return a header's text, empty when it is absent or cannot be read."""
        try:
            return str(self.message[name] or "")
        except (ValueError, IndexError, AttributeError):
            return ""

    def body(self, kind: str) -> str:
        """Return the ``plain`` or ``html`` body, empty when there is none."""
        part = self.message.get_body((kind,))
        if part is None:
            return ""
        try:
            return str(part.get_content())
        except (LookupError, ValueError):
            payload = part.get_payload(decode=True)
            return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""

    def attachments(self) -> list[tuple[str, int]]:
        """Return the names and sizes of the attached files."""
        return [
            (part.get_filename() or part.get_content_type(), len(part.get_payload(decode=True) or b""))
            for part in self.message.iter_attachments()
        ]


def letters(folder: Path) -> list[Letter]:
    """Return the newest letters first."""
    names = sorted((path.stem for path in folder.glob("*.eml") if NAME.fullmatch(path.stem)), reverse=True)
    return [found for name in names[:MOST] if (found := letter(folder, name))]


def letter(folder: Path, name: str) -> Letter | None:
    """Return one letter, or None. The name is checked, so that no other file can be read."""
    if not NAME.fullmatch(name):
        return None
    try:
        return Letter(name, (folder / f"{name}.eml").read_bytes())
    except FileNotFoundError:
        return None


def text_with_links(text: str) -> str:
    """Return safe HTML of a plain text, its addresses made into links."""
    parts, end = [], 0
    for found in LINK.finditer(text):
        address = html.escape(found.group())
        parts += [
            html.escape(text[end : found.start()]),
            f'<a href="{address}" rel="noopener noreferrer" target="_blank">{address}</a>',
        ]
        end = found.end()
    return "".join([*parts, html.escape(text[end:])])
