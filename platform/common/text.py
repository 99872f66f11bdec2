"""Text folding: the Python twin of the SQL functions of practices' search (house.md, promise 6)."""

import re
import unicodedata

_MARKS = {*range(0x0300, 0x0370), *range(0x064B, 0x0660), 0x0670, 0x0640}
_SAME = str.maketrans(
    {"’": "'", "\u00a0": " ", "\u202f": " ", "«": " ", "»": " ", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}
)
# Direction-changing and invisible controls: U+200C and U+200D stay, Arabic script needs them
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def alike(text: str) -> str:
    """Return the text with typographic variants made alike."""
    return text.translate(_SAME)


def fold(text: str) -> str:
    """Return the text in lower case without accents or Arabic vowel marks, for matching and ordering."""
    decomposed = unicodedata.normalize("NFD", alike(text))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if ord(c) not in _MARKS)).lower()


def clean(text: str) -> str:
    """Return what a person typed, in NFC, line ends as one \\n, without invisible or direction-changing controls."""
    return _HIDDEN.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")).strip()


def word_count(text: str) -> int:
    """Return the number of words."""
    return len(text.split())
