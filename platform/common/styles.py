"""The critical stylesheet: the same bytes are written in each page and hashed for the content policy."""

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent / "static" / "css" / "site.css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACES = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,>]) ?")


def minify(css: str) -> str:
    """Return a stylesheet without comments or idle spaces. Written for ours: no string holds two spaces or a brace."""
    packed = _AROUND.sub(r"\1", _SPACES.sub(" ", _COMMENT.sub("", css)))
    return packed.replace(": ", ":").replace(";}", "}").strip()


@cache
def critical() -> str:
    """Return the whole stylesheet, minified; read once for the life of the process."""
    return minify(SOURCE.read_text(encoding="utf-8"))


def policy_source() -> str:
    """Return the word of the content policy that allows exactly these bytes between <style> and </style>."""
    digest = hashlib.sha256(critical().encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
