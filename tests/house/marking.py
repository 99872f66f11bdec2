"""What the tests of the marker words share: a word of its own for each text, and who may meet it.

Each text of a record, its rows, its files, its notes and its comments holds a word of its own. Each
``test_markers_*.py`` reads its surfaces as a stranger, a partner, a member of another city, a named city and the city
itself, and compares the words found with what the audience of each field allows.
"""

import io
import re
import zipfile

import samples
import sound
from reading_pdf import text_of

from accounts.models import User
from common.audience import Audience
from mailing.models import Letter
from mailing.registry import Reader, kind
from practices.record import FIELDS, Kind
from practices.vocabulary import terms

MARKER = re.compile(r"zq[a-z]+qz")
TEXTS = {Kind.LINE, Kind.TEXT, Kind.RICH}
SHOWN_TO = {  # from the widest to the narrowest reader: what each reads of a published record of another city
    "stranger": {Audience.PUBLIC},
    "member": {Audience.PUBLIC, Audience.MEMBERS},
    "named": {Audience.PUBLIC, Audience.MEMBERS, Audience.NAMED},
    "own": set(Audience),
}


def marker(*words):
    return "zq" + "".join(re.sub(r"[^a-z]", "", word.lower()) for word in words) + "qz"


def marked_values():
    """Return a value with a marker for every field that holds words."""
    values = {}
    for field in FIELDS.values():
        if field.on_practice or not field.editable:
            continue
        if field.kind in TEXTS:
            values[field.key] = f"Mot {marker(field.key)}."
        elif field.kind == Kind.LINES:
            values[field.key] = [f"Mot {marker(field.key)}."]
        elif field.kind in {Kind.ROWS, Kind.GROUP}:
            base = next((part[field.key] for part in samples.COMPLETE.values() if field.key in part), None)
            row = dict((base[0] if field.kind == Kind.ROWS else base) if base else {})
            row |= {
                column.key: f"Mot {marker(field.key, column.key)}"
                for column in field.columns
                if column.kind in TEXTS and not column.choices and not column.vocabulary
            }
            if not base:
                row = _complete(field, row)
            values[field.key] = [row] if field.kind == Kind.ROWS else row
    return values


def _complete(field, row):
    for column in field.columns:
        if column.required and column.key not in row:
            if column.vocabulary:
                row[column.key] = terms(column.vocabulary)[0].slug
            elif column.choices:
                row[column.key] = column.choices[0][0]
            elif column.kind == Kind.CITY:
                row[column.key] = "tunis"
            else:
                row[column.key] = 2024
    return row


def attach_marked(editor, revision, name="file", wide=20):
    """Attach a file for each audience, with a marker in each of its words; return the audience of each marker."""
    audiences = {}
    for audience in Audience:
        words = {key: f"Mot {marker(name, key, audience)}" for key in ("title", "alt_text", "credit")}
        picture = sound.image(size=(wide + Audience(audience).width, 20))
        sound.attach(editor, revision, picture, audience=str(audience), consent=True, **words)
        audiences |= {MARKER.findall(word)[0]: audience for word in words.values()}
    return audiences


def words_of(answer):
    """Every word of a page, of a PDF or of an office file."""
    if answer["Content-Type"] == "application/pdf":
        return text_of(answer.content)
    if not answer.content.startswith(b"PK"):
        return answer.content.decode()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        return " ".join(package.read(name).decode(errors="replace") for name in package.namelist())


def letters_written(prefix):
    """Yield what each queued letter of some kinds says now."""
    for letter in Letter.objects.filter(kind__startswith=prefix):
        person = User.objects.get(pk=letter.recipient_id)
        message = kind(letter.kind).write(
            Reader(person.pk, person.email, person.language, person.time_zone), letter.data
        )
        if message is not None:
            yield " ".join((message.subject, *message.paragraphs, message.quote, *message.closing))
