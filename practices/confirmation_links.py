"""The signed link of a yearly question: bound to a practice, a year and a person, open for half a year."""

from dataclasses import dataclass

from django.core import signing

_SALT = "practices.confirmation"
_HALF_A_YEAR = 183 * 24 * 3600


class BadLink(Exception):
    """The link was cut, changed, or is too old."""


@dataclass(frozen=True)
class Question:
    """Which question a link answers, and in whose name."""

    practice_id: int
    year: int
    user_id: int


def token_of(question: Question) -> str:
    """Return what stands in the address of the link."""
    return signing.dumps([question.practice_id, question.year, question.user_id], salt=_SALT)


def read(token: str) -> Question:
    """Return the question that a link answers; BadLink otherwise."""
    try:
        return Question(*(int(part) for part in signing.loads(token, salt=_SALT, max_age=_HALF_A_YEAR)))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise BadLink from error
