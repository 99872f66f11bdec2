"""The catalogues of the interface, with Babel alone: no gettext program is needed.

``python -m local.messages update`` brings locale/<language>/LC_MESSAGES/django.po up to date with the sources,
``python -m local.messages compile`` writes the .mo files that Django reads.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = ("en", "ar")  # French is the source
SOURCES = ("platform", "cities", "practices", "declarations")
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# CLDR's six Arabic forms; in English one and other
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);",  # noqa: E501  # one formula
}


def _sources() -> Iterator[tuple[Path, str]]:
    """Yield each source file and its text as Python that Babel can read."""
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and "local" not in path.parts:
                yield path, path.read_text()
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            yield path, templatize(path.read_text(), origin=str(path))


def extracted() -> Catalog:
    """Return every sentence that the sources mark for translation, with the files that hold it."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for path, text in _sources():
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            named = message if isinstance(message, str) else tuple(part for part in message if part is not None)
            # Only the file is noted: a line number would change the catalogue with every edit
            catalog.add(named, locations=[(str(path.relative_to(ROOT)), 0)], context=context, flags=_flags(named))
    return catalog


def _flags(message: str | tuple[str, ...]) -> tuple[str, ...]:
    """Babel guesses the flag from the text; our sentences with a percent sign and a name are formats."""
    first = message if isinstance(message, str) else message[0]
    return ("python-format",) if "%(" in first or "%s" in first else ()


def path_of(language: str) -> Path:
    """Return the path of a language's catalogue."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """Return the catalogue of a language, empty when it has none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def update(language: str) -> int:
    """Bring a catalogue up to date and return how many entries are still empty. Translations that fit are kept."""
    known, fresh = read(language), extracted()
    fresh.locale, fresh.fuzzy = known.locale, False
    fresh.project, fresh.version = "echanges-experiences", "1"
    fresh.revision_date = fresh.creation_date = datetime(2026, 1, 1, tzinfo=UTC)  # a date would change every file
    for message in fresh:
        if message.id and (old := known.get(message.id, message.context)) is not None:
            message.string = old.string
    fresh.mime_headers = [("Plural-Forms", PLURALS[language])]
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, fresh, width=120, sort_output=True, include_lineno=False, omit_header=False)
    text = path.read_text().splitlines(keepends=True)
    path.write_text("".join(_one_plural_header(text, language)))
    return len(empty(read(language)))


def _one_plural_header(lines: list[str], language: str) -> Iterator[str]:
    """Babel writes its own plural formula, of another order than Django's for Arabic: ours replaces it."""
    for line in lines:
        if line.startswith('"Plural-Forms:'):
            yield f'"Plural-Forms: {PLURALS[language]}\\n"\n'
        else:
            yield line


def empty(catalog: Catalog) -> list[str]:
    """Return the sentences that have no translation, or not all their plural forms."""
    return [
        str(message.id)
        for message in catalog
        if message.id and not (all(message.string) if isinstance(message.string, (tuple, list)) else message.string)
    ]


_BEFORE_COLON = re.compile(r"(?<=[^\s:]) :(?=[\s\"<]|$)")
_BEFORE_HIGH = re.compile(r"(?<=\S) ([;!?])(?=[\s\"<.]|$)")


def spaced(text: str) -> str:
    """Return a French sentence with its no-break spaces: sources are typed with the space of a keyboard."""
    text = text.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    return _BEFORE_HIGH.sub("\u202f\\1", _BEFORE_COLON.sub("\u00a0:", text))


def french() -> Catalog:
    """Return the sentences of the source that change: no-break spaces, and plurals, since in French 0 is singular."""
    catalog = Catalog(locale="fr", charset="utf-8", fuzzy=False)
    for message in extracted():
        if message.pluralizable:
            forms = tuple(spaced(form) for form in message.id)
            catalog.add(message.id, forms, context=message.context, flags=message.flags)
        elif message.id and spaced(str(message.id)) != message.id:
            catalog.add(message.id, spaced(str(message.id)), context=message.context, flags=message.flags)
    catalog.mime_headers = [("Plural-Forms", "nplurals=2; plural=(n > 1);")]
    return catalog


def compile_all() -> None:
    """Write the .mo files that Django reads."""
    for language, catalog in {"fr": french(), **{name: read(name) for name in LANGUAGES}}.items():
        path = path_of(language).with_suffix(".mo")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_mo(stream, catalog)


def main() -> int:
    """Run one of the two verbs."""
    match sys.argv[1:]:
        case ["update"]:
            for language in LANGUAGES:
                print(f"{language}: {update(language)} to translate")
        case ["compile"]:
            compile_all()
        case _:
            print("usage: python -m local.messages update|compile", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
