"""The order of names in English and in Arabic, as a key that any database sorts alike: hexadecimal digits only.

It is the order of the Unicode collation for these two languages (a test asks a browser, which has it): letters first,
without accents or vowel marks, then the name itself. The letters of Arabic stand in that order already;
those that other languages added follow the letter they come from.
"""

import unicodedata

from django.utils.translation import get_language

from common.text import fold

# Before letters and digits, in this order: a space, a hyphen, an apostrophe
_FIRST = {" ": "\x01", "-": "\x02", "'": "\x03"}
_AFTER = "\uffff"  # after every letter: « پ » has its own place behind « ب »
_LETTERS = {"پ": f"ب{_AFTER}", "چ": f"ج{_AFTER}", "ژ": f"ز{_AFTER}", "ڤ": f"ف{_AFTER}", "گ": f"ك{_AFTER}"}
_SAME = {"ة": "ت", "ى": "ي", "ک": "ك", "ی": "ي", "đ": "d", "ø": "o", "ł": "l", "ß": "ss", "ı": "i"}
_TABLE = str.maketrans({**_FIRST, **_LETTERS, **_SAME})
# « آ » is a letter of its own, before « ا »; folding takes its mark off: it is put aside meanwhile
_ALEF_MADDA, _ASIDE = "آ", "\ue000"
LONGEST = 1200


def key(name: str) -> str:
    """Return the key by which a name takes its place in a list."""
    letters = fold(unicodedata.normalize("NFC", name).replace(_ALEF_MADDA, _ASIDE)).replace(_ASIDE, _ALEF_MADDA)
    return f"{_digits(letters.translate(_TABLE))}0000{_digits(name)}"[:LONGEST]


def column() -> str:
    """Return the column of a city that holds the order of the active language."""
    return {"en": "sort_en", "ar": "sort_ar"}.get((get_language() or "fr")[:2], "sort_key")


def _digits(text: str) -> str:
    return "".join(f"{ord(sign):04x}" for sign in text)
