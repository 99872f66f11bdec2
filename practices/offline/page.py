"""Writes a draft as one self-contained form, and reads the answers that this form saves or sends.

The form asks nothing of the network: its own content policy forbids it. Its small script writes the answers in a file.
Without script a page cannot write a file: back online, the browser itself sends the form to the site, which keeps the
answers for the person who downloaded it, until that person signs in and asks to compare them.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import links
from practices.offline.content import (
    FORMAT,
    LARGEST,
    NAME,
    Draft,
    Filled,
    Problem,
    Unreadable,
    absent,
    safe,
    sections,
    travelling,
)
from practices.offline.sheets import SEVERAL, help_of
from practices.offline.words import CLOSED, Words
from practices.record import Column, Field, Kind
from practices.record.display import direction

_HERE = Path(__file__).parent
MOST_ROWS = 60  # of one table in a form that the browser sends by itself
_SPARE = 3  # empty rows after what is written; the script adds more
_THE_FORM = gettext_lazy(
    "C’est le formulaire lui-même. Ouvrez-le, pressez « Enregistrer mes réponses », puis envoyez le fichier obtenu."
)
_UNKNOWN = gettext_lazy("Ce fichier ne se lit pas. Envoyez le tableur .xlsx, ou le fichier .json du formulaire.")
_LONG = {Kind.TEXT, Kind.RICH, Kind.LINES}


@dataclass(frozen=True)
class Input:
    """One input: its words, its value, and what may be chosen."""

    what: Field | Column
    label: str
    value: str
    options: list[tuple[str, str]] = field(default_factory=list)
    rows: int = 0  # of a text area

    @property
    def key(self) -> str:
        return self.what.key


@dataclass(frozen=True)
class Question:
    """One field: alone, several answers in order, a group, or a table."""

    declared: Field
    shape: str  # "one", "lines", "list", "group", "table"
    help: str
    inputs: list[Input] = field(default_factory=list)
    table: list[list[Input]] = field(default_factory=list)


def form_page(draft: Draft, title: str, writer: str) -> str:
    """Return the whole form, its words in the active language; ``writer`` is the signed mark of who downloads it."""
    words = Words(draft.language)
    style, script = (_HERE / "form.css").read_text(), (_HERE / "form.js").read_text()
    about = {
        "name": NAME,
        "format": FORMAT,
        "slug": draft.slug,
        "revision": draft.revision,
        "version": draft.version,
        "language": draft.language,
        "marks": dict(draft.marks),
    }
    context = {
        "title": title,
        "language": draft.language,
        "direction": direction(draft.language),
        "slug": draft.slug,
        "about": json.dumps(about, ensure_ascii=False),
        "style": _written(style),
        "script": _written(script),
        "writer": writer,
        "action": links.page("practices:offline_answers", draft.slug),
        "policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)};"
        f" form-action {settings.SITE_URL}",
        "sections": [
            (section, [_question(one, draft.values.get(one.key), words) for one in travelling(section)])
            for section in sections()
        ],
    }
    return render_to_string("practices/offline_form.html", context)


def _written(ours: str) -> SafeString:
    return mark_safe(ours)  # noqa: S308  # our own file, no value of a person


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _question(one: Field, value: Any, words: Words) -> Question:
    if one.kind == Kind.ROWS:
        spare = min(_SPARE, max((one.max_items or 30) - len(value or []), 0))
        rows = [*(value or []), *({} for _spare in range(spare))]
        table = [[_input(column, row.get(column.key), words) for column in one.columns] for row in rows]
        return Question(one, "table", help_of(one), table=table)
    if one.kind == Kind.GROUP:
        inputs = [_input(column, (value or {}).get(column.key), words) for column in one.columns]
        return Question(one, "group", help_of(one), inputs=inputs)
    if one.kind == Kind.LINES:
        return Question(one, "lines", help_of(one), inputs=[_input(one, "\n".join(value or []), words)])
    if one.kind in SEVERAL:
        given: list[Any] = list(value or [])
        wanted = max(len(given) + _SPARE, 4)
        held = [*given, *([None] * (min(one.max_items or wanted, wanted) - len(given)))]
        return Question(one, "list", help_of(one), inputs=[_input(one, item, words) for item in held])
    return Question(one, "one", help_of(one), inputs=[_input(one, value, words)])


def _input(what: Field | Column, value: Any, words: Words) -> Input:
    written = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    if what.kind in CLOSED:
        options = words.list_of(what)
        if written and written not in options:
            options = {**options, written: words.name(what, written)}
        return Input(what, str(what.label), written, list(options.items()))
    longest = what.max_length or 0
    rows = (10 if longest > 2000 else 5) if what.kind in _LONG else 0
    return Input(what, str(what.label), written, rows=rows)


def answers_in(sent: QueryDict) -> bytes:
    """Return what the browser sent by itself in the form of the file that the script writes."""
    try:
        about = json.loads(sent.get("about", ""))
    except (ValueError, RecursionError):
        about = {}
    values = {one.key: _sent(one, sent) for one in travelling() if f"has-{one.key}" in sent}
    told = {**about, "values": values} if isinstance(about, dict) else {"values": values}
    return json.dumps(told, ensure_ascii=False).encode()


def _sent(one: Field, sent: QueryDict) -> Any:
    if one.kind == Kind.ROWS:
        keys = [column.key for column in one.columns]
        names = ({key: f"{one.key}.{number}.{key}" for key in keys} for number in range(MOST_ROWS))
        cells = ({key: words for key, name in row.items() if (words := sent.get(name, ""))} for row in names)
        return [row for row in cells if row]
    if one.kind == Kind.GROUP:
        return {column.key: words for column in one.columns if (words := sent.get(f"{one.key}.{column.key}", ""))}
    if one.kind == Kind.LINES:
        return [line for line in sent.get(one.key, "").splitlines() if line.strip()]
    if one.kind in SEVERAL:
        return [words for number in range(MOST_ROWS) if (words := sent.get(f"{one.key}.{number}", ""))]
    return sent.get(one.key, "").replace("\r\n", "\n")


def read_answers(content: bytes) -> Filled:
    """Return what the form saved; Unreadable when it is not its file."""
    if len(content) > LARGEST:
        raise Unreadable(_("Ce fichier est trop lourd : 5 Mo au plus."))
    try:
        given = json.loads(content)
    except (ValueError, RecursionError) as error:
        is_page = content.lstrip()[:15].lower().startswith((b"<!doctype", b"<html"))
        raise Unreadable(_THE_FORM if is_page else _UNKNOWN) from error
    if not isinstance(given, dict) or given.get("name") != NAME or not isinstance(given.get("values"), dict):
        raise Unreadable(_("Ce fichier n’est pas celui d’une fiche. Envoyez celui que le formulaire a enregistré."))
    if given.get("format") != FORMAT:
        raise Unreadable(_("Ce fichier vient d’une autre version de la plateforme. Téléchargez-le de nouveau."))
    try:
        return _filled(given)
    except RecursionError as error:
        raise Unreadable(_UNKNOWN) from error


def _filled(given: Mapping[str, Any]) -> Filled:
    known = {one.key: one for one in travelling()}
    marks = given.get("marks")
    language = given.get("language")
    filled = Filled(
        slug=str(given.get("slug", "")),
        revision=_count(given.get("revision")),
        version=_count(given.get("version")),
        language=language if isinstance(language, str) and language in dict(settings.LANGUAGES) else "fr",
        marks={str(key): str(mark) for key, mark in marks.items()} if isinstance(marks, dict) else {},
    )
    titles = {section.key: str(section.title) for section in sections()}
    for key, value in given["values"].items():
        if key in known:
            filled.values[key] = safe(value)
            filled.places[key] = _("Section « %(section)s »") % {"section": titles[known[key].section]}
        else:
            filled.problems.append(Problem("", _("Cette question n’existe pas dans la fiche."), safe(str(key))[:300]))
    for key, one in known.items():
        if key not in filled.values:
            filled.problems.append(Problem("", absent(one)))
    return filled


def _count(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 10**12 else 0
