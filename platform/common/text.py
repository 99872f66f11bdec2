"""Text folding: the Python twin of the SQL functions of practices' search (house.md, promise 6)."""

import re
import unicodedata

from django.utils.translation import get_language_bidi

_MARKS = {*range(0x0300, 0x0370), *range(0x064B, 0x0660), 0x0670, 0x0640}
_SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
# Spaces of all widths, quotation marks and general punctuation, Arabic punctuation, signs of currencies
_BETWEEN = re.compile(
    "[\u00a0\u00ab\u00bb\u060c\u061b\u061f\u2000-\u200b\u2012-\u2017\u201a-\u202f\u2030-\u206f\u20a0-\u20bf\u3000-\u3003]"
)
# Direction-changing and invisible controls, and halves of pairs: U+200C and U+200D stay, Arabic script needs them
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)
# What is not isolated yet between two marks and the spaces inside them
_QUOTED = re.compile("([«“][ \u00a0\u202f]?)([^«»“”\u2068\u2069]+?)([ \u00a0\u202f]?[»”])")


def alike(text: str) -> str:
    """Return the text with typographic variants made alike."""
    return _BETWEEN.sub(" ", text.translate(_SAME))


def fold(text: str) -> str:
    """Return the text in lower case without accents or Arabic vowel marks, for matching and ordering."""
    decomposed = unicodedata.normalize("NFD", alike(text))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if ord(c) not in _MARKS)).lower()


def clean(text: str) -> str:
    """Return what a person typed, in NFC, line ends as one \\n, without invisible or direction-changing controls."""
    return _HIDDEN.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")).strip()


def isolated(text: str) -> str:
    """Return words so that their last signs stay at their end inside a line of the other direction of writing.

    As <bdi> does, but in plain text too: between FSI and PDI. Words of the active language's direction stay bare.
    """
    first = next((side for sign in text if (side := unicodedata.bidirectional(sign)) in {"L", "R", "AL"}), "")
    is_other = bool(first) and (first != "L") != get_language_bidi()
    return f"\u2068{text}\u2069" if is_other else text


def isolated_quotes(text: str) -> str:
    """Return a sentence in which what stands between quotation marks, a title for instance, is isolated."""
    return _QUOTED.sub(lambda found: f"{found[1]}{isolated(found[2])}{found[3]}", text)


def word_count(text: str) -> int:
    """Return the number of words."""
    return len(text.split())
