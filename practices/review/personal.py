"""Finding what could point at a person in a text: addresses, numbers, and the name of a child. Pure functions.

Identity numbers and accounts are recognised by their own check digits: what looks like one and is none is left alone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from common.text import fold
from practices.review.names import GIVEN_NAMES, NOT_NAMES

What = Literal["email", "phone", "street", "identity", "account", "minor", "perhaps_minor"]

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w/.,-])(?:(?:\+|00)\d{1,3}[ \u00a0\u202f./-]?(?:\(0\)[ \u00a0]?)?|0)"
    r"\d(?:[ \u00a0\u202f./-]?\d){6,12}(?![\w/-])"
)
_KINDS = r"(?:rue|avenue|boulevard|place|quai|chemin|allée|impasse|route|square|passage|chaussée|ruelle|venelle)"
_STREETS = (
    re.compile(rf"(?<!\w)\d{{1,4}}(?:\s?(?:bis|ter))?,?\s+{_KINDS}\s+\w+(?:[ ’'-]\w+){{0,4}}", re.IGNORECASE),
    # As in Belgium and Switzerland: the name, then the number
    re.compile(
        rf"(?i:(?<!\w){_KINDS})\s+(?:(?:de la|de|du|des|d[’']|la|le|les)\s*)?[A-ZÀ-Þ][\w’'-]*"
        r"(?:\s+[\w’'-]+){0,3}?,?\s+\d{1,3}(?!\w|\s*(?i:ans|%|€|personnes|jeunes|familles))"
    ),
    re.compile(r"(?<!\w)\d{1,4}\s+(?:[A-Z]\w+\s+){1,3}(?:Street|Road|Avenue|Lane|Square)\b"),
    re.compile(r"شارع\s+[\u0621-\u064A\s]{2,40}?،?\s*(?:رقم\s*)?\d{1,4}"),
)
_NIR = re.compile(
    r"(?<!\w)[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[AB])[ .]?\d{3}[ .]?\d{3}[ .]?\d{2}(?!\w)"
)
_BELGIAN = re.compile(r"(?<!\w)\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[. ]?\d{2}(?!\w)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?(?!\w)")
_NAME = r"(?P<name>[A-ZÀ-Þ][a-zà-ÿ]+(?:[-’'][A-ZÀ-Þ]?[a-zà-ÿ]+)?)"
_AGES = (
    re.compile(
        rf"(?<!\w){_NAME}\s*(?:,\s*|\(\s*|,?\s+(?:qui a|a)\s+)?(?:âgée?\s+de\s+)?(?P<age>\d{{1,2}})\s+ans\b"
        r"(?!\s+(?:après|plus|et plus|avant|de|d[’']))"
    ),
    re.compile(rf"(?<!\w){_NAME}\s*(?:,\s*|\(\s*|\s+is\s+)(?:aged\s+)?(?P<age>\d{{1,2}})\s+years?\s+old"),
    re.compile(rf"(?<!\w)(?P<age>\d{{1,2}})-year-old\s+{_NAME}"),
    re.compile(
        r"(?<!\w)(?P<name>[\u0621-\u064A]{2,15})\s*[،(]?\s*(?:البالغة?\s+من\s+العمر\s+|عمره\s+|عمرها\s+)?"
        r"(?P<age>\d{1,2})\s*(?:سنة|عامًا|عاما|سنوات|أعوام)"
    ),
)
_MAJORITY = 18


@dataclass(frozen=True)
class Place:
    """Where something stands in a text."""

    what: What
    start: int
    end: int


def places(text: str) -> list[Place]:
    """Return what could point at a person, in the order of the text; a stretch is told once, as the gravest thing."""
    found: list[Place] = []
    for search in (_identities, _accounts, _emails, _phones, _minors, _streets):
        for place in search(text):
            if all(place.end <= other.start or place.start >= other.end for other in found):
                found.append(place)
    return sorted(found, key=lambda place: place.start)


def streets(text: str) -> list[Place]:
    """Return the postal addresses of a text."""
    return list(_streets(text))


# --- One kind of thing each ---


def _emails(text: str) -> Iterator[Place]:
    return (Place("email", found.start(), found.end()) for found in _EMAIL.finditer(text))


def _phones(text: str) -> Iterator[Place]:
    for found in _PHONE.finditer(text):
        if 9 <= len(_digits(found.group())) <= 15:
            yield Place("phone", found.start(), found.end())


def _streets(text: str) -> Iterator[Place]:
    for pattern in _STREETS:
        for found in pattern.finditer(text):
            yield Place("street", found.start(), found.end())


def _identities(text: str) -> Iterator[Place]:
    yield from _checked(text, _NIR, _is_french, "identity")
    yield from _checked(text, _BELGIAN, _is_belgian, "identity")


def _accounts(text: str) -> Iterator[Place]:
    yield from _checked(text, _IBAN, _is_account, "account")


def _checked(text: str, pattern: re.Pattern[str], is_one: Callable[[str], bool], what: What) -> Iterator[Place]:
    for found in pattern.finditer(text):
        if is_one(re.sub(r"[^0-9A-Z]", "", found.group())):
            yield Place(what, found.start(), found.end())


def _is_french(number: str) -> bool:
    """The French social security number: its last two digits check the thirteen others."""
    body = number[:13].replace("2A", "19").replace("2B", "18")
    return len(number) == 15 and body.isdecimal() and 97 - int(body) % 97 == int(number[13:])


def _is_belgian(number: str) -> bool:
    """The Belgian national number: checked with a 2 before it for those born since 2000."""
    if not 0 <= int(number[2:4]) <= 12 or int(number[4:6]) > 31:
        return False
    return int(number[9:]) in {97 - int(number[:9]) % 97, 97 - int(f"2{number[:9]}") % 97}


def _is_account(number: str) -> bool:
    moved = number[4:] + number[:4]
    return 15 <= len(number) <= 34 and int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def _minors(text: str) -> Iterator[Place]:
    """A given name beside an age under eighteen."""
    for pattern in _AGES:
        for found in pattern.finditer(text):
            name = fold(found["name"])
            if int(found["age"]) >= _MAJORITY or name in NOT_NAMES:
                continue
            known = name in GIVEN_NAMES
            arabic = not found["name"][0].isascii() and "\u0621" <= found["name"][0] <= "\u064a"
            if known or not arabic:  # Arabic has no capitals: there only a known name is one
                yield Place("minor" if known else "perhaps_minor", found.start(), found.end())


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
