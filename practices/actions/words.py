"""What people type beside a record: cleaned, and refused at its field when there is too much of it."""

from django.utils.translation import gettext as _

from common.errors import Invalid
from common.text import clean


def refused(key: str, sentence: str) -> Invalid:
    """Return a refusal that stands at one field."""
    return Invalid(sentence, fields={key: [sentence]})


def bounded(key: str, raw: str, longest: int) -> str:
    """Return what was typed, cleaned; Invalid when it has more than so many signs."""
    written = clean(raw)
    if len(written) > longest:
        raise refused(key, _("Raccourcissez ce texte : %(max)d signes au plus.") % {"max": longest})
    return written
